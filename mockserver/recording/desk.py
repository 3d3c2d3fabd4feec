"""A desk that does not answer itself: it judges a call, forwards it, and records what came back."""

from typing import Any

from contracts import api
from mockserver.core.body import is_shallow
from mockserver.core.context import Context
from mockserver.core.desk import Answerer, Desk
from mockserver.core.encounter import shared_headers
from mockserver.core.gateway import handle
from mockserver.core.ports import Verdict
from mockserver.core.refusal import RefusalError, envelope
from mockserver.core.remarks import Remarks
from mockserver.core.wire import BadJsonError, Call, Postponed, Reply, decode, encode
from mockserver.logs import log
from mockserver.recording.fields import VIA
from mockserver.recording.recorder import Recorder
from mockserver.recording.remarks import remarks_on
from mockserver.recording.traffic import Traffic
from mockserver.recording.upstream import NoAnswerError, Received, Upstream

__all__ = ["RecordingDesk"]

_GATEWAY_TIMEOUT = 504


class RecordingDesk(Desk):
    """
    Forwards the gateway's routes as *traffic* and lets *recorder* record; the rest is answered as ever.

    *strict* keeps back a creation that our judge refuses, since it would cost money for nothing. Faults on purpose do
    not meet what is forwarded.
    """

    def __init__(self, *args: Any, traffic: Traffic, recorder: Recorder, strict: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        self._traffic = traffic
        self._recorder = recorder
        self._strict = strict

    def answer(self, call: Call, *, postponed: Postponed | None = None, by: Answerer = handle) -> Reply | Postponed:
        """Answer a call, by asking the gateway behind where it has a route for it."""
        if by is not handle or not self._may_pass(call):
            return super().answer(call, postponed=postponed, by=by)
        verdict = self._judged(call)
        if self._strict and call.operation == "create" and (verdict is None or verdict.errors):
            log("warning", "not forwarded", why="our judge refuses it", rules=_rules(verdict))
            return super().answer(call, postponed=postponed)
        return self._forwarded(call, verdict)

    def answer_at_once(self, call: Call, *, postponed: Postponed | None = None) -> None:
        """Answer no call at once: each waits for somebody else."""

    def _may_pass(self, call: Call) -> bool:
        """Whether a call is one to forward: whole, and of a caller who is let in where only some are."""
        kept = max(call.size, len(call.body)) > api().limits["body_bytes"].value
        return not kept and (call.token is not None or not self._keys)

    def _judged(self, call: Call) -> Verdict | None:
        """Return what our judge says of a creation; None where there is nothing to be judged."""
        if call.operation != "create":
            return None
        try:
            request = decode(call.body)
        except BadJsonError:
            return None
        with self._store.by_key(call.world_key) as world:
            readings = world.settings.readings
        return self._parts.judge(request, readings=readings, images=None, decoded=is_shallow(call.body))

    def _forwarded(self, call: Call, verdict: Verdict | None) -> Reply:
        with self._traffic.one() as upstream:
            began = self._real_now()
            answer = _asked(call, upstream)
            took = self._real_now() - began
            remarks = remarks_on(call, answer, verdict, upstream=upstream.url)
            target = upstream.target(call)
            self._recorder.record(call, answer, target=target, at=began, took=took, remarks=remarks)
        _say(call, answer, remarks)
        with self._store.by_key(call.world_key) as world:
            context = self.context(world)
            world.settle(context.now)
            number = world.journal.next_number()
            reply = _reply(answer, context, number)
            world.journal.add(number, context.now, call, reply, remarks)
        return reply


def _asked(call: Call, upstream: Upstream) -> Received | NoAnswerError:
    if VIA in (call.header("via") or ""):
        return NoAnswerError(f"a recording server has forwarded this call before; does {upstream.url} lead back to it?")
    try:
        return upstream.send(call)
    except NoAnswerError as error:
        return error


def _reply(answer: Received | NoAnswerError, context: Context, number: int) -> Reply:
    """Pass an answer on; where there is none, say so in the documented envelope, as 502 or 504."""
    if isinstance(answer, Received):
        return Reply(answer.status, answer.headers, answer.body)
    refusal = RefusalError("upstream_error", message=f"The gateway behind did not answer: {answer}")
    documented = refusal.answer("create")
    if answer.late:
        documented = documented._replace(status=_GATEWAY_TIMEOUT)
    body = envelope(refusal, documented, readings=context.readings, extended=False)
    headers = (("content-type", "application/json"), *shared_headers(context, number))
    return Reply(documented.status, headers, encode(body))


def _say(call: Call, answer: Received | NoAnswerError, remarks: Remarks) -> None:
    level = "warning" if len(remarks.notes) > 1 else "info"
    status = answer.status if isinstance(answer, Received) else "none"
    rules = ",".join(remarks.rules) or "none"
    log(level, "recorded", operation=call.operation, status=status, broken=rules, price=remarks.price or "none")


def _rules(verdict: Verdict | None) -> str:
    return ",".join(dict.fromkeys(one.rule for one in verdict.errors)) if verdict else "request/json"

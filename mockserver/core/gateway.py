"""
The gateway: a call and an instant go in, a reply comes out, and the world has changed.

`handle` never raises for anything that a client can send.
"""

from functools import partial

from mockserver.core.context import Context
from mockserver.core.encounter import Act, Acted, encounter, shared_headers
from mockserver.core.operations import OPERATIONS
from mockserver.core.rate_limit import NO_LIMIT
from mockserver.core.refusal import RefusalError, envelope
from mockserver.core.wire import Answer, Call, Postponed, Reply, encode

__all__ = ["apologise", "handle", "perform", "refuse", "unkept"]

_UNKEPT = RefusalError("service_unavailable", message="The mock server cannot keep what you ask for; see its accidents")


def handle(call: Call, *, context: Context, postponed: Postponed | None = None) -> Reply | Postponed:
    """Answer a call, and note it in the journal; one that was *postponed* before is answered now."""
    return perform(call, partial(_operate, call, context), context=context, postponed=postponed)


def refuse(
    refusal: RefusalError, call: Call, *, context: Context, allow: str = "", postponed: Postponed | None = None
) -> Reply | Postponed:
    """Answer a call that meets no operation, such as one of an unknown route or with a wrong method."""
    return perform(call, partial(_refuse, refusal, call, context, allow), context=context, postponed=postponed)


def perform(call: Call, act: Act, *, context: Context, postponed: Postponed | None = None) -> Reply | Postponed:
    """Let *act* answer a call, unless a fault takes it, and note it in the journal."""
    world = context.world
    world.settle(context.now)
    if world.faults.entries or postponed is not None:
        return encounter(call, context=context, act=act, postponed=postponed)
    number = world.journal.next_number()
    acted = act(number)
    world.journal.add(number, context.now, call, acted.noted(), acted.remarks)
    return acted.reply


def apologise(call: Call, *, context: Context) -> Reply:
    """Answer a call at which klingmock itself failed; no fault on purpose meets it."""
    number = context.world.journal.next_number()
    acted = _refuse(RefusalError("internal_error"), call, context, "", number)
    context.world.journal.add(number, context.now, call, acted.reply, acted.remarks)
    return acted.reply


def unkept() -> Reply:
    """Answer any call whose world cannot be read or written: nothing has happened, so it may be tried again."""
    answer = _UNKEPT.answer("create")
    body = envelope(_UNKEPT, answer, readings={"error-code-type": "string"}, extended=False)
    return Reply(answer.status, (("content-type", "application/json"), ("retry-after", "1")), encode(body))


def _operate(call: Call, context: Context, number: int) -> Acted:
    try:
        answer = _answer(call, context)
    except RefusalError as refusal:
        answer = _refused(refusal, call, context)
    return _written(answer, context, number)


def _refuse(refusal: RefusalError, call: Call, context: Context, allow: str, number: int) -> Acted:
    headers = (("allow", allow),) if allow else ()
    return _written(_refused(refusal, call, context, headers=headers), context, number)


def _answer(call: Call, context: Context) -> Answer:
    if call.token is None:
        raise RefusalError("unauthorized")
    world = context.world
    if world.settings.rate_limit is not NO_LIMIT:
        world.window.admit(context.now, world.settings.rate_limit)
    return OPERATIONS[call.operation](context, call)


def _refused(
    refusal: RefusalError,
    call: Call,
    context: Context,
    *,
    headers: tuple[tuple[str, str], ...] = (),
) -> Answer:
    answer = refusal.answer(call.operation)
    body = envelope(refusal, answer, readings=context.readings, extended=context.parts.extended_errors)
    return Answer(body, status=answer.status, headers=headers + refusal.headers, remarks=refusal.remarks)


def _written(answer: Answer, context: Context, number: int) -> Acted:
    headers = (("content-type", "application/json"), *shared_headers(context, number), *answer.headers)
    body = answer.body if isinstance(answer.body, bytes) else encode(answer.body)
    return Acted(Reply(answer.status, headers, body), answer.remarks)

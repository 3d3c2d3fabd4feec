"""What a mutant is: a server that breaks its contract in one way, so that tests can show that they would notice."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from mockserver.core.desk import Answerer, Desk
from mockserver.core.gateway import handle
from mockserver.core.outgoing import Outgoing
from mockserver.core.ports import Judge
from mockserver.core.wire import BadJsonError, Call, Postponed, Reply, decode_exactly, encode
from mockserver.core.world_settings import WorldSettings
from mockserver.delivery import Sender

__all__ = ["Json", "Mutant", "answering", "resent", "with_body"]

Json = dict[str, Any]
"""A decoded body."""


def _same(value: Any) -> Any:
    return value


def _same_reply(_: Call, reply: Reply) -> Reply:
    return reply


@dataclass(frozen=True, slots=True)
class Mutant:
    """
    One way to be wrong; what is left out is as it should be.

    Args:
        summary: The wrong, in one sentence.
        call: Changes a call before it is answered.
        reply: Changes a reply to a call.
        judge: Changes the judge.
        outgoing: Turns a callback into what is sent instead: none, one or several.
        world: Changes what worlds begin with.
    """

    summary: str
    call: Callable[[Call], Call] = _same
    reply: Callable[[Call, Reply], Reply] = _same_reply
    judge: Callable[[Judge], Judge] = _same
    outgoing: Callable[[Outgoing], Sequence[Outgoing]] = lambda one: (one,)
    world: Callable[[WorldSettings], WorldSettings] = _same

    def desk(self, *args: Any, **options: Any) -> Desk:
        """Make a desk that is wrong; what it takes is what `Desk` takes."""
        return _MutantDesk(self, *args, **options)

    def sender(self, sender: Sender) -> Sender:
        """Make a sender that is wrong of one that is right."""
        return _MutantSender(self, sender)


class _MutantDesk(Desk):
    """A desk whose calls and replies are changed by *mutant*; the journal tells of what the core has answered."""

    def __init__(self, mutant: Mutant, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._mutant = mutant

    def answer(self, call: Call, *, postponed: Postponed | None = None, by: Answerer = handle) -> Reply | Postponed:
        """Answer a call, wrongly."""
        return self._changed(call, super().answer(self._mutant.call(call), postponed=postponed, by=by))

    def answer_at_once(self, call: Call, *, postponed: Postponed | None = None) -> Reply | Postponed | None:
        """Answer a call wrongly, without waiting for anybody."""
        result = super().answer_at_once(self._mutant.call(call), postponed=postponed)
        return None if result is None else self._changed(call, result)

    def _changed(self, call: Call, result: Reply | Postponed) -> Reply | Postponed:
        return self._mutant.reply(call, result) if isinstance(result, Reply) else result


class _MutantSender:
    """Sends callbacks through *sender*, changed by *mutant*; how the last one went is how all went."""

    def __init__(self, mutant: Mutant, sender: Sender) -> None:
        self._mutant = mutant
        self._sender = sender

    def send(self, outgoing: Outgoing) -> Any:
        """Make the attempts."""
        sent: Any = None
        for one in self._mutant.outgoing(outgoing):
            sent = self._sender.send(one)
        return sent

    def close(self) -> None:
        """Cut what is under way."""
        self._sender.close()


def answering(
    *operations: str, change: Callable[[Json], None], good: bool | None = True
) -> Callable[[Call, Reply], Reply]:
    """Make a change of replies to some operations, of good ones or of errors: *change* is given the decoded body."""

    def changed(call: Call, reply: Reply) -> Reply:
        if call.operation not in operations or (good is not None and good is not (reply.status < 300)):  # noqa: PLR2004 - 2xx
            return reply
        try:
            body = decode_exactly(reply.body)
        except BadJsonError:
            return reply
        if isinstance(body, dict):
            change(body)
        return with_body(reply, body)

    return changed


def with_body(reply: Reply, body: object) -> Reply:
    """Answer with another body."""
    return msgspec.structs.replace(reply, body=encode(body))


def resent(outgoing: Outgoing, body: bytes) -> Outgoing:
    """Send another body."""
    headers = tuple((name, str(len(body)) if name == "Content-Length" else value) for name, value in outgoing.headers)
    return Outgoing(outgoing.target, outgoing.at, headers, body)

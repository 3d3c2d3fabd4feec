"""
A call meets the faults of its world: before the core has answered, after it, or while the answer is on its way.

Time that a fault takes is world time. A clock that stands lets it pass at once, unless the fault is ``real``; a moving
one makes the caller wait; an auto clock moves on by it.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from mockserver.core import chance
from mockserver.core.context import Context
from mockserver.core.faults import Decision, Delay, Hit, Moment, Phase, Spoilt
from mockserver.core.faults.moment import real_wait, world_wait
from mockserver.core.occasions import occasion_of
from mockserver.core.remarks import Remarks
from mockserver.core.span import format_span
from mockserver.core.wire import Call, Postponed, Reply, http_date

__all__ = ["Act", "Acted", "encounter", "shared_headers"]

_NOTHING = timedelta()


class Acted(msgspec.Struct, frozen=True, gc=False):
    """What the core did: its reply, and what it thought. Of a *silent* one the journal keeps no body: it is a video."""

    reply: Reply
    remarks: Remarks
    silent: bool = False

    def noted(self) -> Reply:
        """Return the reply as the journal keeps it."""
        return msgspec.structs.replace(self.reply, body=b"") if self.silent else self.reply


Act = Callable[[int], Acted]
"""Lets the core act on a call; its argument is the number of the call in the journal."""


class _Begun(Struct, frozen=True):
    """A call that waits before the core is asked: what meets it, and what the journal will say about the wait."""

    decision: Decision
    told: tuple[str, ...]


def encounter(call: Call, *, context: Context, act: Act, postponed: Postponed | None = None) -> Reply | Postponed:
    """
    Answer a call in a world that has faults, and note it in the journal.

    A postponed call is handed in again once its time has passed; nothing is counted twice then.
    """
    decided = postponed.decided if postponed else None
    if isinstance(decided, Reply):
        return decided
    if isinstance(decided, _Begun):
        begun = decided
    else:
        decision = context.world.faults.decide(occasion_of(call, context))
        begun, wait, to = _begin(decision, context)
        if wait or to:
            return Postponed(wait, begun, to)
    return _finish(call, context, begun, act)


def shared_headers(context: Context, number: int) -> tuple[tuple[str, str], ...]:
    """Return the headers of every reply to the call of this number."""
    identity = chance.nth(context.world.settings.seed, "request", number)
    return (("date", http_date(context.now)), ("x-request-id", f"{identity:016x}"))


def _begin(decision: Decision, context: Context) -> tuple[_Begun, timedelta, datetime | None]:
    pauses = tuple(decision.pauses(Phase.BEFORE))
    begun = _Begun(decision, _told_of(pauses, context))
    return begun, _real(pauses, context), _until(_world(pauses, context), context)


def _finish(call: Call, context: Context, begun: _Begun, act: Act) -> Reply | Postponed:
    journal, pauses = context.world.journal, tuple(begun.decision.pauses(Phase.AFTER))
    number = journal.next_number()
    acted, told, lasts = _meet(call, context, begun.decision, act, number)
    told = (*begun.told, *_told_of(pauses, context), *told)
    remarks = msgspec.structs.replace(acted.remarks, faults=told) if told else acted.remarks
    journal.add(number, context.now, call, acted.noted(), remarks)
    reply = _late(acted.reply, _real(pauses, context))
    to = _until(lasts + _world(pauses, context), context)
    return Postponed(_NOTHING, reply, to) if to else reply


def _meet(
    call: Call, context: Context, decision: Decision, act: Act, number: int
) -> tuple[Acted, tuple[str, ...], timedelta]:
    """Let the first fault that can do something have the call; if none can, the core alone has it."""
    acted = None
    for hit in decision.takers():
        before = hit.fault.phase is Phase.BEFORE
        if not (before and acted):
            if not before:
                acted = acted or act(number)
            blank = Acted(Reply(0, shared_headers(context, number), b""), Remarks())
            known = acted or blank
            spoilt = hit.fault.kind.spoil(_moment(hit, call, context, decision, known.reply))
            if spoilt is not None:
                told = _told(hit, spoilt, known.remarks)
                silent = known.silent and spoilt.reply.body is known.reply.body
                return Acted(spoilt.reply, known.remarks, silent), (told,), spoilt.lasts
        # Nothing that it could spoil, or too late to come before: the next one may try.
        hit.release()
    return acted or act(number), (), _NOTHING


def _moment(hit: Hit, call: Call, context: Context, decision: Decision, reply: Reply) -> Moment:
    return Moment(
        call=call,
        phase=hit.fault.phase,
        reply=reply,
        now=context.now,
        pace=context.world.clock.pace,
        readings=context.readings,
        draw=hit.draw,
        when=hit.fault.when,
        occasion=decision.occasion,
    )


def _told(hit: Hit, spoilt: Spoilt, remarks: Remarks) -> str:
    task, reply = remarks.task, spoilt.reply
    said = f"{hit.fault.id} {hit.fault.do} {hit.fault.phase}: {spoilt.says}"
    went_out = reply.body[: reply.transmission.cut] if reply.transmission.head else b""
    if remarks.price is None or task is None or task.encode() in went_out:
        return said
    return f"{said}; {task} was made, and the client never learned of it"


def _told_of(pauses: Iterable[tuple[Hit, Delay]], context: Context) -> tuple[str, ...]:
    stands = context.world.clock.pace.mode == "manual"
    return tuple(
        f"{hit.fault.id} {hit.fault.do} {hit.fault.phase}: {format_span(pause.length)} of "
        f"{'real' if pause.real else 'world'} time{', which stands' if stands and not pause.real else ''}"
        for hit, pause in pauses
    )


def _real(pauses: Iterable[tuple[Hit, Delay]], context: Context) -> timedelta:
    pace = context.world.clock.pace
    return sum((real_wait(pause.length, pace, real=pause.real) for _, pause in pauses), _NOTHING)


def _world(pauses: Iterable[tuple[Hit, Delay]], context: Context) -> timedelta:
    pace = context.world.clock.pace
    return sum((world_wait(pause.length, pace, real=pause.real) for _, pause in pauses), _NOTHING)


def _until(length: timedelta, context: Context) -> datetime | None:
    return context.now + length if length else None


def _late(reply: Reply, wait: timedelta) -> Reply:
    if not wait:
        return reply
    transmission = replace(reply.transmission, wait=reply.transmission.wait + wait)
    return msgspec.structs.replace(reply, transmission=transmission)

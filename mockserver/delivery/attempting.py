"""Writes down how an attempt went."""

from datetime import datetime

from contracts import api
from mockserver.core.attempt import Attempt, Outcome, hear
from mockserver.core.faults import Phase
from mockserver.core.world import World
from mockserver.delivery.flights import Flight
from mockserver.delivery.sender import Sent

__all__ = ["noted"]


def noted(flight: Flight, sent: Sent, world: World, *, real_now: datetime) -> Attempt:
    """Write down an attempt in the world's time, without credentials."""
    outgoing, redaction = flight.outgoing, world.redaction
    at = outgoing.at if outgoing else flight.sending.at
    lost = flight.sending.meddling.lost is Phase.AFTER and sent.status is not None
    return Attempt(
        at,
        _ended_at(world, at, sent.outcome, real_now),
        Outcome.LOST if lost else sent.outcome,
        heard=None if sent.status is None else hear(sent.status, sent.headers, sent.body, redaction=redaction),
        error=sent.error and redaction.text(sent.error),
        cause=flight.sending.cause,
        target=redaction.text(flight.sending.target) if outgoing else None,
        headers=redaction.headers(outgoing.headers) if outgoing else (),
        faults=flight.sending.meddling.says,
    )


def _ended_at(world: World, at: datetime, outcome: Outcome, real_now: datetime) -> datetime:
    if not world.clock.pace.stands:
        return max(at, world.now(real_now))
    # On a clock that stands, only a timeout takes time: the time that it always takes.
    return at + api().callback.timeout if outcome is Outcome.TIMED_OUT else at

"""How long a client may take, and what becomes of one that takes longer."""

from enum import Enum, auto
from operator import attrgetter

from mockserver.wire.limits import Limits
from mockserver.wire.refusal import RefusedError

__all__ = ["Stage", "is_late", "late_refusal"]


class Stage(Enum):
    """What a connection is in the middle of."""

    IDLE = auto()
    """There is no request."""
    HEAD = auto()
    """The head of a request has begun."""
    BODY = auto()
    """The body of a request has begun."""
    WORKING = auto()
    """An answer is being made, or is on its way; that takes as long as it takes."""
    GOING_ON = auto()
    """An answer goes on, without an end of its own."""
    UNREAD = auto()
    """The client does not read what it was sent."""
    LINGERING = auto()
    """The connection has ended on this side, and waits for the client to see it."""
    HANGING = auto()
    """It is left open on purpose, until the client has enough."""


_BOUNDS = {
    Stage.IDLE: attrgetter("idle"),
    Stage.HEAD: attrgetter("head"),
    Stage.BODY: attrgetter("body"),
    Stage.GOING_ON: attrgetter("going_on"),
    Stage.UNREAD: attrgetter("reading"),
    Stage.LINGERING: attrgetter("lingering"),
    Stage.HANGING: attrgetter("hanging"),
}
_MAY_NOT_PAUSE = (Stage.BODY, Stage.UNREAD)


def is_late(stage: Stage, limits: Limits, *, quiet: float, since: float) -> bool:
    """
    Say whether a client has taken too long.

    Args:
        stage: What the connection is in the middle of.
        limits: What is allowed.
        quiet: Seconds since the client was heard, or since an answer ended.
        since: Seconds since that began which it is in the middle of.
    """
    bound = _BOUNDS.get(stage)
    if bound is not None and since > bound(limits).total_seconds():
        return True
    return stage in _MAY_NOT_PAUSE and quiet > limits.silence.total_seconds()


def late_refusal(stage: Stage, limits: Limits, *, quiet: float) -> RefusedError | None:
    """Say what a late client is told; None when it is to be told nothing, since it has asked for nothing."""
    match stage:
        case Stage.HEAD:
            return RefusedError(408, f"the head was not complete after {limits.head.total_seconds():g} s")
        case Stage.BODY if quiet <= limits.silence.total_seconds():
            return RefusedError(408, f"the body was not complete after {limits.body.total_seconds():g} s")
        case Stage.BODY:
            return RefusedError(408, f"nothing came of the body for {limits.silence.total_seconds():g} s")
        case _:
            return None

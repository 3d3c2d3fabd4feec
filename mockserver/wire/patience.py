"""How long a client may take, and what becomes of one that takes longer."""

from enum import Enum, auto

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
    UNREAD = auto()
    """The client does not read what it was sent."""
    LINGERING = auto()
    """The connection has ended on this side, and waits for the client to see it."""
    HANGING = auto()
    """It is left open on purpose, until the client has enough."""


def is_late(stage: Stage, limits: Limits, *, quiet: float, since: float) -> bool:
    """
    Say whether a client has taken too long.

    Args:
        stage: What the connection is in the middle of.
        limits: What is allowed.
        quiet: Seconds since the client was heard, or since an answer ended.
        since: Seconds since the request, or the lingering, began.
    """
    match stage:
        case Stage.IDLE:
            return quiet > limits.idle.total_seconds()
        case Stage.HEAD:
            return since > limits.head.total_seconds()
        case Stage.BODY | Stage.UNREAD:
            return quiet > limits.silence.total_seconds()
        case Stage.LINGERING:
            return since > limits.lingering.total_seconds()
        case Stage.WORKING | Stage.HANGING:
            return False


def late_refusal(stage: Stage, limits: Limits) -> RefusedError | None:
    """Say what a late client is told; None when it is to be told nothing, since it has asked for nothing."""
    match stage:
        case Stage.HEAD:
            return RefusedError(408, f"the head was not complete after {limits.head.total_seconds():g} s")
        case Stage.BODY:
            return RefusedError(408, f"nothing came of the body for {limits.silence.total_seconds():g} s")
        case _:
            return None

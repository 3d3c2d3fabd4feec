"""The loop around the decisions: takes their steps, and tells them what came."""

from collections.abc import Callable
from typing import TypeVar

from mockserver.reference.messages import Event, Send, Steps

__all__ = ["drive"]

_T = TypeVar("_T")


def drive(steps: Steps[_T], *, send: Callable[[Send], Event], sleep: Callable[[float], object]) -> _T:
    """Take every step of *steps*, and return what they end with."""
    event: Event = None
    while True:
        try:
            step = steps.send(event)
        except StopIteration as end:
            ended_with: _T = end.value
            return ended_with
        event = None
        if isinstance(step, Send):
            event = send(step)
        else:
            sleep(step.seconds)

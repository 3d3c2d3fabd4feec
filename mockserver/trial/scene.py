"""
Scenes: what provokes a habit, as data. A scene is a schedule in which some values are still to be drawn.

It takes no Hypothesis to write or to read one; only to draw from it.
"""

from dataclasses import dataclass
from typing import Any

__all__ = ["SMALL", "AnyRequest", "Choice", "Scene", "Several", "Whole", "lost_answers", "transient_faults"]


class Choice:
    """One of *options*, the simplest first; each may hold more that is to be drawn."""

    def __init__(self, *options: Any) -> None:
        self.options = options


class Whole:
    """A whole number from *low* to *high*."""

    def __init__(self, low: int, high: int) -> None:
        self.low = low
        self.high = high


class Several:
    """A list of *least* to *most* of what *one* draws."""

    def __init__(self, one: Any, *, least: int = 0, most: int = 4) -> None:
        self.one = one
        self.least = least
        self.most = most


class AnyRequest:
    """Any valid request to a model."""

    def __init__(self, model: str) -> None:
        self.model = model


_FRAME = "https://example.com/first-frame.jpg"
_QUALITY = Choice("720p", "1080p")

SMALL = Choice(
    {"model": "kling-o3-text-to-video", "prompt": "A paper boat."},
    {"model": "kling-v3-text-to-video", "prompt": "A paper boat.", "duration": Whole(3, 8)},
    {"model": "kling-o3-image-to-video", "prompt": "It sails.", "image_start": _FRAME, "duration": Whole(3, 15)},
    {"model": "kling-v3-image-to-video", "prompt": "It sails.", "image_start": _FRAME, "quality": _QUALITY},
)
"""Short requests, valid under every reading, for habits that do not depend on what is wanted."""


@dataclass(frozen=True, kw_only=True)
class Scene:
    """
    One way to give a habit a chance to show.

    Args:
        title: What happens in it.
        request: What is wanted.
        lifecycle: What becomes of the task; None for one that completes after a tempo's usual time.
        faults: The fault plan.
        callbacks: What is done with the callbacks.
        span: Which of a tempo's deadlines the client gets: ``deadline``, ``short_deadline`` or ``waiting_deadline``.
        balance: Credits at the beginning.
        draws: How often it is drawn, at most, where time is virtual; else once.
    """

    title: str
    request: Any = SMALL
    lifecycle: Any = None
    faults: Any = ()
    callbacks: tuple[str, ...] = ()
    span: str = "deadline"
    balance: str = "10000"
    draws: int = 3


def transient_faults(on: str, *, nth: Any, phase: str = "before") -> Choice:
    """Draw an answer of no use to one call, after which all is well again."""
    where = {"on": on, "when": {"nth": nth}}
    both = {**where, "phase": phase}
    return Choice(
        {**both, "do": "reset"},
        {**both, "do": "status", "status": Choice(503, 500, 502, 504)},
        {**both, "do": "close"},
        {**where, "do": "not-json", "phase": phase},
        {**where, "do": "truncate", "phase": "after"},
        {**where, "do": "empty", "phase": "after"},
    )


def lost_answers(*, nth: Any) -> Choice:
    """Draw how the answer to a creation is lost although the task was made."""
    where = {"on": "create", "when": {"nth": nth}, "phase": "after"}
    return Choice(
        {**where, "do": "reset"},
        {**where, "do": "html", "status": Choice(502, 504)},
        {**where, "do": "status", "status": Choice(500, 503)},
        {**where, "do": "truncate"},
        {**where, "do": "not-json"},
        {**where, "do": "close"},
    )

"""What templates need beyond Jinja's own filters: short forms of times, JSON and money."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

__all__ = ["FILTERS"]

_BAD = 400


def _clock_time(instant: str | None) -> str:
    """Shorten an RFC 3339 instant to its time, down to the second."""
    return instant[11:19] if instant else ""


def _day_and_time(instant: str | None) -> str:
    """Write an RFC 3339 instant as people do."""
    return f"{instant[:10]} {instant[11:19]}" if instant else ""


def _pretty(text: str) -> str:
    """Set JSON in lines; whatever is none stays as it is."""
    try:
        return msgspec.json.format(text, indent=2)
    except (msgspec.DecodeError, ValueError, RecursionError):
        return text


def _mood(status: Any) -> str:
    """Say in one word how an HTTP status or the state of a task is to be coloured."""
    if isinstance(status, int):
        return "good" if status < _BAD else "bad"
    return _MOODS.get(str(status), "plain")


_MOODS = {
    "completed": "good",
    "delivered": "good",
    "failed": "bad",
    "given-up": "bad",
    "pending": "wait",
    "processing": "busy",
    "sending": "busy",
    "waiting": "wait",
}

FILTERS: Mapping[str, Callable[..., str]] = {
    "clock_time": _clock_time,
    "day_and_time": _day_and_time,
    "mood": _mood,
    "pretty": _pretty,
}

"""What templates need beyond Jinja's own filters: short forms of times, JSON and money."""

import json
from collections.abc import Callable, Iterable, Mapping
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


def _as_json(value: object) -> str:
    """Write a value as JSON in lines; a text is shown as it is."""
    return value if isinstance(value, str) else _pretty(json.dumps(value, ensure_ascii=False))


def _as_line(value: object) -> str:
    """Write a value as JSON in one line."""
    return json.dumps(value, ensure_ascii=False)


def _cut(text: str, most: int) -> str:
    """Cut a text that is longer than *most* characters."""
    return text if len(text) <= most else f"{text[:most]}\u2026"


def _without(value: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """Leave some members out."""
    return {name: member for name, member in value.items() if name not in names}


def _example_of(kinds: Iterable[Mapping[str, Any]], name: str | None) -> str:
    """Write the example of the kind of that name in lines; nothing when there is none."""
    return next((_as_json(kind["example"]) for kind in kinds if kind["name"] == name), "")


def _mood(status: Any) -> str:
    """Say in one word how an HTTP status or the state of a task is to be coloured."""
    if isinstance(status, int):
        return "good" if status < _BAD else "bad"
    return _MOODS.get(str(status), "plain")


_MOODS = {
    "cancelled": "plain",
    "completed": "good",
    "delivered": "good",
    "failed": "bad",
    "given-up": "bad",
    "pending": "wait",
    "processing": "busy",
    "sending": "busy",
    "waiting": "wait",
    "refused": "bad",
    "timed-out": "bad",
    "unreachable": "bad",
    "forbidden": "bad",
    "lost": "bad",
    "interrupted": "wait",
    "recorded": "good",
    "released": "plain",
    "reserved": "busy",
    "settled": "good",
    "expired": "wait",
}

FILTERS: Mapping[str, Callable[..., Any]] = {
    "as_json": _as_json,
    "as_line": _as_line,
    "clock_time": _clock_time,
    "cut": _cut,
    "day_and_time": _day_and_time,
    "example_of": _example_of,
    "mood": _mood,
    "pretty": _pretty,
    "without": _without,
}

"""Reads the JSON of an answer, spoils something in it, and writes it again: every number as exact as it was."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from mockserver.core.faults import Moment, Spoilt, text
from mockserver.core.wire import BadJsonError, decode_exactly, encode

__all__ = ["JSON_OPERATIONS", "TASK_OPERATIONS", "default_place", "read_pointer", "spoil_place", "spoil_tasks"]

TASK_OPERATIONS = ("query", "batch")
"""Operations that show how a task stands, as long as it stands."""

JSON_OPERATIONS = ("create", "query", "list", "batch", "credits", "models")
"""Operations that answer with JSON."""

_PLACES = {"create": "/id", "query": "/status"}
_OTHER_PLACE = "/data"
_BAD_ESCAPE = re.compile("~(?![01])")

_Container = dict[str, Any] | list[Any]
_Key = str | int


def spoil_tasks(moment: Moment, change: Callable[[dict[str, Any]], bool], says: str) -> Spoilt | None:
    """Let *change* spoil each task that the fault asks for; it says whether there was anything to spoil."""
    body, picked = _read(moment), moment.picked()
    tasks = [task for task in _tasks(body) if picked is None or task.get("id") in picked]
    changed = [task for task in tasks if change(task)]
    return Spoilt(moment.with_body(encode(body)), says) if changed else None


def spoil_place(
    moment: Moment, at: str | None, change: Callable[[_Container, _Key], None], says: str, *, new: bool = False
) -> Spoilt | None:
    """
    Let *change* spoil what stands at a JSON Pointer.

    Args:
        moment: When, and to which call.
        at: The pointer; None for the place where it hurts most.
        change: Is given what holds it, and the name or the number that it has there.
        says: For the journal; ``{at}`` in it is the pointer.
        new: There need not be anything at the place yet.
    """
    at = default_place(moment.call.operation) if at is None else at
    body = _read(moment)
    found = _find(body, at, new=new)
    if found is None:
        return None
    change(*found)
    return Spoilt(moment.with_body(encode(body)), says.format(at=at))


def default_place(operation: str) -> str:
    """Say what a client of *operation* cannot do without."""
    return _PLACES.get(operation, _OTHER_PLACE)


def read_pointer(value: object) -> str:
    """Read a JSON Pointer to something within the answer (RFC 6901)."""
    pointer = text(value)
    if not pointer.startswith("/") or _BAD_ESCAPE.search(pointer):
        raise ValueError("must be a JSON Pointer such as /status or /results/0")
    return pointer


def _read(moment: Moment) -> Any:
    try:
        return decode_exactly(moment.reply.body)
    except BadJsonError:
        return None


def _tasks(body: Any) -> Iterator[dict[str, Any]]:
    if not isinstance(body, dict):
        return
    several = body.get("data", [body])
    yield from (one for one in several if isinstance(one, dict) and "status" in one)


def _find(body: Any, pointer: str, *, new: bool) -> tuple[_Container, _Key] | None:
    holder, last = None, ""
    for step in pointer[1:].split("/"):
        if holder is not None:
            body = _member(holder, last)
        if not isinstance(body, dict | list):
            return None
        holder, last = body, step.replace("~1", "/").replace("~0", "~")
    if isinstance(holder, list):
        number = len(holder) if new and last == "-" else _number(last)
        return (holder, number) if number is not None and number < len(holder) + new else None
    return (holder, last) if holder is not None and (new or last in holder) else None


def _member(holder: _Container, step: str) -> Any:
    if isinstance(holder, dict):
        return holder.get(step)
    number = _number(step)
    return holder[number] if number is not None and number < len(holder) else None


def _number(step: str) -> int | None:
    return int(step) if step.isascii() and step.isdigit() and len(step) < 10 else None  # noqa: PLR2004 - no list is longer

"""Reading what came back. Everything that was not asked for is ignored, so that new fields break nothing."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from mockserver.reference.messages import Answer, Event

__all__ = ["read_object", "reason", "refusal", "result_link", "task_id", "task_status", "was_turned_away"]

_LONGEST = 200  # characters of a foreign text that a message repeats
_TOO_MANY = 429


def read_object(event: Event) -> dict[str, Any] | None:
    """Return the JSON object of a good answer; None for every answer that is of no use."""
    if not isinstance(event, Answer) or not 200 <= event.status < 300:  # noqa: PLR2004 - any 2xx is good
        return None
    return _json_object(event.body)


def refusal(event: Event) -> str | None:
    """
    Say why the gateway will never answer this request otherwise; None when it may.

    A 4xx tells of the request, so that the same request gets it again. 429 tells of the moment.
    """
    if not isinstance(event, Answer) or not 400 <= event.status < 500 or event.status == _TOO_MANY:  # noqa: PLR2004 - 4xx
        return None
    return reason(event)


def was_turned_away(event: Event) -> bool:
    """Say whether the gateway did not even begin; of every other useless answer, nobody knows."""
    return isinstance(event, Answer) and event.status == _TOO_MANY


def reason(event: Event) -> str:
    """Say in a few words what was wrong with an answer."""
    if not isinstance(event, Answer):
        return "no answer" if event is None else event.reason
    error = (_json_object(event.body) or {}).get("error")
    if not isinstance(error, dict):
        return f"HTTP {event.status}, without an error object"
    return f"HTTP {event.status} {error.get('code')}: {error.get('message')}"[:_LONGEST]


def task_id(task: dict[str, Any] | None) -> str | None:
    """Return the id of a task; None when there is none."""
    found = (task or {}).get("id")
    return found if isinstance(found, str) and found else None


def task_status(task: dict[str, Any] | None) -> str | None:
    """Return the status word of a task, whichever it is; None when there is none."""
    found = (task or {}).get("status")
    return found if isinstance(found, str) and found else None


def result_link(task: Mapping[str, Any]) -> str | None:
    """Return the first link of a completed task; None when there is none that can be fetched."""
    results = task.get("results")
    link = results[0] if isinstance(results, list) and results else None
    try:
        fetchable = isinstance(link, str) and urlsplit(link).scheme in {"http", "https"}
    except ValueError:
        return None
    return link if fetchable else None


def _json_object(body: bytes) -> dict[str, Any] | None:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None

"""How a delivery is shown: with every attempt, and without credentials."""

from typing import Any

from mockserver.core.attempt import Attempt, Cause, Heard, Outcome
from mockserver.core.callbacks import Delivery, State
from mockserver.core.clock import format_instant
from mockserver.core.outgoing import callback_body
from mockserver.core.span import format_span
from mockserver.core.wire import decode
from mockserver.core.world import World
from mockserver.web.control.entries import BODY, HEADERS
from mockserver.web.control.schema import anything, flag, instant, null_or, one_of, record, rows, span, string, whole

__all__ = ["DELIVERY", "show_delivery"]

_REQUEST = record({"method": string(), "url": string(), "headers": HEADERS})
_HEARD = record({"status": whole(), "headers": HEADERS, "body": BODY}, "with the first 4 Ki characters of the body")
_ATTEMPT = record(
    {
        "at": instant(),
        "ended_at": instant(),
        "duration": span("in the world's time"),
        "outcome": one_of(Outcome),
        "status": null_or(whole()),
        "error": null_or(string()),
        "redelivery": flag(),
        "duplicate": flag(),
        "faults": rows(string()),
        "request": null_or(_REQUEST),
        "answer": null_or(_HEARD),
    }
)
DELIVERY = record(
    {
        "id": string("the same for every attempt"),
        "number": whole(),
        "task": string(),
        "url": string(),
        "state": one_of(State),
        "next_at": null_or(instant()),
        "attempts_made": whole(),
        "attempts": rows(_ATTEMPT),
        "body": anything("what is sent"),
    },
    "a delivery with every attempt",
)


def show_delivery(world: World, delivery: Delivery) -> dict[str, Any]:
    """Show a delivery as JSON."""
    body = world.redaction.text(callback_body(world, delivery.id).decode())
    return {
        "id": delivery.id,
        "number": delivery.number,
        "task": delivery.task_id,
        "url": world.redaction.text(delivery.url),
        "state": delivery.state,
        "next_at": format_instant(delivery.next_at) if delivery.next_at else None,
        "attempts_made": delivery.made,
        "attempts": [_attempt(attempt) for attempt in delivery.attempts],
        "body": decode(body.encode()),
    }


def _attempt(attempt: Attempt) -> dict[str, Any]:
    return {
        "at": format_instant(attempt.at),
        "ended_at": format_instant(attempt.ended_at),
        "duration": format_span(attempt.ended_at - attempt.at),
        "outcome": attempt.outcome,
        "status": attempt.status,
        "error": attempt.error,
        "redelivery": attempt.cause is Cause.REDELIVERY,
        "duplicate": attempt.cause is Cause.DUPLICATE,
        "faults": list(attempt.faults),
        "request": _request(attempt),
        "answer": _answer(attempt.heard),
    }


def _request(attempt: Attempt) -> dict[str, Any] | None:
    if attempt.target is None:
        return None
    return {"method": "POST", "url": attempt.target, "headers": [list(pair) for pair in attempt.headers]}


def _answer(heard: Heard | None) -> dict[str, Any] | None:
    if heard is None:
        return None
    body = {"text": heard.body, "bytes": heard.size}
    return {"status": heard.status, "headers": [list(pair) for pair in heard.headers], "body": body}

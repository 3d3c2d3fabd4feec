"""How a delivery is shown: with every attempt, and without credentials."""

from typing import Any

from mockserver.core.attempt import Attempt, Cause, Heard
from mockserver.core.callbacks import Delivery
from mockserver.core.clock import format_instant
from mockserver.core.outgoing import callback_body
from mockserver.core.span import format_span
from mockserver.core.wire import decode
from mockserver.core.world import World

__all__ = ["DELIVERY", "show_delivery"]

DELIVERY = (
    "id (the same for every attempt), number, task, url, state (waiting, sending, delivered, recorded, given-up), "
    "next_at, attempts_made, attempts, body; of each attempt: at, ended_at, duration (in the world's time), outcome, "
    "status, error, redelivery, duplicate, faults, request (method, url, headers), "
    "answer (status, headers, the first 4 Ki characters of the body)"
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

"""``/_mock/callbacks``: the deliveries, with every attempt."""

from typing import Any

from flask import Response

from mockserver.core.callbacks import Attempt, Delivery
from mockserver.core.clock import format_instant
from mockserver.core.outgoing import callback_body
from mockserver.core.problem import NotFoundError
from mockserver.core.redaction import Redaction
from mockserver.core.wire import decode
from mockserver.core.world import World
from mockserver.web.control.route import ControlCall, ControlRoute, json_response

__all__ = ["ROUTES"]

_DELIVERY = (
    "id, task, url, state (waiting, sending, delivered, recorded, given-up), next_at, attempts "
    "(at, ended_at, outcome, status, error, redelivery), body"
)


def _list(call: ControlCall) -> Response:
    task, state = call.query.get("task"), call.query.get("state")
    with call.services.store.by_key(call.key) as world:
        world.settle(world.now(call.services.real_now()))
        shown = [
            _shown(world, delivery, call.redaction)
            for delivery in world.deliveries.values()
            if task in {None, delivery.task_id} and state in {None, str(delivery.state)}
        ]
    return json_response({"callbacks": shown})


def _redeliver(call: ControlCall) -> Response:
    delivery_id = call.path["delivery_id"]
    with call.services.store.by_key(call.key) as world:
        now = world.now(call.services.real_now())
        world.settle(now)
        world.redeliver(_find(world, delivery_id), now)
    call.services.pacer.deliver(call.key)
    call.services.pacer.wake()
    with call.services.store.by_key(call.key) as world:
        return json_response(_shown(world, _find(world, delivery_id), call.redaction))


def _find(world: World, delivery_id: str) -> Delivery:
    delivery = world.deliveries.get(delivery_id)
    if delivery is None:
        raise NotFoundError(f"there is no callback {delivery_id[:64]!r} in this world")
    return delivery


def _shown(world: World, delivery: Delivery, redaction: Redaction) -> dict[str, Any]:
    return {
        "id": delivery.id,
        "task": delivery.task_id,
        "url": redaction.text(delivery.url),
        "state": delivery.state,
        "next_at": format_instant(delivery.next_at) if delivery.next_at else None,
        "attempts": [_attempt(attempt) for attempt in delivery.attempts],
        "body": decode(callback_body(world, delivery.id)),
    }


def _attempt(attempt: Attempt) -> dict[str, Any]:
    return {
        "at": format_instant(attempt.at),
        "ended_at": format_instant(attempt.ended_at),
        "outcome": attempt.outcome,
        "status": attempt.status,
        "error": attempt.error,
        "redelivery": attempt.redelivery,
    }


ROUTES = (
    ControlRoute(
        operation="list_callbacks",
        method="GET",
        path="/_mock/callbacks",
        summary="Show the deliveries, in the order in which they fell due.",
        view=_list,
        query={"task": "task id", "state": "how the delivery stands"},
        answer={"callbacks": f"deliveries: {_DELIVERY}"},
    ),
    ControlRoute(
        operation="redeliver_callback",
        method="POST",
        path="/_mock/callbacks/{delivery_id}/redeliver",
        summary="Attempt a delivery once more, beside its plan, with the same id.",
        view=_redeliver,
        answer={"...": f"the delivery: {_DELIVERY}"},
    ),
)

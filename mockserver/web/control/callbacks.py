"""``/_mock/callbacks``: the deliveries with every attempt, one more attempt, and waiting for one."""

from datetime import datetime, timedelta
from typing import Any

from flask import Response

from mockserver.core.callbacks import Delivery, State
from mockserver.core.problem import ConflictError, NotFoundError, UnprocessableError
from mockserver.core.span import SpanError, format_span, parse_span
from mockserver.core.wanted import Wanted, misses
from mockserver.core.whole import whole as as_whole
from mockserver.core.world import World
from mockserver.web.control.deliveries import DELIVERY, show_delivery
from mockserver.web.control.page import PAGE_ANSWER, STRETCH_QUERY, fitting, read_stretch
from mockserver.web.control.route import ControlCall, ControlRoute, json_response, read_object
from mockserver.web.control.schema import null_or, one_of, record, rows, span, string, whole

__all__ = ["ROUTES"]

_WITHIN = timedelta(seconds=10)
_LONGEST = timedelta(minutes=5)
_MOST = 10_000


def _list(call: ControlCall) -> Response:
    task, state = call.query.get("task"), _state(call.query.get("state"))
    stretch = read_stretch(call.query)
    with call.world() as world:
        world.settle(world.now(call.services.real_now()))
        fits = [
            delivery
            for delivery in world.deliveries.values()
            if task in {None, delivery.task_id} and state in {None, delivery.state}
        ]
        wanted = [delivery for delivery in fits if stretch.holds(delivery.number)]
        page = (wanted[::-1] if stretch.newest else wanted)[: stretch.limit]
        page = page[: fitting(delivery.weight for delivery in page)]
        shown = [show_delivery(world, delivery) for delivery in page]
    following = page[-1].number if len(page) < len(wanted) and page else None
    return json_response({"callbacks": shown, "next": following, "total": len(fits)})


def _get(call: ControlCall) -> Response:
    with call.world() as world:
        world.settle(world.now(call.services.real_now()))
        return json_response(show_delivery(world, _find(world, call.path["delivery_id"])))


def _redeliver(call: ControlCall) -> Response:
    delivery_id = call.path["delivery_id"]
    with call.world() as world:
        now = world.now(call.services.real_now())
        world.settle(now)
        world.redeliver(_find(world, delivery_id), now)
    call.services.pacer.deliver(call.world_id)
    call.services.pacer.wake(call.world_id)
    with call.world() as world:
        return json_response(show_delivery(world, _find(world, delivery_id)))


def _wait(call: ControlCall) -> Response:
    data = read_object(call, "task", "state", "count", "within")
    wanted, within = _wanted(data), _within(data.get("within"))

    def seen(world: World, _: datetime) -> list[dict[str, Any]] | None:
        found = wanted.found(world.deliveries.values())
        return None if found is None else [show_delivery(world, delivery) for delivery in found]

    with call.world():  # else one would wait for what can never come
        pass
    shown = call.services.pacer.wait_for(call.world_id, seen, within=within)
    if shown is not None:
        return json_response({"callbacks": shown})
    with call.world() as world:
        hide = world.redaction
        nearest = misses(wanted, world, world.now(call.services.real_now()))
    said = [hide.text(one) for one in nearest]
    raise ConflictError(
        f"within {format_span(within)} there were not {wanted}; nearest: {'; '.join(said)}",
        errors=[("", one) for one in said],
    )


def _wanted(data: dict[str, Any]) -> Wanted:
    task, state, count = data.get("task"), data.get("state"), as_whole(data.get("count", 1))
    if not isinstance(task, str | None):
        raise _wrong("task", "not a text")
    if not isinstance(state, str | None):
        raise _wrong("state", "not a text")
    if count is None or not 1 <= count <= _MOST:
        raise _wrong("count", f"not a whole number from 1 to {_MOST}")
    return Wanted(task, _state(state), count)


def _within(value: object) -> timedelta:
    if value is None:
        return _WITHIN
    try:
        within = parse_span(value if isinstance(value, str) else repr(value))
    except SpanError as error:
        raise _wrong("within", str(error)) from None
    if within > _LONGEST:
        raise _wrong("within", f"longer than {format_span(_LONGEST)}, and it is real time")
    return within


def _state(text: str | None) -> State | None:
    if text is None:
        return None
    try:
        return State(text)
    except ValueError:
        raise _wrong("state", f"{text[:64]!r} is no state; known: {', '.join(State)}") from None


def _wrong(name: str, said: str) -> UnprocessableError:
    return UnprocessableError(f"{name}: {said}", errors=[(f"/{name}", said)])


def _find(world: World, delivery_id: str) -> Delivery:
    delivery = world.deliveries.get(delivery_id)
    if delivery is None:
        raise NotFoundError(f"there is no callback {delivery_id[:64]!r} in this world")
    return delivery


_NOT_HERE = "There is no such callback in this world."
_WAIT = {
    "task": null_or(string("task id; of any task unless said")),
    "state": null_or(one_of(State, "how they stand; delivered or recorded unless said")),
    "count": whole("how many; 1 unless said", least=1, most=_MOST),
    "within": null_or(
        span(
            f"how long to wait, in real time, at most {format_span(_LONGEST)}; {format_span(_WITHIN)} unless said. "
            "An auto clock runs on meanwhile"
        )
    ),
}

ROUTES = (
    ControlRoute(
        operation="list_callbacks",
        method="GET",
        path="/_mock/callbacks",
        summary="Show the deliveries, in the order in which they fell due; of those that are done, the last 10,000.",
        view=_list,
        query={"task": string("task id"), "state": one_of(State, "how the delivery stands"), **STRETCH_QUERY},
        answer=record({"callbacks": rows(DELIVERY), **PAGE_ANSWER}),
    ),
    ControlRoute(
        operation="get_callback",
        method="GET",
        path="/_mock/callbacks/{delivery_id}",
        summary="Show one delivery, with every attempt.",
        view=_get,
        answer=DELIVERY,
        refuses={404: _NOT_HERE},
    ),
    ControlRoute(
        operation="redeliver_callback",
        method="POST",
        path="/_mock/callbacks/{delivery_id}/redeliver",
        summary="Attempt a delivery once more, beside its plan, with the same id.",
        view=_redeliver,
        answer=DELIVERY,
        refuses={404: _NOT_HERE},
    ),
    ControlRoute(
        operation="wait_for_callbacks",
        method="POST",
        path="/_mock/callbacks/wait",
        summary="Wait until so many callbacks have come; when they do not, 409 says what came nearest.",
        view=_wait,
        body=record(_WAIT, optional=_WAIT),
        answer=record({"callbacks": rows(DELIVERY, "those that fit")}),
        refuses={409: "They have not come in time; the nearest are told."},
    ),
)

"""``/_mock/clock``: the time of the key's world."""

from datetime import datetime, timedelta
from typing import Any

from flask import Response

from mockserver.core.clock import END_OF_TIME, ClockError, format_instant, parse_instant
from mockserver.core.problem import UnprocessableError
from mockserver.core.span import SpanError, parse_span
from mockserver.web.control.route import ControlCall, ControlRoute, json_response, read_object
from mockserver.web.control.schema import PACE, flag, given_instant, instant, null_or, record, rows, span, string

__all__ = ["ROUTES"]

_ANSWER = {
    "clock": PACE,
    "now": instant("the world's time"),
    "next_due": null_or(instant("when something falls due next")),
}
_FROM = {"from": instant("the time before")}


def _shown(call: ControlCall) -> dict[str, Any]:
    with call.world() as world:
        now = world.now(call.services.real_now())
        world.settle(now)
        due = world.next_due()
        return {
            "clock": str(world.clock.pace),
            "now": format_instant(now),
            "next_due": format_instant(due) if due else None,
        }


def _get(call: ControlCall) -> Response:
    return json_response(_shown(call))


def _advance(call: ControlCall) -> Response:
    data = read_object(call, "by", "to")
    with call.world() as world:
        now = world.now(call.services.real_now())
    call.services.pacer.advance(call.world_id, to=_goal(data, now))
    call.services.pacer.wake(call.world_id)
    return json_response({"from": format_instant(now), **_shown(call)})


def _goal(data: dict[str, Any], now: datetime) -> datetime:
    if len(data) != 1:
        raise UnprocessableError('write {"by": "24h"} or {"to": "2026-01-02T00:00:00Z"}')
    ((name, value),) = data.items()
    if not isinstance(value, str):
        raise UnprocessableError(f"{name} is a text", errors=[(f"/{name}", "not a text")])
    try:
        if name == "to":
            return parse_instant(value)
        return _later(now, parse_span(value))
    except (ClockError, SpanError) as error:
        raise UnprocessableError(str(error), errors=[(f"/{name}", str(error))]) from None


def _later(now: datetime, by: timedelta) -> datetime:
    if by > END_OF_TIME - now:
        raise ClockError(f"the clock would pass {format_instant(END_OF_TIME)}")
    return now + by


def _run(call: ControlCall) -> Response:
    services = call.services
    with call.world() as world:
        begun = world.now(services.real_now())
    finished = services.pacer.run(call.world_id)
    services.pacer.wake(call.world_id)
    shown = _shown(call)
    with call.world() as world:
        unfinished = world.unfinished(world.now(services.real_now()))
    return json_response(
        {
            "from": format_instant(begun),
            **shown,
            "finished": finished,
            "unfinished": list(unfinished),
        }
    )


ROUTES = (
    ControlRoute(
        operation="get_clock",
        method="GET",
        path="/_mock/clock",
        summary="Say what time it is in the key's world.",
        view=_get,
        answer=record(_ANSWER),
    ),
    ControlRoute(
        operation="advance_clock",
        method="POST",
        path="/_mock/clock/advance",
        summary="Move the clock on; what falls due has happened, in order, before the answer.",
        view=_advance,
        body={
            "oneOf": [
                record({"by": span("how far, for example 24h")}),
                record({"to": given_instant("until when, as RFC 3339")}),
            ]
        },
        answer=record(_FROM | _ANSWER),
    ),
    ControlRoute(
        operation="run_clock",
        method="POST",
        path="/_mock/clock/run",
        summary="Move the clock on until nothing is due.",
        view=_run,
        answer=record(
            {
                **_FROM,
                **_ANSWER,
                "finished": flag("false when a bound stopped it before"),
                "unfinished": rows(string(), "ids of tasks that never end, or that wait for polls"),
            }
        ),
    ),
)

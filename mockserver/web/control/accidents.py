"""``GET /_mock/accidents``: exceptions that nobody expected, so that a test can fail on them."""

from typing import Any

from flask import Response

from mockserver.services import Accident
from mockserver.web.control.question import NUMBER, read_number
from mockserver.web.control.route import ControlCall, ControlRoute, json_response
from mockserver.web.control.schema import instant, null_or, record, rows, string, whole

__all__ = ["ROUTES"]


def _accidents(call: ControlCall) -> Response:
    after = read_number(call.query, "after") or 0
    # A copy, because another thread may have an accident meanwhile.
    found = [one for one in call.services.accidents.copy() if one.number > after]
    return json_response({"accidents": [_shown(one) for one in found]})


def _shown(accident: Accident) -> dict[str, Any]:
    return {
        "number": accident.number,
        "world": accident.world,
        "at": accident.at,
        "where": accident.where,
        "kind": accident.kind,
        "message": accident.message,
    }


_ACCIDENT = record(
    {
        "number": whole(),
        "world": null_or(string("id of the one it met")),
        "at": instant("in real time"),
        "where": string("method and path"),
        "kind": string(),
        "message": string(),
    }
)

ROUTES = (
    ControlRoute(
        operation="list_accidents",
        method="GET",
        path="/_mock/accidents",
        summary="Show the faults of the server itself; there should be none.",
        view=_accidents,
        query={"after": NUMBER | {"description": "only accidents with a higher number"}},
        answer=record({"accidents": rows(_ACCIDENT)}),
        of_world=False,
    ),
)

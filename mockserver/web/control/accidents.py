"""``GET /_mock/accidents``: exceptions that nobody expected, so that a test can fail on them."""

from flask import Response

from mockserver.web.control.route import ControlCall, ControlRoute, json_response

__all__ = ["ROUTES"]


def _accidents(call: ControlCall) -> Response:
    return json_response(
        {
            "accidents": [
                {"at": one.at, "where": one.where, "kind": one.kind, "message": one.message}
                for one in call.services.accidents
            ]
        }
    )


ROUTES = (
    ControlRoute(
        operation="list_accidents",
        method="GET",
        path="/_mock/accidents",
        summary="Show the faults of the server itself; there should be none.",
        view=_accidents,
        answer={"accidents": "at (real time), where (method and path), kind, message"},
    ),
)

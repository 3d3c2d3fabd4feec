"""``GET /_mock/health``: is it alive, and which one is it."""

from functools import cache
from importlib.metadata import PackageNotFoundError, version

from flask import Response

from contracts import api
from mockserver.web.control.route import ControlCall, ControlRoute, json_response
from mockserver.web.control.schema import one_of, record, string

__all__ = ["ROUTES", "version_of_klingmock"]


def _health(_: ControlCall) -> Response:
    return json_response({"status": "ok", "version": version_of_klingmock(), "contract_revision": api().revision})


@cache
def version_of_klingmock() -> str:
    """Say which klingmock this is, unknown when it was not installed."""
    try:
        return version("klingmock")
    except PackageNotFoundError:
        return "unknown"


ROUTES = (
    ControlRoute(
        operation="health",
        method="GET",
        path="/_mock/health",
        summary="Say that the server is alive, and which one it is.",
        view=_health,
        answer=record(
            {
                "status": one_of(["ok"]),
                "version": string("of klingmock"),
                "contract_revision": string("of the contracts that it answers by"),
            }
        ),
        of_world=False,
        open=True,
    ),
)

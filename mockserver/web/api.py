"""The routes of the gateway, as the contract lists them."""

import re
from collections.abc import Callable

from flask import Flask, Response

from contracts import api
from mockserver.services import Services
from mockserver.web.calls import answer_call

__all__ = ["add_gateway_routes"]


def add_gateway_routes(app: Flask, services: Services) -> None:
    """Serve every route that ``api.toml`` names."""
    for route in api().routes.values():
        app.add_url_rule(
            re.sub(r"\{(\w+)\}", r"<\1>", route.path),
            endpoint=route.operation,
            view_func=_view(services, route.operation),
            methods=[route.method],
            provide_automatic_options=False,
        )


def _view(services: Services, operation: str) -> Callable[..., Response]:
    def view(task_id: str = "") -> Response:
        return answer_call(services, operation, task_id=task_id)

    return view

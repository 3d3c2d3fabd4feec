"""The routes of the gateway, as the contract lists them."""

from collections.abc import Callable

from flask import Flask, Response

from contracts import api
from mockserver.services import Services
from mockserver.web.calls import answer_call
from mockserver.web.routing import add_route

__all__ = ["add_gateway_routes"]


def add_gateway_routes(app: Flask, services: Services) -> None:
    """Serve every route that ``api.toml`` names."""
    for route in api().routes.values():
        view = _view(services, route.operation)
        add_route(app, route.method, route.path, view, endpoint=route.operation)


def _view(services: Services, operation: str) -> Callable[..., Response]:
    def view(task_id: str = "") -> Response:
        return answer_call(services, operation, task_id=task_id)

    return view

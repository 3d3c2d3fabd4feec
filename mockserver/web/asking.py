"""Asks the control routes in process, for the page: what it shows is what they say."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from mockserver.core.key import ANONYMOUS
from mockserver.core.problem import ProblemError
from mockserver.core.wire import encode
from mockserver.services import Services
from mockserver.web.control import CONTROL_ROUTES, ControlCall

__all__ = ["make_ask"]

_ROUTES = {route.operation: route for route in CONTROL_ROUTES}


def make_ask(services: Services) -> Callable[..., tuple[int, Any]]:
    """Return a function that asks an operation of the control routes: its status, and its JSON."""

    def ask(
        operation: str,
        *,
        world: str | None = None,
        query: Mapping[str, str] | None = None,
        path: Mapping[str, str] | None = None,
        body: object = None,
    ) -> tuple[int, Any]:
        call = ControlCall(
            services=services,
            key=ANONYMOUS,
            named=world,
            query=query or {},
            body=b"" if body is None else encode(body),
            path=path or {},
        )
        try:
            response = _ROUTES[operation].view(call)
        except ProblemError as error:
            return error.problem.status, error.problem.to_dict()
        return response.status_code, json.loads(response.get_data())

    return ask

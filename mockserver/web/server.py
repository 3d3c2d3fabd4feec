"""Puts the Flask app together: the gateway's routes, ours, the guard and the errors."""

from collections.abc import Callable

from flask import Flask, Response, request

from contracts import api
from mockserver.core.key import bearer, select_world
from mockserver.core.problem import TooLargeError, UnauthorizedError, UnprocessableError
from mockserver.services import Services
from mockserver.web.api import add_gateway_routes
from mockserver.web.body import read_body
from mockserver.web.control import CONTROL_ROUTES, ControlCall, ControlRoute
from mockserver.web.control.route import WORLD_HEADER, WORLD_QUERY, json_response
from mockserver.web.errors import add_error_handlers
from mockserver.web.files import add_file_routes
from mockserver.web.guard import check_control_token, check_origin
from mockserver.web.openapi import document
from mockserver.web.routing import add_route

__all__ = ["WORLD_HEADER", "make_app"]


def make_app(services: Services) -> Flask:
    """Make the app."""
    app = Flask("klingmock", static_folder=None, template_folder=None)
    # No redirects: a client that posts to a path with a slash too many must not lose its body.
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False
    app.url_map.redirect_defaults = False
    add_gateway_routes(app, services)
    add_file_routes(app, services)
    for route in (*CONTROL_ROUTES, _openapi_route()):
        view = _view(services, route)
        add_route(app, route.method, route.path, view, endpoint=f"control.{route.operation}")
    add_error_handlers(app, services)
    return app


def _view(services: Services, route: ControlRoute) -> Callable[..., Response]:
    def view(**path: str) -> Response:
        if not route.open:
            check_origin(request, services.settings)
            check_control_token(request, services.settings)
        return route.view(
            ControlCall(
                services=services,
                key=_key(services),
                named=request.headers.get(WORLD_HEADER, request.args.get(WORLD_QUERY)),
                query=_query(route),
                body=_body(),
                path=path,
            )
        )

    return view


def _key(services: Services) -> str:
    key = bearer(request.headers.get("Authorization"))
    selected = select_world(key, keys=services.settings.keys)
    if key is not None and selected != key:
        raise UnauthorizedError("this key is not among those that the server was started with")
    return selected


def _query(route: ControlRoute) -> dict[str, str]:
    query = request.args.to_dict()
    query.pop(WORLD_QUERY, None)
    strangers = [name for name in query if name not in route.query]
    if strangers and not route.open:
        known = ", ".join(route.query) or "none"
        raise UnprocessableError(f"unknown query parameter {strangers[0][:64]!r}; known: {known}")
    return query


def _body() -> bytes:
    limit = api().limits["body_bytes"].value
    body, size = read_body(request)
    if size > limit:
        raise TooLargeError(f"the body is larger than {limit} bytes")
    return body


def _openapi_route() -> ControlRoute:
    def view(call: ControlCall) -> Response:
        return json_response(document(call.services, (*CONTROL_ROUTES, route)))

    route = ControlRoute(
        operation="get_openapi",
        method="GET",
        path="/_mock/openapi.json",
        summary="Describe the gateway and these routes as OpenAPI 3.1.",
        view=view,
        answer={"type": "object", "required": ["openapi", "info", "paths"], "description": "an OpenAPI 3.1 document"},
        of_world=False,
    )
    return route

"""The composition root: the only place that builds the real parts and puts them together."""

from collections.abc import Callable
from datetime import UTC, datetime

from flask import Flask, Response

from mockserver.core.context import Parts
from mockserver.core.world import World
from mockserver.delivery import Dispatcher, HttpSender, Sender
from mockserver.settings import Settings, SettingsError
from mockserver.stores import STORES
from mockserver.web import (
    CONTROL_ROUTES,
    ControlCall,
    ControlRoute,
    Services,
    json_response,
    make_app,
    paths,
    read_images,
)
from validator import check
from validator.derive.openapi import openapi

__all__ = ["close_app", "create_app", "services_of"]

_EXTENSION = "klingmock"


def create_app(
    settings: Settings | None = None,
    *,
    real_now: Callable[[], datetime] | None = None,
    sender: Sender | None = None,
) -> Flask:
    """
    Make the server as a WSGI app, complete under any WSGI server.

    Args:
        settings: How it is set up.
        real_now: The machine's clock, aware; for tests.
        sender: Who sends callbacks along the routes; for tests.

    Raises:
        SettingsError: The store is unknown, or the folder of images cannot be read.
    """
    settings = settings or Settings()
    clock = real_now or _real_now
    if settings.store not in STORES:
        raise SettingsError(f"store: {settings.store!r} is unknown; known: {', '.join(STORES)}")
    try:
        images = read_images(settings.images)
    except OSError as error:
        raise SettingsError(f"images: {error}") from None

    def make_world(key: str) -> World:
        routes = settings.callback_routes
        return World(key, defaults=settings.world, routes=routes, real_now=clock())

    store = STORES[settings.store](make_world)
    dispatcher = Dispatcher(
        store,
        sender or HttpSender(),
        real_now=clock,
        watched=(lambda error: services.note_accident("callbacks", error)) if settings.callback_routes.routes else None,
    )
    services = Services(
        settings=settings,
        store=store,
        pacer=dispatcher,
        parts=Parts(judge=check, images=images, extended_errors=settings.extended_errors),
        images=images,
        real_now=clock,
    )
    app = make_app(services, more=(_openapi_route(),))
    app.extensions[_EXTENSION] = (services, dispatcher)
    return app


def services_of(app: Flask) -> Services:
    """Return the parts that *app* was built of, for embedding and tests."""
    services: Services = app.extensions[_EXTENSION][0]
    return services


def close_app(app: Flask) -> None:
    """Stop the thread that delivers callbacks, if *app* has started it."""
    app.extensions[_EXTENSION][1].close()


def _real_now() -> datetime:
    return datetime.now(UTC)


def _openapi_route() -> ControlRoute:
    def view(_: ControlCall) -> Response:
        return json_response(openapi(more_paths=paths((*CONTROL_ROUTES, route))))

    route = ControlRoute(
        operation="get_openapi",
        method="GET",
        path="/_mock/openapi.json",
        summary="Describe the gateway and these routes as OpenAPI 3.1.",
        view=view,
        answer={"...": "an OpenAPI 3.1 document"},
    )
    return route

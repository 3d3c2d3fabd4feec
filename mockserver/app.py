"""
The composition root: the only place that builds the real parts and puts them together.

Flask is imported when an app is made: the front answers the hot routes before anybody needs one.
"""

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from itertools import count
from threading import Lock
from typing import TYPE_CHECKING, cast

from mockserver.core.context import Parts
from mockserver.core.desk import Desk
from mockserver.core.footage import Footage
from mockserver.core.ports import SharedStore
from mockserver.core.scenario import Scenario
from mockserver.core.store_error import StoreError
from mockserver.core.world import World
from mockserver.core.world_settings import WorldSettings
from mockserver.delivery import Authority, Dispatcher, HttpSender, Pulse, Sender, can_make_certificates
from mockserver.faults import KINDS
from mockserver.pictures import read_images
from mockserver.services import Services
from mockserver.settings import Settings, SettingsError
from mockserver.stores import open_store
from validator import check

if TYPE_CHECKING:
    from flask import Flask

    from mockserver.mutants import Mutant

__all__ = ["create_app", "make_app", "make_services", "services_of"]

_EXTENSION = "klingmock"
_VIDEOS_KEPT = 128
_STAGED = ("seed", "clock", "lifecycle", "readings", "balance", "start")


def create_app(
    settings: Settings | None = None,
    *,
    real_now: Callable[[], datetime] | None = None,
    sender: Sender | None = None,
) -> "Flask":
    """
    Make the server as a WSGI app, complete under any WSGI server, but for faults that break a connection.

    Args:
        settings: How it is set up.
        real_now: The machine's clock, aware; for tests.
        sender: Who sends callbacks along the routes; for tests.

    Raises:
        SettingsError: The store is unknown, or the folder of images cannot be read.
    """
    return make_app(make_services(settings, real_now=real_now, sender=sender))


def make_app(services: Services) -> "Flask":
    """Make the WSGI app of these parts."""
    from mockserver import page, web  # noqa: PLC0415 - a tenth of a second that not everybody needs

    app = web.make_app(services)
    door = page.Door(
        ask=web.make_ask(services),
        check_origin=lambda request: web.check_origin(request, services.settings),
        admits=lambda token: web.is_control_token(token, services.settings),
        news=web.make_news(services),
    )
    app.register_blueprint(page.make_page(door))
    app.extensions[_EXTENSION] = services
    return app


def services_of(app: "Flask") -> Services:
    """Return the parts that *app* was built of, for embedding and tests."""
    services: Services = app.extensions[_EXTENSION]
    return services


def make_services(
    settings: Settings | None = None,
    *,
    real_now: Callable[[], datetime] | None = None,
    sender: Sender | None = None,
    authority: Authority | None = None,
) -> Services:
    """
    Build the parts, as `create_app` does.

    Raises:
        SettingsError: The store is unknown, the folder of images, the scenario or the faults cannot be read, or an
            extra is not installed.
    """
    settings = settings or Settings()
    beginning = _stage(settings)
    settings = replace(settings, **{name: getattr(beginning, name) for name in _STAGED})
    clock = real_now or _real_now
    if settings.callback_routes.need_certificates and not can_make_certificates():
        raise SettingsError(
            "callback_route: a route to HTTPS on this machine needs certificates: pip install 'klingmock[tls]'"
        )
    try:
        images = read_images(settings.images)
    except OSError as error:
        raise SettingsError(f"images: {error}") from None

    serials = count(1)

    def make_world(key: str) -> World:
        routes = settings.callback_routes
        return World(key, defaults=beginning, routes=routes, real_now=clock(), serial=next(serials))

    mutant = _mutant()
    if mutant is not None:
        beginning = mutant.world(beginning)
    try:
        store = open_store(settings.store, make_world, kinds=KINDS, real_now=clock)
    except StoreError as error:
        raise SettingsError(f"store: {error}") from error
    authority = authority or Authority()
    sender = sender or HttpSender(authority.context, remote=settings.allow_remote_callbacks)
    dispatcher = Dispatcher(
        store,
        sender if mutant is None else mutant.sender(sender),
        real_now=clock,
        watched=(lambda error: services.note_accident("callbacks", error)) if settings.callback_routes.routes else None,
        secret=settings.webhook_secret,
    )

    parts = Parts(
        judge=check if mutant is None else mutant.judge(check),
        images=images,
        extended_errors=settings.extended_errors,
        fault_kinds=KINDS,
    )
    desk: Callable[..., Desk] = Desk if mutant is None else mutant.desk
    close = _each(dispatcher.close, store.close)
    begin = _each()
    if store.server:
        pulse = Pulse(cast(SharedStore, store), dispatcher, failed=lambda error: services.note_accident("store", error))
        begin, close = pulse.start, _each(pulse.close, close)
    if settings.record_from is not None:
        from mockserver.recording import begin_recording  # noqa: PLC0415 - see above

        desk, end_recording = begin_recording(settings)
        close = _each(end_recording, close)
    services = Services(
        settings=settings,
        store=store,
        pacer=dispatcher,
        parts=parts,
        desk=desk(store, dispatcher, parts, keys=settings.keys, real_now=clock),
        authority=authority,
        images=images,
        real_now=clock,
        scenarios=_scenarios,
        video=_videos(),
        sleep=_sleep,
        close=close,
        begin=begin,
    )
    return services


def _mutant() -> "Mutant | None":
    """Say which contract is to be broken, if any: ``klingmock trial --mutate-server`` asks for it."""
    name = os.environ.get("KLINGMOCK_MUTANT")
    if not name:
        return None
    from mockserver.mutants import MUTANTS  # noqa: PLC0415 - see above

    if name not in MUTANTS:
        raise SettingsError(f"KLINGMOCK_MUTANT: {name!r} is unknown; known: {', '.join(MUTANTS)}")
    return MUTANTS[name]


def _each(*steps: Callable[[], None]) -> Callable[[], None]:
    def run() -> None:
        for step in steps:
            step()

    return run


def _stage(settings: Settings) -> WorldSettings:
    """Say what each world begins with; most have no scenario to be read."""
    if settings.scenario is None and settings.faults is None:
        return settings.world
    from mockserver.scenarios import stage  # noqa: PLC0415 - see above

    return stage(settings, KINDS)


@cache
def _scenarios() -> Mapping[str, Scenario]:
    from mockserver.scenarios import shipped_scenarios  # noqa: PLC0415 - only who asks for them waits for them

    return shipped_scenarios(KINDS)


def _videos() -> Callable[[Footage], bytes]:
    """Return what makes videos, one at a time, each once as long as it is asked for again soon."""
    guard = Lock()

    @lru_cache(maxsize=_VIDEOS_KEPT)
    def made(footage: Footage) -> bytes:
        from mockserver.media import make_video  # noqa: PLC0415 - brings a library for pictures

        return make_video(footage)

    def video(footage: Footage) -> bytes:
        with guard:
            return made(footage)

    return video


def _real_now() -> datetime:
    return datetime.now(UTC)


def _sleep(span: timedelta) -> None:
    time.sleep(span.total_seconds())

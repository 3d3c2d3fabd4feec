"""``/_mock/world``: the settings of the key's world."""

from typing import Any

from flask import Response

from mockserver.core.clock import format_instant
from mockserver.core.money import text
from mockserver.core.world import World
from mockserver.core.world_settings import changed
from mockserver.web.control.route import ControlCall, ControlRoute, json_response, read_object

__all__ = ["ROUTES"]

_SETTINGS = {
    "seed": "whole number; every random choice follows from it",
    "clock": "real, scaled:N, manual or auto",
    "lifecycle": "object with kind: immediate, after, polls, distribution or script",
    "readings": "object: the preset, and each reading that differs from it",
    "balance": "credits that are available, as text",
    "start": "RFC 3339 instant at which the world begins, or null",
    "rate_limit": "object: requests_per_minute, tasks_at_once; or null",
}
_ANSWER = _SETTINGS | {
    "id": "of the world, as in result links",
    "key": "last characters of the API key",
    "now": "the world's time",
    "tasks": "how many there are",
    "running": "how many of them have not ended",
    "reserved": "credits held for running tasks, as text",
    "spent": "credits charged, as text",
    "calls": "how many came in",
}


def _shown(call: ControlCall, world: World) -> dict[str, Any]:
    settings = world.current_settings()
    return {
        "id": world.id,
        "key": world.key,
        "seed": settings.seed,
        "clock": str(settings.clock),
        "lifecycle": settings.lifecycle.to_json(),
        "readings": settings.readings.to_dict(),
        "balance": text(settings.balance),
        "start": format_instant(settings.start) if settings.start else None,
        "rate_limit": settings.rate_limit.to_json(),
        "now": format_instant(world.now(call.services.real_now())),
        "tasks": len(world.tasks),
        "running": world.running,
        "reserved": text(world.totals.reserved),
        "spent": text(world.totals.spent),
        "calls": world.journal.total,
    }


def _get(call: ControlCall) -> Response:
    with call.world() as world:
        world.settle(world.now(call.services.real_now()))
        return json_response(_shown(call, world))


def _put(call: ControlCall) -> Response:
    data = read_object(call)
    with call.world() as world:
        real_now = call.services.real_now()
        world.settle(world.now(real_now))
        world.change(changed(world.current_settings(), data), real_now=real_now)
        return json_response(_shown(call, world))


def _delete(call: ControlCall) -> Response:
    with call.world() as world:
        world.reset(call.services.real_now())
        shown = _shown(call, world)
    # Else a suite with a key for each test would fill the memory with worlds that nobody asks for again.
    call.services.store.forget(call.world_id)
    return json_response(shown)


ROUTES = (
    ControlRoute(
        operation="get_world",
        method="GET",
        path="/_mock/world",
        summary="Show the settings of the key's world.",
        view=_get,
        answer=_ANSWER,
    ),
    ControlRoute(
        operation="change_world",
        method="PUT",
        path="/_mock/world",
        summary="Change some settings; those left out stay. All are taken, or none.",
        view=_put,
        body=_SETTINGS,
        answer=_ANSWER,
    ),
    ControlRoute(
        operation="reset_world",
        method="DELETE",
        path="/_mock/world",
        summary="Begin anew, as if the key had never been used.",
        view=_delete,
        answer=_ANSWER,
    ),
)

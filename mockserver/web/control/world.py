"""``/_mock/world``: the settings of the key's world."""

from typing import Any

from flask import Response

from contracts import PRESETS, disputes
from mockserver.core.clock import format_instant
from mockserver.core.money import text
from mockserver.core.rate_limit import LIMITS, MOST_PER_LIMIT
from mockserver.core.world import World
from mockserver.core.world_settings import LARGEST_SEED, SETTING_NAMES, changed
from mockserver.web.control.lifecycles import GIVEN, SHOWN
from mockserver.web.control.route import ControlCall, ControlRoute, json_response, read_object
from mockserver.web.control.schema import PACE, given_instant, instant, null_or, one_of, record, rows, string, whole

__all__ = ["ROUTES"]

_LIMIT = null_or(whole(least=1, most=MOST_PER_LIMIT))
_LIMITS = record(dict.fromkeys(LIMITS, _LIMIT), optional=LIMITS)
_READINGS = record(
    {"preset": one_of(PRESETS), **{name: one_of(dispute.readings) for name, dispute in disputes().items()}},
    "the preset, and each reading that differs from it",
    optional=("preset", *disputes()),
)
_SEED = whole("every random choice follows from it", most=LARGEST_SEED)
_BALANCE = string("credits that are available", pattern=r"^[0-9]{1,15}(\.[0-9]{1,12})?$")
_LIFECYCLES = {
    "anyOf": [string("a short form such as after:2s"), {"type": "object"}, rows({"type": "object"}, "steps")]
}
_BODY = record(
    {
        "seed": _SEED,
        "clock": PACE,
        "lifecycle": GIVEN,
        "readings": {"anyOf": [one_of(PRESETS), _READINGS]},
        "balance": _BALANCE,
        "start": null_or(given_instant("at which the world begins")),
        "rate_limit": null_or(_LIMITS),
    },
    optional=SETTING_NAMES,
)
_ANSWER = record(
    {
        "seed": _SEED,
        "clock": PACE,
        "lifecycle": SHOWN,
        "readings": _READINGS,
        "balance": string("credits that are available"),
        "start": null_or(instant("at which the world begins")),
        "rate_limit": null_or(_LIMITS),
        "id": string("of the world, as in result links"),
        "key": string("last characters of the API key"),
        "now": instant("the world's time"),
        "tasks": whole("how many there are"),
        "running": whole("how many of them have not ended"),
        "reserved": string("credits held for running tasks"),
        "spent": string("credits charged"),
        "calls": whole("how many came in"),
    }
)


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
        body=_BODY,
        answer=_ANSWER,
        refuses={409: "The world has been used already, so that its start stands."},
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

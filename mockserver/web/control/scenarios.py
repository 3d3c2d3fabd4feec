"""``/_mock/scenarios``: the scenarios that are shipped, and one for the key's world."""

from typing import Any

from flask import Response

from mockserver.core.faults.fault_error import hint
from mockserver.core.problem import NotFoundError
from mockserver.core.scenario import Scenario
from mockserver.web.control.plan import FAULT, PLAN
from mockserver.web.control.route import ControlCall, ControlRoute, json_response
from mockserver.web.control.schema import anything, keyed, record, rows, string

__all__ = ["ROUTES"]

_SCENARIO = record(
    {
        "name": string(),
        "title": string(),
        "about": string(),
        "settings": keyed(anything(), "of a world"),
        "faults": rows(FAULT),
    }
)


def _list(call: ControlCall) -> Response:
    return json_response({"scenarios": [one.to_json() for one in call.services.scenarios().values()]})


def _apply(call: ControlCall) -> Response:
    scenario = _find(call)
    with call.world() as world:
        real_now = call.services.real_now()
        world.settle(world.now(real_now))
        world.change(scenario.on(world.current_settings()), real_now=real_now)
        world.faults.replace(scenario.faults)
        plan: dict[str, Any] = world.faults.to_json()
    call.services.pacer.wake(call.world_id)
    return json_response({"scenario": scenario.to_json(), **plan})


def _find(call: ControlCall) -> Scenario:
    name, known = call.path["name"], call.services.scenarios()
    if name not in known:
        raise NotFoundError(f"there is no scenario {name[:64]!r}; {hint(name, known)}")
    return known[name]


ROUTES = (
    ControlRoute(
        operation="list_scenarios",
        method="GET",
        path="/_mock/scenarios",
        summary="Describe the scenarios that are shipped.",
        view=_list,
        answer=record({"scenarios": rows(_SCENARIO)}),
        of_world=False,
    ),
    ControlRoute(
        operation="apply_scenario",
        method="POST",
        path="/_mock/scenarios/{name}",
        summary="Put the world's settings and faults as a scenario has them; tasks that are there stay as they are.",
        view=_apply,
        answer=record({"scenario": _SCENARIO, **PLAN}),
        refuses={404: "There is no such scenario."},
    ),
)

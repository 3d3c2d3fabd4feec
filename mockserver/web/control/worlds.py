"""``GET /_mock/worlds``: every world of the server, so that one can be looked at without its key."""

from collections.abc import Iterator
from typing import Any

from flask import Response

from mockserver.core.clock import format_instant
from mockserver.core.money import text
from mockserver.services import Services
from mockserver.web.control.page import PAGE_ANSWER, PAGE_QUERY, read_page
from mockserver.web.control.route import ControlCall, ControlRoute, json_response
from mockserver.web.control.schema import PACE, instant, record, rows, string, whole

__all__ = ["ROUTES"]


def _list(call: ControlCall) -> Response:
    after, limit = read_page(call.query)
    ids = call.services.store.ids()
    shown = list(_shown(call.services, ids[after : after + limit], first=after + 1))
    following = after + limit if after + limit < len(ids) else None
    return json_response({"worlds": shown, "next": following, "total": len(ids)})


def _shown(services: Services, ids: tuple[str, ...], *, first: int) -> Iterator[dict[str, Any]]:
    for number, world_id in enumerate(ids, first):
        with services.store.by_id(world_id) as world:
            if world is None:  # it has begun anew since
                continue
            now = world.now(services.real_now())
            world.settle(now)
            yield {
                "number": number,
                "id": world.id,
                "key": world.key,
                "clock": str(world.clock.pace),
                "now": format_instant(now),
                "tasks": len(world.tasks),
                "running": world.running,
                "calls": world.journal.total,
                "spent": text(world.totals.spent),
            }


_WORLD = record(
    {
        "number": whole(),
        "id": string(),
        "key": string("its last characters"),
        "clock": PACE,
        "now": instant(),
        "tasks": whole(),
        "running": whole(),
        "calls": whole(),
        "spent": string("credits"),
    }
)

ROUTES = (
    ControlRoute(
        operation="list_worlds",
        method="GET",
        path="/_mock/worlds",
        summary="Show every world of the server, in the order in which they were first used.",
        view=_list,
        query=PAGE_QUERY,
        answer=record({"worlds": rows(_WORLD), **PAGE_ANSWER}),
        of_world=False,
    ),
)

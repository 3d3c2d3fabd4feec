"""``GET /_mock/repeats``: the same request with several tasks, which may have been paid twice."""

from decimal import Decimal
from itertools import islice
from typing import Any

from flask import Response

from mockserver.core.clock import format_instant
from mockserver.core.money import text
from mockserver.core.redaction import Redaction
from mockserver.core.repeats import LOOKED_AT, Repeat, repeats
from mockserver.web.control.route import ControlCall, ControlRoute, json_response
from mockserver.web.control.schema import flag, instant, null_or, record, rows, string, whole

__all__ = ["ROUTES"]


def _list(call: ControlCall) -> Response:
    with call.world() as world:
        now = world.now(call.services.real_now())
        world.settle(now)
        total, hide = len(world.tasks), world.redaction
        tasks = tuple(islice(world.tasks.values(), max(total - LOOKED_AT, 0), total))
        records = world.journal.records()
    # Compared outside the world's lock: to read ten thousand requests takes its time.
    found = list(repeats(tasks, records, now=now))
    shown = [_shown(repeat, hide) for repeat in found]
    return json_response({"repeats": shown, "credits": text(sum((one.again for one in found), Decimal(0)))})


def _shown(repeat: Repeat, hide: Redaction) -> dict[str, Any]:
    first = repeat.creations[0].task
    return {
        "model": first.model,
        "credits_each": text(first.credits),
        "credits_again": text(repeat.again),
        "answer_was_lost": repeat.answer_was_lost,
        "tasks": [
            {
                "task": one.task.id,
                "at": format_instant(one.task.created_at),
                "call": one.call,
                "idempotency_key": one.has_key,
                "faults": [hide.text(fault) for fault in one.faults],
            }
            for one in repeat.creations
        ],
    }


_CREATION = record(
    {
        "task": string("its id"),
        "at": instant(),
        "call": null_or(whole("number of the call in the journal")),
        "idempotency_key": null_or(flag("whether the call had one")),
        "faults": rows(string()),
    }
)
_REPEAT = record(
    {
        "model": string(),
        "credits_each": string(),
        "credits_again": string("of all but the first task, as far as they cost anything"),
        "answer_was_lost": flag("a fault met one of the calls"),
        "tasks": rows(_CREATION),
    }
)

ROUTES = (
    ControlRoute(
        operation="list_repeats",
        method="GET",
        path="/_mock/repeats",
        summary=f"Show requests that have made more than one task, among the last {LOOKED_AT:,} tasks.",
        view=_list,
        answer=record({"repeats": rows(_REPEAT), "credits": string("credits_again of all of them")}),
    ),
)

"""``GET /_mock/ledger``: the balance, and every entry that made it."""

from typing import Any

from flask import Response

from mockserver.core.clock import format_instant
from mockserver.core.ledger import Entry, Totals
from mockserver.core.money import text
from mockserver.web.control.route import ControlCall, ControlRoute, json_response

__all__ = ["ROUTES"]


def _ledger(call: ControlCall) -> Response:
    with call.services.store.by_key(call.key) as world:
        now = world.now(call.services.real_now())
        world.settle(now)
        entries = [_entry(entry) for entry in world.ledger(now)]
        return json_response({**_totals(world.totals), "entries": entries})


def _totals(totals: Totals) -> dict[str, str]:
    return {
        "available": text(totals.available),
        "reserved": text(totals.reserved),
        "spent": text(totals.spent),
    }


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "at": format_instant(entry.at),
        "kind": entry.kind,
        "task": entry.task,
        "amount": text(entry.amount),
        **_totals(entry.totals),
    }


ROUTES = (
    ControlRoute(
        operation="get_ledger",
        method="GET",
        path="/_mock/ledger",
        summary="Show the credits, and every entry of the ledger.",
        view=_ledger,
        answer={
            "available": "credits that can be spent, as text",
            "reserved": "credits held for running tasks",
            "spent": "credits charged",
            "entries": "at, kind (open, reserve, settle, release, adjust), task, amount, and the three totals after it",
        },
    ),
)

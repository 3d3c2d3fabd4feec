"""``GET /_mock/ledger``: the balance, and every entry that made it."""

from typing import Any

from flask import Response

from mockserver.core.clock import format_instant
from mockserver.core.ledger import Entry, Kind, Totals
from mockserver.core.money import text
from mockserver.web.control.page import PAGE_ANSWER, STRETCH_QUERY, read_stretch
from mockserver.web.control.route import ControlCall, ControlRoute, json_response
from mockserver.web.control.schema import instant, null_or, one_of, record, rows, string, whole

__all__ = ["ROUTES"]


def _ledger(call: ControlCall) -> Response:
    stretch = read_stretch(call.query)
    with call.world() as world:
        now = world.now(call.services.real_now())
        world.settle(now)
        totals, made = world.totals, world.ledger(now)
    # Made outside the world's lock: the entries of a million tasks take their time.
    entries = list(made)
    numbers = stretch.numbers(len(entries))
    shown = [_entry(number, entries[number - 1]) for number in numbers]
    following = stretch.following(numbers, len(entries))
    return json_response({**_totals(totals), "entries": shown, "next": following, "total": len(entries)})


def _totals(totals: Totals) -> dict[str, str]:
    return {
        "available": text(totals.available),
        "reserved": text(totals.reserved),
        "spent": text(totals.spent),
    }


def _entry(number: int, entry: Entry) -> dict[str, Any]:
    return {
        "number": number,
        "at": format_instant(entry.at),
        "kind": entry.kind,
        "task": entry.task,
        "amount": text(entry.amount),
        **_totals(entry.totals),
    }


_TOTALS = {
    "available": string("credits that can be spent"),
    "reserved": string("credits held for running tasks"),
    "spent": string("credits charged"),
}
_ENTRY = record(
    {
        "number": whole(),
        "at": instant(),
        "kind": one_of(Kind),
        "task": null_or(string()),
        "amount": string("credits"),
        **_TOTALS,
    },
    "with the totals after it",
)

ROUTES = (
    ControlRoute(
        operation="get_ledger",
        method="GET",
        path="/_mock/ledger",
        summary="Show the credits, and the entries of the ledger.",
        view=_ledger,
        query=STRETCH_QUERY,
        answer=record({**_TOTALS, "entries": rows(_ENTRY), **PAGE_ANSWER}),
    ),
)

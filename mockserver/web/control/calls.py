"""``GET /_mock/calls``: the journal."""

from flask import Response

from mockserver.core.clock import parse_instant
from mockserver.core.entry import Entry
from mockserver.core.search import Search, find, parse_statuses
from mockserver.web.control.question import read_number, read_option, read_value
from mockserver.web.control.route import ControlCall, ControlRoute, json_response

__all__ = ["ROUTES"]

_DEFAULT_LIMIT = 1000
_MOST = 10_000
_ORDERS = ("oldest", "newest")


def _calls(call: ControlCall) -> Response:
    search, newest_first = _search(call), read_option(call.query, "order", _ORDERS) == "newest"
    limit = read_number(call.query, "limit", most=_MOST)
    with call.services.store.by_key(call.key) as world:
        records, total, dropped = world.journal.records(), world.journal.total, world.journal.dropped
    # Read outside the world's lock: nobody waits while thousands of bodies are decoded.
    page = find(records, search, limit=_DEFAULT_LIMIT if limit is None else limit, newest_first=newest_first)
    return json_response(
        {
            "calls": [Entry(record).to_dict() for record in page.records],
            "found": page.found,
            "next": page.next,
            "total": total,
            "dropped": dropped,
        }
    )


def _search(call: ControlCall) -> Search:
    query = call.query
    return Search(
        operation=query.get("operation"),
        status=read_value(query, "status", parse_statuses),
        task=query.get("task"),
        rule=query.get("rule"),
        fault=query.get("fault"),
        after=read_number(query, "after"),
        before=read_number(query, "before"),
        since=read_value(query, "since", parse_instant),
        until=read_value(query, "until", parse_instant),
        text=query.get("text"),
    )


ROUTES = (
    ControlRoute(
        operation="list_calls",
        method="GET",
        path="/_mock/calls",
        summary="Show the journal, oldest first.",
        view=_calls,
        query={
            "operation": "create, query, list, batch, credits, models, download or unknown",
            "status": "HTTP status of the answer, such as 404, or a class of them, such as 4xx",
            "task": "task id",
            "rule": "a rule that the request broke",
            "fault": "id or kind of a fault that met the call",
            "text": "text in the body of the request or the answer",
            "after": "only entries with a higher number",
            "before": "only entries with a lower number",
            "since": "only entries from this instant of the world on",
            "until": "only entries before this instant of the world",
            "order": "oldest (first) or newest; oldest unless said",
            "limit": f"how many; {_DEFAULT_LIMIT} unless said, {_MOST} at most, fewer where bodies are long",
        },
        answer={
            "calls": "entries: number, at, operation, method, path, query, status, task, rules, "
            "readings, price, replayed, notes, faults, request, answer",
            "found": "how many fit",
            "next": "when more fit: the number to give as after (with order=newest: before) for the next page",
            "total": "how many calls there were",
            "dropped": "how many of them are no longer kept",
        },
    ),
)

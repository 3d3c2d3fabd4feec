"""``GET /_mock/calls``: the journal, also as an HTTP Archive."""

from flask import Response

from mockserver.core.clock import parse_instant
from mockserver.core.entry import Entry
from mockserver.core.har import to_har
from mockserver.core.search import STATUS_PATTERN, Search, find, parse_statuses
from mockserver.web.control.entries import ENTRY, har_log
from mockserver.web.control.health import version_of_klingmock
from mockserver.web.control.page import ORDERS, STRETCH_QUERY, read_page
from mockserver.web.control.question import read_number, read_option, read_value
from mockserver.web.control.route import ControlCall, ControlRoute, json_response
from mockserver.web.control.schema import given_instant, null_or, record, rows, string, whole

__all__ = ["ROUTES"]


def _calls(call: ControlCall) -> Response:
    entries, counts = _find(call)
    return json_response({"calls": [entry.to_dict() for entry in entries], **counts})


def _har(call: ControlCall) -> Response:
    entries, counts = _find(call)
    return json_response(to_har(entries, version=version_of_klingmock(), more=counts))


def _find(call: ControlCall) -> tuple[list[Entry], dict[str, int | None]]:
    search, newest_first = _search(call), read_option(call.query, "order", ORDERS) == "newest"
    _, limit = read_page(call.query)
    with call.world() as world:
        records, total, dropped = world.journal.records(), world.journal.total, world.journal.dropped
    # Read outside the world's lock: nobody waits while thousands of bodies are decoded.
    page = find(records, search, limit=limit, newest_first=newest_first)
    counts = {"found": page.found, "next": page.next, "total": total, "dropped": dropped}
    return [Entry(record) for record in page.records], counts


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


_COUNTS = {
    "found": whole("how many fit"),
    "next": null_or(whole("when more fit: the number to give as after (with order=newest: before) for the next page")),
    "total": whole("how many calls there were"),
    "dropped": whole("how many of them are no longer kept"),
}
_QUERY = {
    "operation": string("create, query, list, batch, credits, models, download or unknown"),
    "status": string(
        "HTTP status of the answer, such as 404, or a class of them, such as 4xx", pattern=f"^({STATUS_PATTERN})$"
    ),
    "task": string("task id"),
    "rule": string("a rule that the request broke"),
    "fault": string("id or kind of a fault that met the call"),
    "text": string("text in the body of the request or the answer"),
    **STRETCH_QUERY,
    "since": given_instant("only entries from this instant of the world on"),
    "until": given_instant("only entries before this instant of the world"),
}

ROUTES = (
    ControlRoute(
        operation="list_calls",
        method="GET",
        path="/_mock/calls",
        summary="Show the journal, oldest first.",
        view=_calls,
        query=_QUERY,
        answer=record({"calls": rows(ENTRY), **_COUNTS}),
    ),
    ControlRoute(
        operation="export_calls",
        method="GET",
        path="/_mock/calls.har",
        summary="Show the journal as an HTTP Archive (HAR 1.2), without keys.",
        view=_har,
        query=_QUERY,
        answer=record({"log": har_log(record(_COUNTS))}),
    ),
)

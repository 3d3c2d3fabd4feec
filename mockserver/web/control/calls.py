"""``GET /_mock/calls``: the journal."""

from dataclasses import replace

from flask import Response

from mockserver.core.clock import parse_instant
from mockserver.core.entry import Entry
from mockserver.core.expectation import FIELDS
from mockserver.core.har import to_har
from mockserver.core.matching import OPERATORS, Steps, TooLongError, WantedError
from mockserver.core.problem import UnprocessableError
from mockserver.core.question import parse_question
from mockserver.core.search import Search, find, parse_statuses
from mockserver.core.verification import STEPS, verify
from mockserver.web.control.health import version_of_klingmock
from mockserver.web.control.page import PAGE_QUERY, read_page
from mockserver.web.control.question import read_number, read_option, read_value
from mockserver.web.control.route import ControlCall, ControlRoute, json_response, read_object

__all__ = ["ROUTES"]

_ORDERS = ("oldest", "newest")


def _calls(call: ControlCall) -> Response:
    entries, counts = _find(call)
    return json_response({"calls": [entry.to_dict() for entry in entries], **counts})


def _har(call: ControlCall) -> Response:
    entries, counts = _find(call)
    return json_response(to_har(entries, version=version_of_klingmock(), more=counts))


def _find(call: ControlCall) -> tuple[list[Entry], dict[str, int | None]]:
    search, newest_first = _search(call), read_option(call.query, "order", _ORDERS) == "newest"
    _, limit = read_page(call.query)
    with call.services.store.by_key(call.key) as world:
        records, total, dropped = world.journal.records(), world.journal.total, world.journal.dropped
    # Read outside the world's lock: nobody waits while thousands of bodies are decoded.
    page = find(records, search, limit=limit, newest_first=newest_first)
    counts = {"found": page.found, "next": page.next, "total": total, "dropped": dropped}
    return [Entry(record) for record in page.records], counts


def _verify(call: ControlCall) -> Response:
    # What is shown has no keys, so that an expectation that has one would never fit.
    masked = replace(call, body=call.redaction.text(call.body.decode("utf-8", "replace")).encode())
    try:
        question = parse_question(read_object(masked))
    except WantedError as error:
        raise UnprocessableError(str(error), errors=[(error.at, error.said)]) from None
    with call.services.store.by_key(call.key) as world:
        records, dropped = world.journal.records(), world.journal.dropped
    try:
        verdict = verify(map(Entry, records), question, steps=Steps(STEPS))
    except TooLongError:
        raise UnprocessableError("that takes too long to compare; begin later with after, or say less") from None
    return json_response(verdict.to_dict() | {"dropped": dropped})


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


def _fields() -> str:
    return "; ".join(f"{name} ({field.meaning})" for name, field in FIELDS.items())


_QUERY = {
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
    "limit": PAGE_QUERY["limit"],
}

ROUTES = (
    ControlRoute(
        operation="list_calls",
        method="GET",
        path="/_mock/calls",
        summary="Show the journal, oldest first.",
        view=_calls,
        query=_QUERY,
        answer={
            "calls": "entries: number, at, operation, method, path, query, status, request_id, task, rules, "
            "readings, price, replayed, notes, faults, request, answer",
            "found": "how many fit",
            "next": "when more fit: the number to give as after (with order=newest: before) for the next page",
            "total": "how many calls there were",
            "dropped": "how many of them are no longer kept",
        },
    ),
    ControlRoute(
        operation="export_calls",
        method="GET",
        path="/_mock/calls.har",
        summary="Show the journal as an HTTP Archive (HAR 1.2), without keys.",
        view=_har,
        query=_QUERY,
        answer={"log": "version, creator, entries; what only we know stands under _klingmock"},
    ),
    ControlRoute(
        operation="verify_calls",
        method="POST",
        path="/_mock/calls/verify",
        summary="Say whether it was called as expected, and which calls came nearest if not.",
        view=_verify,
        body={
            "expect": f"what is expected of a call, any of: {_fields()}. Objects may have more than what is expected; "
            f"operators: {', '.join(OPERATORS)}",
            "count": "how many such calls: exactly, or at_least and at_most; at_least 1 unless said",
            "in_order": "instead of expect and count: expectations that calls meet one after the other",
            "after": "only calls with a higher number",
        },
        answer={
            "met": "whether it is so",
            "found": "how many calls fit",
            "calls": "their numbers",
            "nearest": "while it is not met: the calls that come nearest, with number, at, operation, method, path, "
            "status and differences (at, wanted, got; without got there was nothing)",
            "missing": "of in_order: the place of the first expectation that was not met",
            "dropped": "how many calls are no longer kept, so that nobody can tell",
        },
    ),
)

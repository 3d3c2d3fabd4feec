"""``GET /_mock/calls``: the journal."""

import re
from collections.abc import Mapping

from flask import Response

from mockserver.core.problem import UnprocessableError
from mockserver.web.control.route import ControlCall, ControlRoute, json_response

__all__ = ["ROUTES"]

_NUMBER = re.compile(r"[0-9]{1,9}")
_DEFAULT_LIMIT = 1000
_MOST = 10_000


def _calls(call: ControlCall) -> Response:
    query = call.query
    status = _number(query, "status")
    after, limit = _number(query, "after") or 0, _number(query, "limit")
    with call.services.store.by_key(call.key) as world:
        found = [
            entry
            for entry in world.journal.query(
                operation=query.get("operation"),
                status=status,
                task=query.get("task"),
                rule=query.get("rule"),
            )
            if entry.number > after
        ]
        total = world.journal.total
    shown = found[: _DEFAULT_LIMIT if limit is None else min(limit, _MOST)]
    return json_response({"calls": [entry.to_dict() for entry in shown], "found": len(found), "total": total})


def _number(query: Mapping[str, str], name: str) -> int | None:
    value = query.get(name)
    if value is None:
        return None
    if _NUMBER.fullmatch(value) is None:
        raise UnprocessableError(f"{name} is a whole number", errors=[(f"?{name}", "no number")])
    return int(value)


ROUTES = (
    ControlRoute(
        operation="list_calls",
        method="GET",
        path="/_mock/calls",
        summary="Show the journal, oldest first.",
        view=_calls,
        query={
            "operation": "create, query, list, batch, credits, models, download or unknown",
            "status": "HTTP status of the answer",
            "task": "task id",
            "rule": "a rule that the request broke",
            "after": "only entries with a higher number",
            "limit": f"how many; {_DEFAULT_LIMIT} unless said, {_MOST} at most",
        },
        answer={
            "calls": "entries: number, at, operation, method, path, query, status, task, rules, "
            "readings, price, replayed, notes, request, answer",
            "found": "how many fit",
            "total": "how many calls there were",
        },
    ),
)

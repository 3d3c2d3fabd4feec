"""What every model shares: routes, task states, error answers, callback, lifetimes and limits (``api.toml``)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from contracts.dispute import Dispute
from contracts.source import STANDINGS, Source, Sources, read_source
from contracts.table import Table

__all__ = [
    "Api",
    "Callback",
    "ErrorAnswer",
    "Limit",
    "RequestRule",
    "Route",
    "State",
    "TaskError",
    "read_api",
]

_SPAN = re.compile(r"^(\d+)([smh])$")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours"}


@dataclass(frozen=True, slots=True)
class RequestRule:
    """A rule about the request as such, before a model is known."""

    id: str
    summary: str
    source: Source
    dispute: str | None = None


@dataclass(frozen=True, slots=True)
class Route:
    """One route of the gateway."""

    operation: str
    method: str
    path: str
    summary: str
    standing: str
    source: Source


@dataclass(frozen=True, slots=True)
class State:
    """One state of a task; *progress* is None where any percentage may show."""

    name: str
    terminal: bool
    progress: int | None
    can_cancel: bool
    standing: str
    source: Source


@dataclass(frozen=True, slots=True)
class ErrorAnswer:
    """One HTTP error answer: current code and type, the type of the older envelope, and where it can occur."""

    name: str
    operations: tuple[str, ...]
    status: int
    code: str
    message: str
    type: str
    legacy_type: str
    always_legacy: bool
    param: str | None
    standing: str
    source: Source


@dataclass(frozen=True, slots=True)
class TaskError:
    """One error code of a failed task; *retryable* is keyed by the readings of ``task-error-retryability``."""

    code: str
    blame: str
    message: str
    retryable: Mapping[str, bool]
    cause: str
    standing: str
    source: Source


@dataclass(frozen=True, slots=True)
class Callback:
    """How a callback is made: method, time allowed per attempt, waits before the retries, longest address."""

    method: str
    content_type: str
    timeout: timedelta
    retry_delays: tuple[timedelta, ...]
    max_length: int
    standing: str
    source: Source
    delays_source: Source


@dataclass(frozen=True, slots=True)
class Limit:
    """One number that bounds a request or a lifetime."""

    name: str
    value: int
    standing: str
    source: Source


@dataclass(frozen=True, slots=True)
class Api:
    """Everything in ``api.toml``."""

    revision: str
    title: str
    base: str
    rules: Mapping[str, RequestRule]
    routes: Mapping[str, Route]
    states: Mapping[str, State]
    errors: tuple[ErrorAnswer, ...]
    task_errors: Mapping[str, TaskError]
    callback: Callback
    lifetimes: Mapping[str, timedelta]
    limits: Mapping[str, Limit]

    def error(self, name: str, *, operation: str = "") -> ErrorAnswer:
        """
        Return the answer called *name* that *operation* gives.

        Raises:
            LookupError: The documentation knows no such answer there.
        """
        for answer in self.errors:
            if answer.name == name and (operation in answer.operations or not answer.operations):
                return answer
        message = f"no error answer {name!r} for operation {operation!r}"
        raise LookupError(message)


def read_api(
    data: Mapping[str, Any], sources: Sources, disputes: Mapping[str, Dispute], *, file: str
) -> Api:
    """Read ``api.toml``."""
    top = Table(data, file=file, name="")
    service = top.table("service")
    title, base = service.text("title"), service.text("base")
    read_source(service, sources)
    service.close()
    routes = {route.operation: route for route in (_route(table, sources) for table in top.tables("routes"))}
    api = Api(
        revision=top.text("revision"),
        title=title,
        base=base,
        rules={rule.id: rule for rule in (_rule(table, sources, disputes) for table in top.tables("rules"))},
        routes=routes,
        states={state.name: state for state in (_state(table, sources) for table in top.tables("states"))},
        errors=tuple(_error(table, sources, tuple(routes)) for table in top.tables("errors")),
        task_errors={error.code: error for error in (_task_error(table, sources, disputes) for table in top.tables("task_errors"))},
        callback=_callback(top.table("callback"), sources),
        lifetimes=_lifetimes(top.table("lifetimes"), sources),
        limits=_limits(top.table("limits"), sources),
    )
    top.close()
    return api


def _rule(table: Table, sources: Sources, disputes: Mapping[str, Dispute]) -> RequestRule:
    dispute = table.text("dispute", default=None)
    if dispute is not None and dispute not in disputes:
        table.refuse(f"{dispute!r} is not in disputes.toml", "dispute")
    rule = RequestRule(
        table.text("id"), table.text("summary"), read_source(table, sources), dispute
    )
    table.close()
    return rule


def _route(table: Table, sources: Sources) -> Route:
    route = Route(
        operation=table.text("operation"),
        method=table.text("method", options=("GET", "POST", "DELETE")),
        path=table.text("path"),
        summary=table.text("summary"),
        standing=table.text("standing", options=STANDINGS),
        source=read_source(table, sources),
    )
    table.close()
    return route


def _state(table: Table, sources: Sources) -> State:
    progress = table.value("progress", (int, str))
    if isinstance(progress, str) and progress != "any":
        table.refuse('must be a percentage or "any"', "progress")
    state = State(
        name=table.text("name"),
        terminal=table.value("terminal", bool),
        progress=progress if isinstance(progress, int) else None,
        can_cancel=table.value("can_cancel", bool),
        standing=table.text("standing", options=STANDINGS),
        source=read_source(table, sources),
    )
    table.close()
    return state


def _error(table: Table, sources: Sources, operations: tuple[str, ...]) -> ErrorAnswer:
    answer = ErrorAnswer(
        name=table.text("name"),
        operations=table.texts("operations"),
        status=table.value("status", int),
        code=table.text("code"),
        message=table.text("message"),
        type=table.text("type"),
        legacy_type=table.text("legacy_type"),
        always_legacy=table.value("always_legacy", bool, default=False),
        param=table.text("param", default=None),
        standing=table.text("standing", options=STANDINGS),
        source=read_source(table, sources),
    )
    strangers = [name for name in answer.operations if name not in operations]
    if strangers:
        table.refuse(
            f"{strangers[0]!r} is no operation; known: {', '.join(operations)}", "operations"
        )
    table.close()
    return answer


def _task_error(table: Table, sources: Sources, disputes: Mapping[str, Dispute]) -> TaskError:
    retryable = table.value("retryable", dict)
    wanted = set(disputes["task-error-retryability"].readings)
    if set(retryable) != wanted or not all(isinstance(value, bool) for value in retryable.values()):
        table.refuse(f"must say true or false for each of {', '.join(sorted(wanted))}", "retryable")
    error = TaskError(
        code=table.text("code"),
        blame=table.text("class", options=("client", "server")),
        message=table.text("message"),
        retryable=retryable,
        cause=table.text("cause"),
        standing=table.text("standing", options=STANDINGS),
        source=read_source(table, sources),
    )
    table.close()
    return error


def _callback(table: Table, sources: Sources) -> Callback:
    callback = Callback(
        method=table.text("method"),
        content_type=table.text("content_type"),
        timeout=_span(table, "timeout", table.text("timeout")),
        retry_delays=tuple(
            _span(table, "retry_delays", text) for text in table.texts("retry_delays")
        ),
        max_length=table.value("max_length", int),
        standing=table.text("standing", options=STANDINGS),
        source=read_source(table, sources),
        delays_source=read_source(table, sources, "delays_source"),
    )
    table.close()
    return callback


def _lifetimes(table: Table, sources: Sources) -> dict[str, timedelta]:
    lifetimes = {}
    for name in ("result_link", "uploaded_file"):
        inner = table.table(name)
        lifetimes[name] = _span(inner, "value", inner.text("value"))
        inner.text("standing", options=STANDINGS)
        read_source(inner, sources)
        inner.close()
    table.close()
    return lifetimes


def _limits(table: Table, sources: Sources) -> dict[str, Limit]:
    names = (
        "body_bytes",
        "batch_ids",
        "page_size",
        "page_size_default",
        "idempotency_key_min",
        "idempotency_key_max",
    )
    limits = {}
    for name in names:
        inner = table.table(name)
        standing = inner.text("standing", options=STANDINGS)
        limits[name] = Limit(name, inner.value("value", int), standing, read_source(inner, sources))
        inner.close()
    table.close()
    return limits


def _span(table: Table, key: str, text: str) -> timedelta:
    match = _SPAN.match(text)
    if match is None:
        table.refuse(f"{text!r} is no time span such as 10s, 5m or 24h", key)
    return timedelta(**{_UNITS[match[2]]: int(match[1])})

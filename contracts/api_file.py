"""Reads ``api.toml``."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, TypeVar

from contracts.api import AnswerField, Api, Callback, ErrorAnswer, Limit, RequestRule, Route, State, TaskError
from contracts.dispute import Dispute, read_dispute
from contracts.parameter import TYPES
from contracts.source import STANDINGS, Sources, read_source
from contracts.table import Table

__all__ = ["read_api"]

_Entry = TypeVar("_Entry")

_RETRYABILITY = "task-error-retryability"
_LIFETIMES = ("result_link", "uploaded_file")
_LIMITS = (
    "body_bytes",
    "upload_bytes",
    "file_bytes",
    "files",
    "files_bytes",
    "batch_ids",
    "page_size",
    "page_size_default",
    "idempotency_key_min",
    "idempotency_key_max",
)

_SPAN = re.compile(r"(\d{1,9})([smh])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours"}


def read_api(data: Mapping[str, Any], sources: Sources, disputes: Mapping[str, Dispute], *, file: str) -> Api:
    """Read ``api.toml``."""
    top = Table(data, file=file, name="")
    service = top.table("service")
    title, base = service.text("title"), service.text("base")
    read_source(service, sources)
    service.close()
    routes = _listed(top, "routes", lambda table: _route(table, sources), key="operation")
    api = Api(
        revision=top.text("revision"),
        title=title,
        base=base,
        rules=_listed(top, "rules", lambda table: _rule(table, sources, disputes), key="id"),
        routes=routes,
        file_routes=_listed(top, "file_routes", lambda table: _route(table, sources), key="operation"),
        answers=tuple(_answer(table, sources, tuple(routes)) for table in top.tables("answers")),
        states=_listed(top, "states", lambda table: _state(table, sources), key="name"),
        errors=tuple(_error(table, sources, tuple(routes)) for table in top.tables("errors")),
        task_errors=_listed(top, "task_errors", lambda table: _task_error(table, sources, disputes), key="code"),
        callback=_callback(top.table("callback"), sources),
        lifetimes=_lifetimes(top.table("lifetimes"), sources),
        limits=_limits(top.table("limits"), sources),
    )
    top.close()
    return api


def _listed(top: Table, name: str, read: Callable[[Table], _Entry], *, key: str) -> dict[str, _Entry]:
    """Read an array of tables, each with its own *key*."""
    entries: dict[str, _Entry] = {}
    for table in top.tables(name):
        entry = read(table)
        label = table.text(key)
        if label in entries:
            table.refuse("is listed twice", key)
        entries[label] = entry
    return entries


def _rule(table: Table, sources: Sources, disputes: Mapping[str, Dispute]) -> RequestRule:
    rule = RequestRule(
        id=table.text("id"),
        summary=table.text("summary"),
        source=read_source(table, sources),
        dispute=read_dispute(table, disputes),
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


def _answer(table: Table, sources: Sources, operations: tuple[str, ...]) -> AnswerField:
    field = AnswerField(
        operation=table.text("operation", options=operations),
        name=table.text("name"),
        type=table.text("type", options=(*TYPES, "task")),
        standing=table.text("standing", options=STANDINGS),
        source=read_source(table, sources),
    )
    table.close()
    return field


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
        table.refuse(f"{strangers[0]!r} is no operation; known: {', '.join(operations)}", "operations")
    table.close()
    return answer


def _task_error(table: Table, sources: Sources, disputes: Mapping[str, Dispute]) -> TaskError:
    retryable = table.value("retryable", dict)
    wanted = set(disputes[_RETRYABILITY].readings) if _RETRYABILITY in disputes else set()
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
        retry_delays=tuple(_span(table, "retry_delays", text) for text in table.texts("retry_delays")),
        max_length=table.value("max_length", int),
        standing=table.text("standing", options=STANDINGS),
        source=read_source(table, sources),
        delays_source=read_source(table, sources, "delays_source"),
    )
    table.close()
    return callback


def _lifetimes(table: Table, sources: Sources) -> dict[str, timedelta]:
    lifetimes = {}
    for name in _LIFETIMES:
        inner = table.table(name)
        lifetimes[name] = _span(inner, "value", inner.text("value"))
        inner.text("standing", options=STANDINGS)
        read_source(inner, sources)
        inner.close()
    table.close()
    return lifetimes


def _limits(table: Table, sources: Sources) -> dict[str, Limit]:
    limits = {}
    for name in _LIMITS:
        inner = table.table(name)
        standing = inner.text("standing", options=STANDINGS)
        limits[name] = Limit(name, inner.value("value", int), standing, read_source(inner, sources))
        inner.close()
    table.close()
    return limits


def _span(table: Table, key: str, text: str) -> timedelta:
    match = _SPAN.fullmatch(text)
    if match is None:
        table.refuse(f"{text!r} is no time span such as 10s, 5m or 24h", key)
    return timedelta(**{_UNITS[match[2]]: int(match[1])})

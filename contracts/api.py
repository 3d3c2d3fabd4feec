"""What every model shares: routes, task states, error answers, callback, lifetimes and limits (``api.toml``)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import NamedTuple

from contracts.source import Source

__all__ = [
    "AnswerField",
    "Api",
    "Callback",
    "ErrorAnswer",
    "Limit",
    "RequestRule",
    "Route",
    "State",
    "TaskError",
]


class RequestRule(NamedTuple):
    """A rule about the request as such, before a model is known."""

    id: str
    summary: str
    source: Source
    dispute: str | None = None


class Route(NamedTuple):
    """One route of the gateway."""

    operation: str
    method: str
    path: str
    summary: str
    standing: str
    source: Source


class AnswerField(NamedTuple):
    """One field that a route answers; nested names are dotted, ``[]`` stands for each item, type ``task`` is a task."""

    operation: str
    name: str
    type: str
    standing: str
    source: Source


class State(NamedTuple):
    """One state of a task; *progress* is None where any percentage may show."""

    name: str
    terminal: bool
    progress: int | None
    can_cancel: bool
    standing: str
    source: Source


class ErrorAnswer(NamedTuple):
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


class TaskError(NamedTuple):
    """One error code of a failed task; *retryable* is keyed by the readings of ``task-error-retryability``."""

    code: str
    blame: str
    message: str
    retryable: Mapping[str, bool]
    cause: str
    standing: str
    source: Source


class Callback(NamedTuple):
    """How a callback is made: method, time allowed per attempt, waits before the retries, longest address."""

    method: str
    content_type: str
    timeout: timedelta
    retry_delays: tuple[timedelta, ...]
    max_length: int
    standing: str
    source: Source
    delays_source: Source


class Limit(NamedTuple):
    """One number that bounds a request or a lifetime."""

    name: str
    value: int
    standing: str
    source: Source


class Api(NamedTuple):
    """Everything in ``api.toml``."""

    revision: str
    title: str
    base: str
    rules: Mapping[str, RequestRule]
    routes: Mapping[str, Route]
    file_routes: Mapping[str, Route]
    answers: tuple[AnswerField, ...]
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

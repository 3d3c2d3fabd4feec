"""``GET /v1/tasks``: list the account's tasks, newest first."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl

from msgspec import Struct

from contracts import api, load
from mockserver.core.context import Context
from mockserver.core.present import listed_task
from mockserver.core.refusal import RefusalError
from mockserver.core.task import Status, Task, snapshot
from mockserver.core.wire import Answer, Call

__all__ = ["task_list"]

_STATES = {
    "processing": {Status.PENDING, Status.PROCESSING},
    "completed": {Status.COMPLETED},
    "failed": {Status.FAILED},
    "cancelled": {Status.CANCELLED},
}
_TYPES = ("image", "video", "audio")
_NUMBER = re.compile(r"[0-9]{1,10}")


class _Wanted(Struct, frozen=True):
    status: str | None
    type: str | None
    model: str | None
    page: int
    page_size: int

    def fits(self, task: Task, status: Status) -> bool:
        return (
            (self.status is None or status in _STATES[self.status])
            and self.model in {None, task.model}
            and self.type in {None, load(task.model).task.type}
        )


def task_list(context: Context, call: Call) -> Answer:
    """
    List tasks. Reading the list is no poll: it moves none.

    Source:
        client-cli, Platform, task list ("processing" includes the queued ones).
    """
    wanted = _read(call.query)
    found = list(_found(context, wanted))
    start = (wanted.page - 1) * wanted.page_size
    page = found[start : start + wanted.page_size]
    return Answer(
        {
            "data": [listed_task(task, context.now, readings=context.readings) for task in page],
            "total": len(found),
            "page": wanted.page,
            "page_size": wanted.page_size,
        }
    )


def _found(context: Context, wanted: _Wanted) -> Iterator[Task]:
    for task in reversed(context.world.tasks.values()):
        if wanted.fits(task, snapshot(task, context.now).status):
            yield task


def _read(query: str) -> _Wanted:
    given = dict(parse_qsl(query, keep_blank_values=True))
    limits = api().limits
    return _Wanted(
        status=_option(given, "status", tuple(_STATES)),
        type=_option(given, "type", _TYPES),
        model=given.get("model"),
        page=_number(given, "page", default=1, most=10**9),
        page_size=_number(
            given,
            "page_size",
            default=limits["page_size_default"].value,
            most=limits["page_size"].value,
        ),
    )


def _option(given: dict[str, str], name: str, options: tuple[str, ...]) -> str | None:
    value = given.get(name)
    if value is not None and value not in options:
        said = f"{name} must be one of {', '.join(options)}"
        raise RefusalError("invalid_request", message=said, param=name)
    return value


def _number(given: dict[str, str], name: str, *, default: int, most: int) -> int:
    value = given.get(name)
    if value is None:
        return default
    if _NUMBER.fullmatch(value) is None or not 1 <= int(value) <= most:
        said = f"{name} must be a whole number from 1 to {most}"
        raise RefusalError("invalid_request", message=said, param=name)
    return int(value)

"""``/_mock/tasks``: the tasks from behind, and what no public route offers."""

from collections.abc import Callable
from datetime import datetime
from itertools import islice
from typing import Any

from flask import Response

from mockserver.core.acts import CODE_PATTERN, ActError, task_error
from mockserver.core.clock import format_instant
from mockserver.core.download import link_expires_at
from mockserver.core.money import text
from mockserver.core.present import result_link
from mockserver.core.problem import ConflictError, NotFoundError, UnprocessableError
from mockserver.core.redaction import Redaction
from mockserver.core.task import Status, Task, TaskEndedError, TaskError, cancel, complete, fail, snapshot
from mockserver.core.wire import BadJsonError, decode
from mockserver.core.world import World
from mockserver.web.control.page import PAGE_ANSWER, STRETCH_QUERY, fitting, read_stretch
from mockserver.web.control.route import ControlCall, ControlRoute, json_response, read_object
from mockserver.web.control.schema import anything, instant, null_or, one_of, record, rows, string, whole
from mockserver.web.control.typed import of_type

__all__ = ["ROUTES"]

_NOT_HERE = "There is no such task in this world."
_ENDED = "The task has ended already."
_TASK = record(
    {
        "id": string(),
        "number": whole(),
        "model": string(),
        "status": one_of(Status),
        "progress": whole(most=100),
        "created_at": instant(),
        "starts_at": null_or(instant()),
        "ends_at": null_or(instant()),
        "ends_as": one_of(Status),
        "error": null_or(of_type(TaskError)),
        "polls": null_or(whole()),
        "polls_seen": whole(),
        "credits": string("exact"),
        "seconds": null_or(whole()),
        "callback_url": null_or(string()),
        "link": null_or(string()),
        "link_expires_at": null_or(instant()),
        "request": anything("as it was sent, without keys"),
    },
    "a task with its future",
)


def _list(call: ControlCall) -> Response:
    stretch = read_stretch(call.query)
    with call.world() as world:
        now = world.now(call.services.real_now())
        world.settle(now)
        # They are numbered from 1 in this order, and none ever goes.
        total = len(world.tasks)
        numbers = stretch.numbers(total)
        tasks = tuple(islice(world.tasks.values(), *_ends(numbers)))[:: numbers.step]
    page = tasks[: fitting(len(task.body) for task in tasks)]
    following = stretch.following([task.number for task in page], total)
    return json_response({"tasks": [_shown(task, now, world) for task in page], "next": following, "total": total})


def _ends(numbers: range) -> tuple[int, int]:
    """Say between which places of the tasks, from 0, all of *numbers*, from 1, are."""
    return (min(numbers) - 1, max(numbers)) if numbers else (0, 0)


def _get(call: ControlCall) -> Response:
    with call.world() as world:
        now = world.now(call.services.real_now())
        world.settle(now)
        return json_response(_shown(_find(world, call.path["task_id"]), now, world))


def _act(call: ControlCall, change: Callable[[Task, datetime], Task]) -> Response:
    services = call.services
    with call.world() as world:
        now = world.now(services.real_now())
        world.settle(now)
        task = _find(world, call.path["task_id"])
        try:
            after = world.replace(task, change(task, now), now)
        except TaskEndedError as error:
            raise ConflictError(str(error)) from None
    services.pacer.deliver(call.world_id)
    services.pacer.wake(call.world_id)
    return json_response(_shown(after, now, world))


def _cancel(call: ControlCall) -> Response:
    return _act(call, cancel)


def _complete(call: ControlCall) -> Response:
    return _act(call, complete)


def _fail(call: ControlCall) -> Response:
    data = read_object(call, "code", "message")
    code, message = data.get("code", "service_error"), data.get("message")
    if not isinstance(code, str) or not isinstance(message, str | None):
        raise UnprocessableError("code and message are texts", errors=[("/code", "not a text")])
    try:
        error = task_error(code, message=message)
    except ActError as problem:
        raise UnprocessableError(str(problem), errors=[("/code", str(problem))]) from None
    return _act(call, lambda task, now: fail(task, now, error=error))


def _find(world: World, task_id: str) -> Task:
    task = world.tasks.get(task_id)
    if task is None:
        raise NotFoundError(f"there is no task {task_id[:64]!r} in this world")
    return task


def _shown(task: Task, now: datetime, world: World) -> dict[str, Any]:
    seen, hide, expires_at = snapshot(task, now), world.redaction, link_expires_at(task, now)
    return {
        "id": task.id,
        "number": task.number,
        "model": task.model,
        "status": seen.status,
        "progress": seen.progress,
        "created_at": format_instant(task.created_at),
        "starts_at": format_instant(task.starts_at) if task.starts_at else None,
        "ends_at": format_instant(task.ends_at) if task.ends_at else None,
        "ends_as": task.ends_as,
        "error": task.error,
        "polls": task.polls,
        "polls_seen": task.polls_seen,
        "credits": text(task.credits),
        "seconds": task.seconds,
        "callback_url": task.callback_url and hide.text(task.callback_url),
        "link": result_link(task, world_id=world.id) if expires_at else None,
        "link_expires_at": format_instant(expires_at) if expires_at else None,
        "request": _request(task, hide),
    }


def _request(task: Task, hide: Redaction) -> object:
    text = hide.text(task.body.decode("utf-8"))
    try:
        return decode(text.encode())
    except BadJsonError:  # The key was part of the JSON's own signs.
        return text


ROUTES = (
    ControlRoute(
        operation="list_control_tasks",
        method="GET",
        path="/_mock/tasks",
        summary="Show the tasks with their future, oldest first.",
        view=_list,
        query=STRETCH_QUERY,
        answer=record({"tasks": rows(_TASK), **PAGE_ANSWER}),
    ),
    ControlRoute(
        operation="get_control_task",
        method="GET",
        path="/_mock/tasks/{task_id}",
        summary="Show one task with its future.",
        view=_get,
        answer=_TASK,
        refuses={404: _NOT_HERE},
    ),
    ControlRoute(
        operation="cancel_task",
        method="POST",
        path="/_mock/tasks/{task_id}/cancel",
        summary="Cancel a task now; its callback has been delivered before the answer.",
        view=_cancel,
        answer=_TASK,
        refuses={404: _NOT_HERE, 409: _ENDED},
    ),
    ControlRoute(
        operation="fail_task",
        method="POST",
        path="/_mock/tasks/{task_id}/fail",
        summary="Let a task fail now; its callback has been delivered before the answer.",
        view=_fail,
        body=record(
            {
                "code": string("error code; service_error unless said", pattern=f"^{CODE_PATTERN}$"),
                "message": null_or(string("what clients read")),
            },
            optional=["code", "message"],
        ),
        answer=_TASK,
        refuses={404: _NOT_HERE, 409: _ENDED},
    ),
    ControlRoute(
        operation="complete_task",
        method="POST",
        path="/_mock/tasks/{task_id}/complete",
        summary="Complete a task now; its callback has been delivered before the answer.",
        view=_complete,
        answer=_TASK,
        refuses={404: _NOT_HERE, 409: _ENDED},
    ),
)

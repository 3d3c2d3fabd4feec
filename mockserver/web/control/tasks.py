"""``/_mock/tasks``: the tasks from behind, and what no public route offers."""

from collections.abc import Callable
from datetime import datetime
from itertools import islice
from typing import Any

from flask import Response

from mockserver.core.acts import ActError, task_error
from mockserver.core.clock import format_instant
from mockserver.core.money import text
from mockserver.core.problem import ConflictError, NotFoundError, UnprocessableError
from mockserver.core.redaction import Redaction
from mockserver.core.task import Task, TaskEndedError, cancel, complete, fail, snapshot
from mockserver.core.wire import BadJsonError, decode
from mockserver.web.control.page import PAGE_ANSWER, PAGE_QUERY, fitting, read_page
from mockserver.web.control.route import ControlCall, ControlRoute, json_response, read_object

__all__ = ["ROUTES"]

_TASK = (
    "id, number, model, status, progress, created_at, starts_at, ends_at, ends_as, error, polls, "
    "polls_seen, credits, seconds, callback_url, request"
)


def _list(call: ControlCall) -> Response:
    after, limit = read_page(call.query)
    with call.world() as world:
        now = world.now(call.services.real_now())
        world.settle(now)
        # They are numbered from 1 in this order, and none ever goes.
        tasks = tuple(islice(world.tasks.values(), after, after + limit))
        total, hide = len(world.tasks), world.redaction
    shown = tasks[: fitting(len(task.body) for task in tasks)]
    following = shown[-1].number if shown and shown[-1].number < total else None
    return json_response({"tasks": [_shown(task, now, hide) for task in shown], "next": following, "total": total})


def _act(call: ControlCall, change: Callable[[Task, datetime], Task]) -> Response:
    task_id, services = call.path["task_id"], call.services
    with call.world() as world:
        now = world.now(services.real_now())
        world.settle(now)
        task = world.tasks.get(task_id)
        if task is None:
            raise NotFoundError(f"there is no task {task_id[:64]!r} in this world")
        try:
            after = world.replace(task, change(task, now), now)
        except TaskEndedError as error:
            raise ConflictError(str(error)) from None
        hide = world.redaction
    services.pacer.deliver(call.world_id)
    services.pacer.wake(call.world_id)
    return json_response(_shown(after, now, hide))


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


def _shown(task: Task, now: datetime, hide: Redaction) -> dict[str, Any]:
    seen = snapshot(task, now)
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
        query=PAGE_QUERY,
        answer={"tasks": _TASK} | PAGE_ANSWER,
    ),
    ControlRoute(
        operation="cancel_task",
        method="POST",
        path="/_mock/tasks/{task_id}/cancel",
        summary="Cancel a task now; its callback has been delivered before the answer.",
        view=_cancel,
        answer={"...": f"the task: {_TASK}"},
    ),
    ControlRoute(
        operation="fail_task",
        method="POST",
        path="/_mock/tasks/{task_id}/fail",
        summary="Let a task fail now; its callback has been delivered before the answer.",
        view=_fail,
        body={"code": "error code; service_error unless said", "message": "what clients read"},
        answer={"...": f"the task: {_TASK}"},
    ),
    ControlRoute(
        operation="complete_task",
        method="POST",
        path="/_mock/tasks/{task_id}/complete",
        summary="Complete a task now; its callback has been delivered before the answer.",
        view=_complete,
        answer={"...": f"the task: {_TASK}"},
    ),
)

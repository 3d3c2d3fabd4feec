"""How tasks look in the API's answers (docs/kling-o3-image-to-video and docs/get-task-detail, Responses)."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from contracts import TaskShape, load
from mockserver.core import chance
from mockserver.core.money import number
from mockserver.core.task import Snapshot, Status, Task, TaskError, snapshot

__all__ = ["created_task", "listed_task", "result_link", "seen_task", "shown_task"]

_UC_PER_CREDIT = 10_000
_BEYOND_FLOAT = 2**53


def created_task(task: Task, *, readings: Mapping[str, str]) -> dict[str, Any]:
    """Show a task as the create call answers it."""
    shape = load(task.model).task.under(readings)
    start = Snapshot(Status.PENDING, 0)
    shown = _common(task, start, shape)
    shown["task_info"] = _task_info(task, start, shape, readings)
    shown["type"] = shape.type
    shown["usage"] = {
        "billing_rule": shape.billing_rule,
        "credits_reserved": _credits(task.credits, readings),
        "user_group": "default",
    }
    return shown


def shown_task(task: Task, now: datetime, *, readings: Mapping[str, str], world_id: str) -> dict[str, Any]:
    """Show a task as the query answers it at *now*, and as its callback carries it."""
    return seen_task(task, snapshot(task, now), readings=readings, world_id=world_id)


def seen_task(task: Task, seen: Snapshot, *, readings: Mapping[str, str], world_id: str) -> dict[str, Any]:
    """Show a task that stands as *seen*."""
    shape = load(task.model).task.under(readings)
    shown = _common(task, seen, shape)
    info = _task_info(task, seen, shape, readings)
    if info:
        shown["task_info"] = info
    shown["type"] = shape.type
    if seen.status is Status.COMPLETED and task.ends_at is not None:
        shown |= _result(task, shape, world_id)
        shown["duration"] = int((task.ends_at - task.created_at).total_seconds())
        shown["usage"] = {"credits_used": _credits(task.credits, readings)}
    if seen.status is Status.FAILED and task.error is not None:
        shown["error"] = _error(task.error, readings)
    return shown


def listed_task(task: Task, now: datetime, *, readings: Mapping[str, str]) -> dict[str, Any]:
    """Show a task as a line of the list, which carries no links (client-cli, Platform, task list)."""
    seen = snapshot(task, now)
    completed = seen.status is Status.COMPLETED
    return {
        "id": task.id,
        "status": seen.status,
        "model": task.model,
        "type": load(task.model).task.type,
        "progress": seen.progress,
        "created_at": task.created,
        "has_results": completed,
        "has_error": seen.status is Status.FAILED,
        "credits_used": _credits(task.credits if completed else Decimal(0), readings),
    }


def result_link(task: Task, *, world_id: str) -> str:
    """Say where the result of *task* can be fetched, for as long as the link works."""
    return f"{task.base_url}/_mock/results/{world_id}/{task.id}.mp4"


def _common(task: Task, seen: Snapshot, shape: TaskShape) -> dict[str, Any]:
    return {
        "created": task.created,
        "id": task.id,
        "model": task.model,
        "object": shape.object,
        "progress": seen.progress,
        "status": seen.status,
    }


def _task_info(task: Task, seen: Snapshot, shape: TaskShape, readings: Mapping[str, str]) -> dict[str, Any]:
    info: dict[str, Any] = {}
    if readings["can-cancel-field"] == "present":
        info["can_cancel"] = not seen.status.terminal
    if seen.status is Status.PENDING:
        info["estimated_time"] = shape.estimated_seconds
        if task.seconds is not None:
            info["video_duration"] = task.seconds
    return info


def _result(task: Task, shape: TaskShape, world_id: str) -> dict[str, Any]:
    if shape.result == "element":
        # Clients look for the id in three places, and this object has them all.
        # Upstream it is a number that a float cannot hold.
        drawn = chance.draw(0, "element", task.id)
        element = str(_BEYOND_FLOAT + 1 + drawn % _BEYOND_FLOAT)
        return {
            "result_data": {
                "element_id": element,
                "id": element,
                "elements": [{"element_id": element}],
            }
        }
    link = result_link(task, world_id=world_id)
    return {"results": [link], "result_data": [{"url": link}]}


def _error(error: TaskError, readings: Mapping[str, str]) -> dict[str, str]:
    shown = {"code": error.code, "message": error.message}
    if readings["task-error-type"] == "present":
        shown["type"] = "task_error"
    return shown


def _credits(amount: Decimal, readings: Mapping[str, str]) -> Decimal:
    return number(amount * _UC_PER_CREDIT if readings["credits-unit"] == "uc" else amount)

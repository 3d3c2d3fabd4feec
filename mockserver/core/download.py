"""Result links: they work for 24 hours after the task has completed, on the world's clock."""

from datetime import datetime

from contracts import api, load
from mockserver.core.task import Status, Task, snapshot
from mockserver.core.world import World

__all__ = ["download_status", "link_expires_at"]

_OK = 200
_NOT_FOUND = 404


def download_status(world: World, task_id: str, now: datetime) -> int:
    """
    Say which HTTP status the link of a task's result answers at *now*.

    Source:
        kling-o3, API Reference, Create Video (24 hours); dispute result-after-expiry.
    """
    task = world.tasks.get(task_id)
    expires_at = None if task is None else link_expires_at(task, now)
    if expires_at is None:
        return _NOT_FOUND
    return _OK if now < expires_at else int(world.settings.readings["result-after-expiry"])


def link_expires_at(task: Task, now: datetime) -> datetime | None:
    """
    Say until when the link of a task's result works; None when there is no result at *now*.

    Source:
        kling-o3, API Reference, Create Video (24 hours).
    """
    if task.ends_at is None or load(task.model).task.result != "video":
        return None
    if snapshot(task, now).status is not Status.COMPLETED:
        return None
    return task.ends_at + api().lifetimes["result_link"]

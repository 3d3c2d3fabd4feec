"""Result links: they work for 24 hours after the task has completed, on the world's clock."""

from datetime import datetime

from contracts import api, load
from mockserver.core.task import Status, snapshot
from mockserver.core.world import World

__all__ = ["download_status"]

_OK = 200
_NOT_FOUND = 404


def download_status(world: World, task_id: str, now: datetime) -> int:
    """
    Say which HTTP status the link of a task's result answers at *now*.

    Source:
        kling-o3, API Reference, Create Video (24 hours); dispute result-after-expiry.
    """
    task = world.tasks.get(task_id)
    if task is None or task.ends_at is None or load(task.model).task.result != "video":
        return _NOT_FOUND
    if snapshot(task, now).status is not Status.COMPLETED:
        return _NOT_FOUND
    if now < task.ends_at + api().lifetimes["result_link"]:
        return _OK
    return int(world.settings.readings["result-after-expiry"])

"""``POST /v1/tasks/batch``: say how up to 50 tasks stand."""

from typing import Any

from contracts import api
from mockserver.core.body import read_json
from mockserver.core.context import Context
from mockserver.core.present import shown_task
from mockserver.core.refusal import RefusalError
from mockserver.core.wire import Answer, Call

__all__ = ["batch", "task_ids"]


def batch(context: Context, call: Call) -> Answer:
    """
    Show several tasks, in the order asked for; unknown ids are absent.

    Source:
        client-cli, Platform, task batch.
    """
    world = context.world
    found = (world.poll(task_id, context.now) for task_id in task_ids(read_json(call)))
    shown = [
        shown_task(task, context.now, readings=context.readings, world_id=world.id)
        for task in found
        if task is not None
    ]
    return Answer({"data": shown})


def task_ids(request: Any) -> tuple[str, ...]:
    """
    Read the ids, each once.

    Raises:
        RefusalError: There is no list of up to 50 texts in ``task_ids``.
    """
    ids = request.get("task_ids") if isinstance(request, dict) else None
    most = api().limits["batch_ids"].value
    if not isinstance(ids, list) or len(ids) > most or not all(isinstance(one, str) for one in ids):
        said = f"task_ids must be a list of at most {most} task ids"
        raise RefusalError("invalid_request", message=said, param="task_ids")
    return tuple(dict.fromkeys(ids))

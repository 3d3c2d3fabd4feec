"""``GET /v1/tasks/{task_id}``: say how a task stands."""

from mockserver.core.context import Context
from mockserver.core.refusal import RefusalError
from mockserver.core.remarks import Remarks
from mockserver.core.task import ID_PREFIX
from mockserver.core.wire import Answer, Call
from mockserver.core.written import written_task

__all__ = ["query"]


def query(context: Context, call: Call) -> Answer:
    """
    Show one task; a poll-driven one moves by it.

    Raises:
        RefusalError: The id has the wrong form (400), or there is no such task (404).

    Source:
        docs/get-task-detail, Responses.
    """
    if not call.task_id.startswith(ID_PREFIX):
        raise RefusalError("invalid_task_id")
    task = context.world.poll(call.task_id, context.now)
    if task is None:
        raise RefusalError("task_not_found")
    shown = written_task(task, context.now, readings=context.readings, world_id=context.world.id)
    return Answer(shown, remarks=Remarks(task=task.id))

"""Describes a call to the fault plan: which tasks it is about, and how they will stand."""

from mockserver.core.context import Context
from mockserver.core.faults import Occasion, Subject
from mockserver.core.polled import polled_tasks
from mockserver.core.task import observe, snapshot
from mockserver.core.wire import BadJsonError, Call, decode

__all__ = ["occasion_of"]


def occasion_of(call: Call, context: Context) -> Occasion:
    """Describe *call* at its instant; what it is about is worked out when a fault asks."""
    return Occasion(
        operation=call.operation,
        now=context.now,
        began=context.world.opened_at,
        seed=context.world.settings.seed,
        about=lambda: _subjects(call, context),
    )


def _subjects(call: Call, context: Context) -> tuple[Subject, ...]:
    if call.operation == "create":
        return (Subject(None, len(context.world.tasks) + 1, _model(call)),)
    ids = (call.task_id,) if call.operation == "download" else polled_tasks(call)
    return tuple(_subject(task_id, context, polled=call.operation != "download") for task_id in ids)


def _subject(task_id: str, context: Context, *, polled: bool) -> Subject:
    task = context.world.tasks.get(task_id)
    if task is None:
        return Subject(task_id, None, None)
    # Only asked: the poll itself has not been counted yet, and may never be.
    task = observe(task, context.now) if polled else task
    return Subject(task.id, task.number, task.model, snapshot(task, context.now).status)


def _model(call: Call) -> str | None:
    try:
        request = decode(call.body)
    except BadJsonError:
        return None
    model = request.get("model") if isinstance(request, dict) else None
    return model if isinstance(model, str) else None

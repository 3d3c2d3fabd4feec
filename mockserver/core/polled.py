"""Which tasks a call looks at, so that an auto clock knows what the client waits for."""

from mockserver.core.body import read_json
from mockserver.core.operations.batch import task_ids
from mockserver.core.refusal import RefusalError
from mockserver.core.wire import Call

__all__ = ["polled_tasks"]


def polled_tasks(call: Call) -> tuple[str, ...]:
    """Name the tasks that *call* polls; a call that will be refused polls none."""
    if call.operation == "query":
        return (call.task_id,)
    if call.operation != "batch":
        return ()
    try:
        return task_ids(read_json(call))
    except RefusalError:
        return ()

"""Wrong answers: each changes one thing in the body of a reply, or in its head."""

from collections.abc import Callable
from typing import Any

import msgspec

from mockserver.core.wire import Call, Reply, encode
from mockserver.mutants.mutant import Json, answering

__all__ = [
    "another_id",
    "backwards",
    "created_201",
    "dropping",
    "ends_late",
    "flat_error",
    "forgives_unknown_task",
    "half_the_balance",
    "renaming",
    "results_as_text",
    "shouting",
    "silent_limit",
    "spent_twice",
    "stranger_field",
    "text_credits",
]

_TASKS = ("create", "query")
_CREATED = 201
_NOT_FOUND = 404
_ANSWERS = ("create", "query", "list", "batch", "credits", "models")


def _in_tasks(change: Callable[[Json], None], *operations: str) -> Callable[[Call, Reply], Reply]:
    return answering(*(operations or _TASKS), change=change)


def dropping(*names: str, when: str | None = None) -> Callable[[Call, Reply], Reply]:
    """Leave fields of a task out; only while it has a certain status, if one is named."""

    def change(task: Json) -> None:
        if when in {None, task.get("status")}:
            for name in names:
                task.pop(name, None)

    return _in_tasks(change)


def renaming(name: str, values: dict[Any, Any]) -> Callable[[Call, Reply], Reply]:
    """Write other values of a field of a task."""

    def change(task: Json) -> None:
        if task.get(name) in values:
            task[name] = values[task[name]]

    return _in_tasks(change)


def _upper(task: Json) -> None:
    task["status"] = str(task.get("status")).upper()


def _other_id(task: Json) -> None:
    task["id"] = f"{task.get('id')}0"


def _back(task: Json) -> None:
    if task.get("status") == "processing":
        task["progress"] = 100 - task.get("progress", 0)


def _text(task: Json) -> None:
    if isinstance(task.get("results"), list):
        task["results"] = task["results"][0]


def _credits(task: Json) -> None:
    usage = task.get("usage", {})
    task["usage"] = {name: str(value) if name.startswith("credits") else value for name, value in usage.items()}


def _stranger(body: Json) -> None:
    body["debug"] = {"node": "gw-7"}


def _run_on(task: Json) -> None:
    if task.get("status") == "completed":
        task["status"], task["progress"] = "processing", 99
        for name in ("results", "result_data", "usage", "duration"):
            task.pop(name, None)


def _flat(body: Json) -> None:
    error = body.pop("error", {})
    body.update({"code": error.get("code"), "message": error.get("message")})


def _spend(body: Json) -> None:
    for part in body.get("data", {}).values():
        used = part.get("used_credits", 0)
        part["used_credits"], part["remaining_credits"] = used * 2, part.get("remaining_credits", 0) - used


def _halve(body: Json) -> None:
    for part in body.get("data", {}).values():
        part["remaining_credits"] = part.get("remaining_credits", 0) / 2


shouting = _in_tasks(_upper)
another_id = _in_tasks(_other_id, "query")
backwards = _in_tasks(_back, "query")
results_as_text = _in_tasks(_text, "query")
text_credits = _in_tasks(_credits)
ends_late = _in_tasks(_run_on, "query")
stranger_field = answering(*_ANSWERS, change=_stranger)
spent_twice = answering("credits", change=_spend)
half_the_balance = answering("credits", change=_halve)


def flat_error(call: Call, reply: Reply) -> Reply:
    """Write errors without their envelope."""
    return answering(*_ANSWERS, change=_flat, good=False)(call, reply)


def created_201(call: Call, reply: Reply) -> Reply:
    """Answer a creation with 201."""
    made = call.operation == "create" and reply.status == 200  # noqa: PLR2004 - as documented
    return msgspec.structs.replace(reply, status=_CREATED) if made else reply


def silent_limit(_: Call, reply: Reply) -> Reply:
    """Leave ``Retry-After`` out."""
    headers = tuple(pair for pair in reply.headers if pair[0] != "retry-after")
    return msgspec.structs.replace(reply, headers=headers)


def forgives_unknown_task(call: Call, reply: Reply) -> Reply:
    """Show a pending task where there is none."""
    if call.operation != "query" or reply.status != _NOT_FOUND:
        return reply
    task = {"id": call.task_id, "status": "pending", "progress": 0, "object": "video.generation.task"}
    return msgspec.structs.replace(reply, status=200, body=encode(task))

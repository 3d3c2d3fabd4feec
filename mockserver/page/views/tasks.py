"""The tasks with their progress, newest first, and the timeline of one of them."""

from collections.abc import Iterator, Mapping
from typing import Any

from mockserver.page.view import View
from mockserver.page.visit import Visit

__all__ = ["VIEW"]

_A_PAGE = 100


def _load(visit: Visit) -> Mapping[str, Any]:
    query = {"order": "newest", "limit": str(_A_PAGE), "before": visit.query.get("before")}
    return {"page": visit.ask("list_control_tasks", query=query)}


def _item(visit: Visit) -> Mapping[str, Any]:
    task = visit.ask("get_control_task", path={"task_id": visit.item})
    callbacks = visit.ask("list_callbacks", query={"task": visit.item})["callbacks"]
    calls = visit.ask("list_calls", query={"task": visit.item, "order": "newest", "limit": str(_A_PAGE)})
    now = visit.ask("get_clock")["now"]
    events = sorted(_events(task, callbacks), key=lambda event: event["at"])
    return {"task": task, "callbacks": callbacks, "calls": calls["calls"], "events": events, "now": now}


def _events(task: Mapping[str, Any], callbacks: list[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Yield what has happened to a task and what will, as far as that is decided."""
    yield {"at": task["created_at"], "what": "created"}
    if task["starts_at"]:
        yield {"at": task["starts_at"], "what": "starts"}
    if task["ends_at"]:
        yield {"at": task["ends_at"], "what": f"ends_{task['ends_as']}"}
    if task["link_expires_at"]:
        yield {"at": task["link_expires_at"], "what": "link_expires"}
    for callback in callbacks:
        for attempt in callback["attempts"]:
            yield {"at": attempt["at"], "what": "callback", "outcome": attempt["outcome"]}
        if callback["next_at"]:
            yield {"at": callback["next_at"], "what": "callback_due"}


def _end(operation: str) -> Any:
    def act(visit: Visit, form: Mapping[str, str]) -> str:
        body = {"code": form["code"]} if form.get("code") else None
        visit.ask(operation, path={"task_id": visit.item or form.get("task", "")}, body=body)
        return operation

    return act


VIEW = View(
    name="tasks",
    load=_load,
    item=_item,
    acts={"cancel": _end("cancel_task"), "complete": _end("complete_task"), "fail": _end("fail_task")},
)

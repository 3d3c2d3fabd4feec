"""The callbacks' side: each task's result is taken into account once, whoever brings it first."""

import json
from threading import Lock

from mockserver.reference.answers import task_id, task_status

__all__ = ["Inbox"]

_TAKEN, _UNREADABLE = 200, 400
_RUNNING = frozenset({"pending", "processing"})


class Inbox:
    """
    Remembers which tasks have ended. A service would keep this in its database, with the task id as a unique key.

    Callbacks come at least once, late, in any order, even before the creation is answered; and nobody signs them, so
    whoever needs to be sure asks for the task before acting on it. Source: kling-o3, Request Parameters, callback_url.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._effects: dict[str, int] = {}

    def receive(self, body: bytes) -> int:
        """
        Take a callback and answer a status, without doing any work: 10 s later it would come again.

        An unknown task is no stranger: its creation may not have been answered yet.
        """
        try:
            task = json.loads(body)
        except (ValueError, RecursionError):
            return _UNREADABLE
        if not isinstance(task, dict):
            return _UNREADABLE
        found, status = task_id(task), task_status(task)
        if found is None or status is None:
            return _UNREADABLE
        if status not in _RUNNING:
            self.take(found)
        return _TAKEN

    def take(self, task: str) -> None:
        """Take the end of a task into account, unless that was done before."""
        with self._lock:
            self._effects.setdefault(task, 1)

    def effects(self) -> dict[str, int]:
        """Say how often each task's end was taken into account."""
        with self._lock:
            return dict(self._effects)

    def forget(self) -> None:
        """Begin anew."""
        with self._lock:
            self._effects.clear()

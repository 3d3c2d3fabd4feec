"""
Looking for a task whose creation was not answered, where idempotency keys are not known to be honoured.

``Idempotency-Key`` and the list of tasks are both known from the vendor's own client only, not from the documentation
(client-cli, Headers and Platform). A key that is not honoured turns every repetition into a second bill. So the list
of the account is read before the creation and after a lost answer: one new task of this model, and no more, is ours.
None, or several, as where others use the account, and we give up: who reads that can look again, and pays once.
"""

from typing import Any

from mockserver.reference import answers
from mockserver.reference.ending import Ended, Status
from mockserver.reference.exchange import Exchange
from mockserver.reference.messages import Steps

__all__ = ["LostTask"]

_NEWEST = "/v1/tasks?page_size=50"


class LostTask:
    """The tasks that were there before, and the one that may be ours."""

    def __init__(self, exchange: Exchange, *, honoured: bool) -> None:
        self._exchange = exchange
        self._honoured = honoured
        self._known: frozenset[str] = frozenset()

    def remember(self) -> Steps[None]:
        """Note which tasks there are; not where a key will tell ours."""
        if not self._honoured:
            self._known = frozenset((yield from self._list(refused_as="refused")))

    def find(self, unaccounted: str) -> Steps[str]:
        """Return the id of the one task that is new; look again a few times, because it may be made late."""
        for failures in range(1, self._exchange.most_failures):
            yield from self._exchange.pause_before_retry(None, failures)
            found = yield from self.look()
            if found is not None:
                return found
        raise Ended("gave-up", f"the creation was not answered ({unaccounted}), and no new task is to be seen")

    def look(self) -> Steps[str | None]:
        """Return the id of the one task that is new, None when there is none; not where keys are honoured."""
        if self._honoured:
            return None
        new = [one for one in (yield from self._list(refused_as="gave-up")) if one not in self._known]
        if len(new) > 1:
            raise Ended(
                "gave-up", f"a creation was not answered, and of {len(new)} new tasks none can be told to be ours"
            )
        return new[0] if new else None

    def _list(self, *, refused_as: Status) -> Steps[list[str]]:
        """Return the ids of the newest tasks of the model."""
        failures = 0
        while True:
            event = yield from self._exchange.ask("GET", _NEWEST)
            found = answers.read_object(event)
            tasks = None if found is None else found.get("data")
            if isinstance(tasks, list):
                return [one["id"] for one in tasks if self._is_alike(one)]
            refusal = answers.refusal(event)
            if refusal is not None:
                raise Ended(refused_as, f"the list of tasks cannot be read: {refusal}")
            failures += 1
            yield from self._exchange.pause_before_retry(event, failures)

    def _is_alike(self, task: Any) -> bool:
        model = self._exchange.intent.request.get("model")
        return isinstance(task, dict) and answers.task_id(task) is not None and task.get("model") == model

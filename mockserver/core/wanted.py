"""Which callbacks somebody waits for, and what came nearest when they did not come."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from mockserver.core.callbacks import Delivery, State
from mockserver.core.clock import format_instant
from mockserver.core.task import Task, snapshot
from mockserver.core.world import World

__all__ = ["Wanted", "misses"]

_NAMED_AT_MOST = 10
_ARRIVED = (State.DELIVERED, State.RECORDED)


@dataclass(frozen=True, slots=True)
class Wanted:
    """
    So many callbacks, of a task and in a state.

    Without a task, of any; without a state, those that have arrived: delivered, or recorded where there is no route.
    """

    task: str | None = None
    state: State | None = None
    count: int = 1

    def found(self, deliveries: Iterable[Delivery]) -> tuple[Delivery, ...] | None:
        """Find the callbacks; None while there are too few."""
        found = tuple(delivery for delivery in deliveries if self._fits(delivery))
        return found if len(found) >= self.count else None

    def _fits(self, delivery: Delivery) -> bool:
        states = _ARRIVED if self.state is None else (self.state,)
        return self.task in {None, delivery.task_id} and delivery.state in states

    def __str__(self) -> str:
        state = " or ".join(_ARRIVED) if self.state is None else self.state
        return f"{self.count} {state} of {self.task[:64] if self.task else 'any task'}"


def misses(wanted: Wanted, world: World, now: datetime) -> tuple[str, ...]:
    """Say what came instead, the nearest first: other states of the same task, then what its end waits for."""
    if wanted.task is not None and wanted.task not in world.tasks:
        return (f"there is no task {wanted.task[:64]!r} in this world", *_others(world))
    deliveries = [one for one in world.deliveries.values() if wanted.task in {None, one.task_id}]
    tasks = (task for task in world.tasks.values() if wanted.task in {None, task.id})
    said = [*map(_said, deliveries), *_unsent(tasks, now)]
    if len(said) > _NAMED_AT_MOST:
        said = [*said[:_NAMED_AT_MOST], f"and {len(said) - _NAMED_AT_MOST} more"]
    return tuple(said) or ("no task was ever created in this world",)


def _said(delivery: Delivery) -> str:
    last = delivery.attempts[-1] if delivery.attempts else None
    many = "1 attempt" if delivery.made == 1 else f"{delivery.made} attempts"
    tried = f" after {many}, the last {last.outcome}" if last else ""
    why = f" ({last.status or last.error})" if last and (last.status or last.error) else ""
    waits = f", next at {format_instant(delivery.next_at)}" if delivery.next_at else ""
    return f"{delivery.id} of {delivery.task_id} is {delivery.state}{tried}{why}{waits}"


def _unsent(tasks: Iterable[Task], now: datetime) -> Iterator[str]:
    for task in tasks:
        seen = snapshot(task, now).status
        if task.callback_url is None:
            yield f"{task.id} was created without a callback_url"
        elif not seen.terminal:
            ends = f"ends at {format_instant(task.ends_at)}" if task.ends_at else "does not end by itself"
            yield f"{task.id} is {seen} and {ends}"


def _others(world: World) -> tuple[str, ...]:
    last = list(world.deliveries.values())[-3:]
    return tuple(map(_said, last))

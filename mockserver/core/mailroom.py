"""
The mailroom of a world: its deliveries, and those of them that leave now.

It decides; somebody with a socket takes what leaves, and notes how it went.
"""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from mockserver.core import chance
from mockserver.core.attempt import Attempt, Cause, Outcome
from mockserver.core.callbacks import (
    Delivery,
    RetryPlan,
    State,
    after_attempt,
    claimed,
    recorded,
)
from mockserver.core.delivery_log import DeliveryLog
from mockserver.core.routes import CallbackRoutes
from mockserver.core.task import Task

__all__ = ["Mailroom", "Sending"]


@dataclass(frozen=True, slots=True)
class Sending:
    """A delivery that is to be attempted now, at *target*; *at* is when it fell due."""

    delivery_id: str
    target: str
    at: datetime
    cause: Cause
    room: "Mailroom" = field(repr=False, compare=False)


class Mailroom:
    """
    Keeps the deliveries of a world, until the world is reset and gets a new one.

    *expect* enters into the world's agenda that a delivery falls due; *attempted* is told how each attempt went.
    """

    def __init__(
        self,
        routes: CallbackRoutes,
        *,
        expect: Callable[[datetime, str], None],
        attempted: Callable[[Outcome], None],
    ) -> None:
        self._routes = routes
        self._expect = expect
        self._attempted = attempted
        self._log = DeliveryLog()
        self._outbox: deque[Sending] = deque()
        self._opened = 0

    @property
    def deliveries(self) -> Mapping[str, Delivery]:
        """The deliveries that are kept, by id, in the order in which they fell due."""
        return self._log

    @property
    def outbox(self) -> bool:
        """Whether something is to be attempted now."""
        return bool(self._outbox)

    def receive(self, task: Task, at: datetime, *, seed: int) -> None:
        """Take in the callback of a task that has ended, due *at* once."""
        if task.callback_url is None:
            return
        self._opened += 1
        self._keep(
            Delivery(
                id="delivery-" + chance.identifier(seed, "delivery", self._opened, length=12),
                number=self._opened,
                task_id=task.id,
                url=task.callback_url,
                next_at=at,
            )
        )

    def awaits(self, delivery_id: str, at: datetime) -> bool:
        """Whether a delivery is still due *at* this instant."""
        delivery = self._log.get(delivery_id)
        return delivery is not None and delivery.next_at == at

    def attempt(self, delivery_id: str, at: datetime) -> None:
        """Let a delivery leave that has fallen due; without a route it is recorded."""
        delivery = self._log[delivery_id]
        cause = Cause.PLAN if delivery.state is State.WAITING else Cause.DUPLICATE
        self._leave(delivery, at, cause)

    def redeliver(self, delivery: Delivery, at: datetime) -> None:
        """Attempt a delivery once more, beside its plan."""
        self._leave(delivery, at, Cause.REDELIVERY)

    def take(self) -> Sending | None:
        """Take the next delivery that is to be attempted now."""
        return self._outbox.popleft() if self._outbox else None

    def note(self, sending: Sending, attempt: Attempt, *, plan: RetryPlan) -> None:
        """Note how an attempt went; the next one falls due by the plan."""
        delivery = self._log.get(sending.delivery_id)
        if delivery is not None:  # Else it was done, asked for again, and forgotten in between.
            self._attempted(attempt.outcome)
            self._keep(after_attempt(delivery, attempt, plan=plan))

    def _leave(self, delivery: Delivery, at: datetime, cause: Cause) -> None:
        target = self._routes.target(delivery.url)
        if target is None:
            self._attempted(Outcome.RECORDED)
            self._keep(recorded(delivery, at, cause=cause))
            return
        if cause is not Cause.REDELIVERY:
            self._keep(claimed(delivery))
        self._outbox.append(Sending(delivery.id, target, at, cause, self))

    def _keep(self, delivery: Delivery) -> None:
        before = self._log.get(delivery.id)
        self._log.keep(delivery)
        if delivery.next_at is not None and (before is None or delivery.next_at != before.next_at):
            self._expect(delivery.next_at, delivery.id)

"""
The mailroom of a world: its deliveries, and those of them that leave now.

It decides; somebody with a socket takes what leaves, and notes how it went.
"""

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from msgspec.structs import replace

from mockserver.core import chance
from mockserver.core.attempt import Attempt, Cause, Outcome
from mockserver.core.callbacks import Delivery, RetryPlan, State, after_attempt, claimed, held, leaving
from mockserver.core.changes import Changes
from mockserver.core.delivery_log import DeliveryLog
from mockserver.core.faults import Phase
from mockserver.core.held_back import HeldBack
from mockserver.core.meddling import UNTOUCHED, Meddling
from mockserver.core.routes import CallbackRoutes
from mockserver.core.sending import Sending
from mockserver.core.task import Task

__all__ = ["Mailroom", "Terms"]


_DEAD = "the server that sent it is gone"


@dataclass(frozen=True, slots=True)
class Terms:
    """
    How a world treats its callbacks now.

    *decide* says what faults do to the next attempt of a delivery, which is due. *in_turn* is set where one callback
    leaves after the other, so that it has overtaken another as soon as it leaves; else once its attempt has ended.
    """

    plan: RetryPlan
    decide: Callable[[Delivery, datetime], Meddling]
    in_turn: bool


class Mailroom:
    """
    Keeps the deliveries of a world, until the world is reset and gets a new one.

    *expect* enters into the world's agenda that a delivery falls due; *attempted* is told how each attempt went.
    *opened* counts the deliveries, *left* the sendings; *under_way* are those that were taken. What changes is noted
    in *changes*, where somebody wants to know.
    """

    def __init__(
        self,
        routes: CallbackRoutes,
        *,
        expect: Callable[[datetime, Delivery], None],
        attempted: Callable[[Outcome], None],
    ) -> None:
        self._routes = routes
        self._expect = expect
        self._attempted = attempted
        self._log = DeliveryLog(forgotten=self._forgotten)
        self._outbox: deque[Sending] = deque()
        self.under_way: dict[int, Sending] = {}
        self.held_back = HeldBack()
        self.opened = 0
        self.left = 0
        self.changes: Changes | None = None

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
        self.opened += 1
        self._keep(
            Delivery(
                id="delivery-" + chance.identifier(seed, "delivery", self.opened, length=12),
                number=self.opened,
                task_id=task.id,
                url=task.callback_url,
                next_at=at,
            )
        )

    def awaits(self, delivery_id: str, at: datetime) -> bool:
        """Whether a delivery is still due *at* this instant."""
        delivery = self._log.get(delivery_id)
        return delivery is not None and delivery.next_at == at

    def attempt(self, delivery_id: str, at: datetime, terms: Terms) -> None:
        """Let a delivery leave that has fallen due, unless faults hold it back."""
        delivery = self._log[delivery_id]
        if delivery.state is not State.WAITING:
            self._leave(delivery, at, Cause.DUPLICATE, Meddling(says=delivery.copying.says), terms)
            return
        meddling = delivery.meddling or terms.decide(delivery, at)
        if meddling.wait and delivery.meddling is None:
            self._hold(delivery, meddling, at)
        else:
            self.held_back.let_go(delivery_id)
            self._leave(delivery, at, Cause.PLAN, meddling, terms)

    def redeliver(self, delivery: Delivery, at: datetime, terms: Terms) -> None:
        """Attempt a delivery once more, beside its plan; no fault meets it."""
        self._leave(delivery, at, Cause.REDELIVERY, UNTOUCHED, terms)

    def give_up(self, server: str, at: datetime, terms: Terms) -> None:
        """Note as interrupted what a server was sending that is dead; the plan goes on, under the same ids."""
        for sending in tuple(self.under_way.values()):
            if sending.by == server:
                lost = Attempt(
                    at, at, Outcome.INTERRUPTED, error=_DEAD, cause=sending.cause, faults=sending.meddling.says
                )
                self.note(sending, lost, terms)

    def take(self, *, by: str = "", life: tuple[int, int] = (0, 0)) -> Sending | None:
        """Take the next delivery that is to be attempted now, *by* a server, in this *life* of the world."""
        if not self._outbox:
            return None
        sending = replace(self._outbox.popleft(), by=by, life=life)
        self.under_way[sending.number] = sending
        self._change(sending.number, sending)
        delivery = self._log.get(sending.delivery_id)
        if delivery is not None and sending.cause is Cause.PLAN:
            self._keep(claimed(delivery))
        return sending

    def note(self, sending: Sending, attempt: Attempt, terms: Terms) -> None:
        """Note how an attempt that was taken went, once; the next one falls due by the plan."""
        if self.under_way.pop(sending.number, None) is None:
            return  # It was given up meanwhile: its server seemed dead.
        self._change(sending.number, None)
        self._note(sending.delivery_id, attempt, terms)
        if not terms.in_turn:
            self._let_follow(sending.delivery_id, attempt.ended_at, terms)

    def _note(self, delivery_id: str, attempt: Attempt, terms: Terms) -> None:
        delivery = self._log.get(delivery_id)
        if delivery is not None:  # Else it was done, asked for again, and forgotten in between.
            self._attempted(attempt.outcome)
            self._keep(after_attempt(delivery, attempt, plan=terms.plan))

    def _hold(self, delivery: Delivery, meddling: Meddling, at: datetime) -> None:
        if meddling.behind:
            self.held_back.hold(delivery.id, behind=meddling.behind)
        self._keep(held(delivery, meddling, at))

    def _leave(self, delivery: Delivery, at: datetime, cause: Cause, meddling: Meddling, terms: Terms) -> None:
        if self._send(delivery, at, cause, meddling, terms):
            self._let_follow(delivery.id, at, terms)

    def _let_follow(self, left: str, at: datetime, terms: Terms) -> None:
        """Let those leave at once that were held back until *left* had left, and those that wait for these."""
        followers = deque(self.held_back.overtaken_by(left))
        while followers:
            delivery = self._log.get(followers.popleft())
            if delivery is None or delivery.meddling is None:
                continue  # It was delivered by hand meanwhile.
            if self._send(delivery, at, Cause.PLAN, delivery.meddling, terms):
                followers.extend(self.held_back.overtaken_by(delivery.id))

    def _send(self, delivery: Delivery, at: datetime, cause: Cause, meddling: Meddling, terms: Terms) -> bool:
        """Let a delivery leave; say whether it counts as gone already, not only once its attempt has ended."""
        if cause is not Cause.REDELIVERY:
            self._keep(leaving(delivery, meddling))
        target = self._routes.target(delivery.url)
        if meddling.lost is Phase.BEFORE or target is None:
            # Without a route nothing leaves the machine: it is only noted that it would have.
            outcome = Outcome.RECORDED if meddling.lost is None else Outcome.LOST
            self._note(delivery.id, Attempt(at, at, outcome, cause=cause, faults=meddling.says), terms)
            return True
        self.left += 1
        sending = Sending(
            number=self.left, delivery_id=delivery.id, target=target, at=at, cause=cause, meddling=meddling
        )
        self._outbox.append(sending)
        self._change(sending.number, sending)
        return terms.in_turn

    def resume(
        self, deliveries: Iterable[Delivery], *, gone: Iterable[str], sendings: Iterable[Sending] | None
    ) -> None:
        """Take over deliveries that are kept elsewhere, and, where they are given, all *sendings*."""
        found = tuple(deliveries)
        self._log.resume(found, gone=gone)
        for delivery in found:
            if delivery.next_at is not None:
                self._expect(delivery.next_at, delivery)
        if sendings is not None:
            ordered = sorted(sendings, key=lambda one: one.number)
            self._outbox = deque(one for one in ordered if one.by is None)
            self.under_way = {one.number: one for one in ordered if one.by is not None}

    def _keep(self, delivery: Delivery) -> None:
        before = self._log.get(delivery.id)
        if self.changes is not None:
            self.changes.deliveries[delivery.number] = delivery
        self._log.keep(delivery)
        if delivery.next_at is not None and (before is None or delivery.next_at != before.next_at):
            self._expect(delivery.next_at, delivery)

    def _forgotten(self, delivery: Delivery) -> None:
        if self.changes is not None:
            self.changes.deliveries[delivery.number] = None

    def _change(self, number: int, sending: Sending | None) -> None:
        if self.changes is not None:
            self.changes.sendings[number] = sending

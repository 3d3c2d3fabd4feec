"""
Moves time and delivers what falls due.

On a clock that stands, callbacks leave one after the other, in order. On one that moves by itself, nobody waits for
another's receiver. Nothing is locked while a callback is on its way, so the receiver may call back into the server.
"""

from collections import deque
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from time import monotonic
from typing import TypeVar
from urllib.parse import urlsplit

from mockserver.core.clock import END_OF_TIME
from mockserver.core.outgoing import outgoing
from mockserver.core.ports import Store
from mockserver.core.sending import Sending
from mockserver.core.signature import WebhookSecret
from mockserver.core.store_error import StoreError
from mockserver.core.world import World
from mockserver.delivery.attempting import noted
from mockserver.delivery.crew import Crew
from mockserver.delivery.flights import Flight, Flights
from mockserver.delivery.patience import Patience
from mockserver.delivery.sender import INTERRUPTED, Sender, Sent, fell
from mockserver.delivery.waiters import Waiters
from mockserver.delivery.watch import Watch

__all__ = ["Dispatcher"]

_MOST_STEPS = 100_000
_PATIENCE = timedelta(seconds=1)
_CLOSING = timedelta(milliseconds=50)
_LOOK_SECONDS = 0.25
_LAST = END_OF_TIME - timedelta(days=366)

_Found = TypeVar("_Found")


class Dispatcher:
    """
    Moves time, and delivers what falls due on the way.

    Args:
        store: The worlds.
        sender: Makes the attempts.
        real_now: The machine's clock.
        watched: Is told of errors in the threads that deliver by themselves. None where there is no callback route:
            nothing is ever sent then, so nobody needs to watch the real time.
        secret: Signs the callbacks, where one is set.
    """

    def __init__(
        self,
        store: Store,
        sender: Sender,
        *,
        real_now: Callable[[], datetime],
        watched: Callable[[Exception], None] | None,
        secret: WebhookSecret | None = None,
    ) -> None:
        self._store = store
        self._sender = sender
        self._real_now = real_now
        self._secret = secret
        self._watch = Watch(self._round, failed=watched) if watched else None
        self._crew = Crew(failed=watched) if watched else None
        self._flights = Flights()
        self._waiters = Waiters()
        self._drained: set[str] = set()
        self._late: deque[tuple[Flight, Sent]] = deque()
        self._closed = False

    # --- moving time

    def advance(self, world_id: str, *, to: datetime) -> None:
        """Move a world's clock on to an instant; what falls due until then has happened after."""
        patience = self._patience(world_id)
        while self._step(world_id, to, patience):
            pass
        self._waiters.ring(world_id)

    def run(self, world_id: str) -> bool:
        """Move a world's clock on until nothing is due; False when a bound stopped it before."""
        patience = self._patience(world_id)
        for _ in range(_MOST_STEPS):
            with self._store.by_id(world_id) as world:
                if world is None:
                    return True
                world.settle(world.now(self._real_now()))
                due, sends = world.next_due(), world.sends_now
            if due is None and not sends:
                self._waiters.ring(world_id)
                return True
            if self._closed or (due is not None and due > _LAST):
                return False
            self._step(world_id, due, patience)
        return False

    def _step(self, world_id: str, to: datetime | None, patience: Patience) -> bool:
        """Go on to the next instant at which something is due; say whether to go on from there."""
        # What is under way comes first, so that its retries are not missed.
        self._drain(world_id, patience)
        with self._store.by_id(world_id) as world:
            if world is None:
                return False
            due = world.next_due()
            more = due is not None and (to is None or due <= to)
            goal = due if more else to
            if goal is not None:
                world.jump(goal, real_now=self._real_now())
            more = more or world.sends_now
        self._drain(world_id, patience)
        return more and not self._closed

    def _patience(self, world_id: str) -> Patience:
        """Say how long to wait for others: not for long, since the receiver may be the one who asks."""
        return Patience(timedelta() if self._flights.is_mine(world_id) else _PATIENCE)

    # --- delivering

    def deliver(self, world_id: str) -> None:
        """Deliver what is due now in a world, in order."""
        self._drain(world_id, self._patience(world_id))

    def wake(self, world_id: str) -> None:
        """Say that something new may be due in a world."""
        self._waiters.ring(world_id)
        if self._watch is not None:
            self._watch.wake(world_id)

    def rest(self) -> None:
        """Deliver nothing any more by itself; whoever moves a clock still does."""
        if self._watch is not None and self._crew is not None:
            self._watch.close()
            self._crew.close()

    def close(self) -> None:
        """Stop delivering; what is under way is cut, and noted as interrupted."""
        self._closed = True
        self.rest()
        self._sender.close()
        for flight in self._flights.let_all_finish(within=_CLOSING):
            with suppress(StoreError):
                self._land(flight, INTERRUPTED)
        self._waiters.ring_all()

    def _round(self, world_id: str) -> timedelta | None:
        """Let go what is due now in a world; say how long, in real time, until something is due again."""
        assert self._crew is not None  # noqa: S101 - there is one wherever there is a watch
        with self._store.by_id(world_id) as world:
            if world is None:
                return None
            real_now = self._real_now()
            world.settle(world.now(real_now))
            if not world.clock.pace.stands:
                self._let_go(world_id, world)
            elif world.sends_now and world_id not in self._drained:
                self._drained.add(world_id)
                self._crew.do(f"world of {world_id}", partial(self._drain_unless_others_do, world_id), abreast=1)
            due = world.next_due()
            wait = world.clock.real_wait(due, real_now=real_now) if due else None
        self._waiters.ring(world_id)
        return wait

    def _let_go(self, world_id: str, world: World) -> None:
        assert self._crew is not None  # noqa: S101 - as above
        while sending := world.take_sending(by=self._store.server):
            flight = self._flights.start(world_id, sending)
            self._crew.do(urlsplit(sending.target).netloc, partial(self._attempt, flight))

    def _drain_unless_others_do(self, world_id: str) -> None:
        while flight := self._next(world_id, alone=True):
            self._attempt(flight)

    def _drain(self, world_id: str, patience: Patience) -> None:
        """Deliver what is due in a world, and wait for what others deliver there."""
        while not self._closed:
            flight = self._next(world_id, alone=not patience.spent)
            if flight is not None:
                self._attempt(flight)
            elif patience.spent or self._closed:
                return
            elif self._flights.are_under_way(world_id):
                patience.spend(partial(self._flights.let_finish, world_id))
            elif self._others_send(world_id):
                patience.spend(partial(self._let_others_finish, world_id))
            else:
                return

    def _next(self, world_id: str, *, alone: bool) -> Flight | None:
        """Take what is to be sent next; with *alone*, where time stands, only if nothing else is under way there."""
        flight = None
        try:
            with self._store.by_id(world_id) as world:
                sending = None if world is None or self._closed else self._take(world_id, world, alone=alone)
                # Under the world's lock, so that whoever finds it there knows that it is looked at once more.
                if sending is None:
                    self._drained.discard(world_id)
                else:
                    flight = self._flights.start(world_id, sending)
        except StoreError:
            if flight is not None:
                self._flights.land(flight)  # It was not taken after all.
            raise
        return flight

    def _take(self, world_id: str, world: World, *, alone: bool) -> Sending | None:
        world.settle(world.now(self._real_now()))
        others = world.mailroom.under_way or self._flights.are_under_way(world_id)
        return None if alone and world.clock.pace.stands and others else world.take_sending(by=self._store.server)

    def _others_send(self, world_id: str) -> bool:
        if not self._store.server:
            return False
        with self._store.by_id(world_id) as world:
            return world is not None and bool(world.mailroom.under_way)

    def _let_others_finish(self, world_id: str, *, within: float) -> bool:
        with self._waiters.waiting(world_id) as bell:
            return bell.wait(min(within, _LOOK_SECONDS))

    def _attempt(self, flight: Flight) -> None:
        with self._store.by_id(flight.world_id) as world:
            if world is not None:
                now = world.now(self._real_now())
                flight.outgoing = outgoing(world, flight.sending, now, secret=self._secret)
        if flight.outgoing is None:
            self._flights.land(flight)
            return
        try:
            sent = self._sender.send(flight.outgoing)
        except Exception as error:
            self._land(flight, fell(error))
            raise
        self._land(flight, sent)

    def _land(self, flight: Flight, sent: Sent) -> None:
        try:
            with self._store.by_id(flight.world_id) as world:
                # An attempt that was noted already, such as by close, is not under way any more.
                self._flights.land(flight)
                if world is not None and world.knows(flight.sending):
                    world.note_attempt(flight.sending, noted(flight, sent, world, real_now=self._real_now()))
        except StoreError:
            self._late.append((flight, sent))
            raise
        self.wake(flight.world_id)

    # --- beside other servers

    @property
    def sends(self) -> bool:
        """Whether this server sends by itself what falls due."""
        return self._watch is not None

    def take_over(self, world_id: str, server: str) -> None:
        """Note as interrupted what a dead server was sending in a world, and go on with it."""
        with self._store.by_id(world_id) as world:
            if world is not None:
                world.give_up(server, world.now(self._real_now()))
        self.wake(world_id)

    def note_late(self) -> None:
        """Note the attempts that could not be kept when they had been made."""
        for _ in range(len(self._late)):
            self._land(*self._late.popleft())

    def waiting(self) -> tuple[str, ...]:
        """Name the worlds that somebody waits in."""
        return self._waiters.subjects()

    def ring(self, world_id: str) -> None:
        """Say that another server has changed a world."""
        self._waiters.ring(world_id)

    # --- waiting

    def wait_for(
        self,
        world_id: str,
        seen: Callable[[World, datetime], _Found | None],
        *,
        within: timedelta,
        still: bool = False,
    ) -> _Found | None:
        """
        Wait until *seen* sees in a world what it looks for; on an auto clock, time runs on meanwhile.

        Args:
            world_id: Selects the world.
            seen: Is given the world and its time whenever something has happened, and returns None to go on waiting.
            within: How long to wait, in real time.
            still: Whether an auto clock stands still meanwhile.

        Returns:
            What *seen* returned; None when the time was over before.
        """
        until, patience = monotonic() + within.total_seconds(), self._patience(world_id)
        with self._waiters.waiting(world_id) as bell:
            while True:
                bell.clear()
                with self._store.by_id(world_id) as world:
                    if world is None:
                        return None
                    real_now = self._real_now()
                    now = world.now(real_now)
                    world.settle(now)
                    found = seen(world, now)
                    due = world.next_due()
                    pause = world.clock.real_wait(due, real_now=real_now) if due else None
                    runs_on = not still and world.clock.pace.mode == "auto" and (due is not None or world.sends_now)
                left = until - monotonic()
                if found is not None or left <= 0 or self._closed:
                    return found
                if runs_on:
                    self._step(world_id, due, patience)
                else:
                    bell.wait(left if pause is None else min(left, pause.total_seconds()))

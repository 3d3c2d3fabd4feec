"""
Moves time and delivers what falls due, one callback after the other, in order.

Nothing is locked while a callback is on its way, so the receiver may call back into the server.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from functools import partial
from threading import Condition

from contracts import api
from mockserver.core.callbacks import Attempt, Outcome
from mockserver.core.clock import END_OF_TIME
from mockserver.core.key import world_id
from mockserver.core.outgoing import Outgoing, take_outgoing
from mockserver.core.ports import Store
from mockserver.core.world import World
from mockserver.delivery.sender import Sender
from mockserver.delivery.watch import Watch

__all__ = ["Dispatcher"]

_MOST_STEPS = 100_000
_PATIENCE = timedelta(seconds=1)
_LAST = END_OF_TIME - timedelta(days=366)

_Opening = Callable[[], AbstractContextManager[World | None]]


class Dispatcher:
    """
    Moves time, and delivers what falls due on the way. *real_now* is the machine's clock.

    Without a callback route nothing is ever sent, so nobody needs to watch the real time: *watched*
    is None then, else it is told of errors in the thread that does.
    """

    def __init__(
        self,
        store: Store,
        sender: Sender,
        *,
        real_now: Callable[[], datetime],
        watched: Callable[[Exception], None] | None,
    ) -> None:
        self._store = store
        self._sender = sender
        self._real_now = real_now
        self._watch = Watch(self._deliver_everywhere, failed=watched) if watched else None
        self._bell = Condition()
        self._watched_world: str | None = None

    def advance(self, key: str, *, to: datetime) -> None:
        """Move a world's clock on to an instant; what falls due until then has happened after."""
        while self._step(key, to):
            pass

    def run(self, key: str) -> bool:
        """Move a world's clock on until nothing is due; False when a bound stopped it before."""
        for _ in range(_MOST_STEPS):
            with self._store.by_key(key) as world:
                world.settle(world.now(self._real_now()))
                due, sending = world.next_due(), bool(world.outbox)
            if due is None and not sending:
                return True
            if due is not None and due > _LAST:
                return False
            self._step(key, due)
        return False

    def deliver(self, key: str) -> None:
        """Deliver what is due now in a world, in order."""
        self._drain(partial(self._store.by_key, key))
        self._let_watch_finish(key)

    def wake(self) -> None:
        """Say that something new may be due."""
        if self._watch is not None:
            self._watch.wake()

    def close(self) -> None:
        """Stop delivering."""
        if self._watch is not None:
            self._watch.close()

    def _step(self, key: str, to: datetime | None) -> bool:
        """Go on to the next instant at which something is due; say whether to go on from there."""
        self._let_watch_finish(key)
        with self._store.by_key(key) as world:
            due = world.next_due()
            more = due is not None and (to is None or due <= to)
            goal = due if more else to
            if goal is not None:
                world.jump(goal, real_now=self._real_now())
            more = more or bool(world.outbox)
        self._drain(partial(self._store.by_key, key))
        return more

    def _deliver_everywhere(self) -> timedelta | None:
        """Deliver what is due now; say how long, in real time, until something is due again."""
        waits = []
        for one in self._store.ids():
            self._turn_to(one)
            try:
                self._drain(partial(self._store.by_id, one))
            finally:
                self._turn_to(None)
            with self._store.by_id(one) as world:
                due = world.next_due() if world else None
                if world is not None and due is not None:
                    waits.append(world.clock.real_wait(due, real_now=self._real_now()))
        return min((wait for wait in waits if wait is not None), default=None)

    def _turn_to(self, world_id: str | None) -> None:
        with self._bell:
            self._watched_world = world_id
            self._bell.notify_all()

    def _let_watch_finish(self, key: str) -> None:
        """
        Wait while the watching thread delivers in this world, so that its retries are not missed.

        Not for long: the receiver may be the one who asks, and it waits for us then.
        """
        mine = world_id(key)
        with self._bell:
            self._bell.wait_for(lambda: self._watched_world != mine, timeout=_PATIENCE.total_seconds())

    def _drain(self, opening: _Opening) -> None:
        while True:
            with opening() as world:
                if world is None:
                    return
                world.settle(world.now(self._real_now()))
                outgoing = take_outgoing(world)
            if outgoing is None:
                return
            self._attempt(outgoing, opening)

    def _attempt(self, outgoing: Outgoing, opening: _Opening) -> None:
        sending = outgoing.sending
        sent = self._sender.send(sending.target, body=outgoing.body)
        with opening() as world:
            if world is not None:
                attempt = Attempt(
                    sending.at,
                    self._ended_at(world, sending.at, sent.outcome),
                    sent.outcome,
                    status=sent.status,
                    error=sent.error,
                    redelivery=sending.redelivery,
                )
                world.note_attempt(sending.delivery_id, attempt)

    def _ended_at(self, world: World, at: datetime, outcome: Outcome) -> datetime:
        if not world.clock.pace.stands:
            return max(at, world.now(self._real_now()))
        # On a clock that stands, only a timeout takes time: the time that it always takes.
        return at + api().callback.timeout if outcome is Outcome.TIMED_OUT else at

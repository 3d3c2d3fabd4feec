"""
The desk between a transport and the core: it finds the caller's world and the time, and moves an auto clock.

Flask and the event-loop front both answer through it, so that the same call has the same answer.
"""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Protocol

from contracts import api
from mockserver.core.context import Context, Parts
from mockserver.core.gateway import handle
from mockserver.core.key import accepted, bearer, select_world, world_id
from mockserver.core.polled import polled_tasks
from mockserver.core.ports import Pacer, Store
from mockserver.core.wire import Call, Postponed, Reply
from mockserver.core.world import World

__all__ = ["Answerer", "Desk"]

_SLACK = timedelta(seconds=1)


class Answerer(Protocol):
    """Answers a call in its world, as `mockserver.core.gateway.handle` does."""

    def __call__(self, call: Call, *, context: Context, postponed: Postponed | None = None) -> Reply | Postponed:
        """Answer it."""
        ...


class Desk:
    """
    Answers calls. *real_now* is the machine's clock, aware; *keys* are the accepted ones, none for any.

    A call may be postponed: then the transport waits, without a lock, and asks again with what it was given.
    """

    def __init__(
        self,
        store: Store,
        pacer: Pacer,
        parts: Parts,
        *,
        keys: Collection[str],
        real_now: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._pacer = pacer
        self._parts = parts
        self._keys = keys
        self._real_now = real_now

    def admit(self, authorization: str | None) -> tuple[str, str | None]:
        """Read an Authorization header: the key of the caller's world, and the accepted key or None."""
        key = bearer(authorization)
        return select_world(key, keys=self._keys), key if accepted(key, keys=self._keys) else None

    def answer(self, call: Call, *, postponed: Postponed | None = None, by: Answerer = handle) -> Reply | Postponed:
        """
        Answer a call; on an auto clock after callbacks have been delivered, so this may take its time.

        *by* answers a call that meets no operation.
        """
        waits = postponed is None
        while True:
            if postponed is not None and postponed.to is not None:
                self._pacer.advance(world_id(call.world_key), to=postponed.to)
            with self._store.by_key(call.world_key) as world:
                target = self._auto_target(call, world) if waits else None
                if target is None:
                    result = by(call, context=self.context(world), postponed=postponed)
                    hastened = world.take_hastened()
            if target is not None:
                self._pacer.advance(world.id, to=target)
                waits = False
                continue
            if hastened is not None:
                self._let_callback_come_first(world.id, hastened)
            self._pacer.wake(world.id)
            if isinstance(result, Reply) or result.wait:
                return result
            postponed = result

    def answer_at_once(self, call: Call, *, postponed: Postponed | None = None) -> Reply | Postponed | None:
        """Answer a call without waiting for anybody; None when only `answer`, in a thread, can."""
        if postponed is not None and postponed.to is not None:
            return None
        with self._store.at_once(call.world_key) as world:
            if world is None or (postponed is None and self._auto_target(call, world) is not None):
                return None
            if call.operation == "create" and world.may_hasten:
                return None
            result = handle(call, context=self.context(world), postponed=postponed)
        self._pacer.wake(world.id)
        return result

    def context(self, world: World) -> Context:
        """Surround a call with its world and the world's time."""
        return Context(self._parts, world, world.now(self._real_now()))

    def _let_callback_come_first(self, world_id: str, task_id: str) -> None:
        self._pacer.deliver(world_id)
        # Somebody else may be delivering it, for as long as an attempt takes.
        self._pacer.wait_for(
            world_id,
            lambda world, _: None if world.awaits_attempt(task_id) else True,
            within=api().callback.timeout + _SLACK,
            still=True,
        )

    def _auto_target(self, call: Call, world: World) -> datetime | None:
        if world.clock.pace.mode != "auto" or call.token is None:
            return None
        polled = polled_tasks(call)
        return world.next_transition(polled, world.now(self._real_now())) if polled else None

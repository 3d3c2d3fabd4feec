"""A recording as a whole: its exchanges in order, linked to the tasks that they are about."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any, NamedTuple

from contracts import UnknownModelError, api, load
from contracts.model import Contract
from mockserver.core.idempotency import canonical
from mockserver.evidence.exchange import Exchange

__all__ = ["Recording", "Sight", "TaskStory", "contract_of"]

_KEY = "idempotency-key"
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class Sight(NamedTuple):
    """A task as one answer, or one callback, showed it; *on* is create or query."""

    exchange: Exchange
    on: str
    task: dict[str, Any]

    @property
    def status(self) -> str | None:
        """Its status; None when it has none, or one that is no text."""
        status = self.task.get("status")
        return status if isinstance(status, str) else None


@dataclass(slots=True)
class TaskStory:
    """What is known of one task; *retries* are creations of the same that came to nothing before."""

    id: str
    creation: Exchange | None = None
    retries: list[Exchange] = field(default_factory=list)
    replays: list[Exchange] = field(default_factory=list)
    sights: list[Sight] = field(default_factory=list)
    downloads: list[Exchange] = field(default_factory=list)
    callbacks: list[Exchange] = field(default_factory=list)

    @property
    def request(self) -> Any:
        """The request that made it, None when that is not in the recording."""
        return self.creation.request if self.creation is not None else None

    @property
    def contract(self) -> Contract | None:
        """The contract of its model; None when the model is not known."""
        names = [sight.task.get("model") for sight in self.sights]
        if isinstance(self.request, dict):
            names.append(self.request.get("model"))
        for name in names:
            found = contract_of(name)
            if found is not None:
                return found
        return None

    def ended(self) -> Sight | None:
        """Return where it was first seen at its end."""
        return next((sight for sight in self.sights if sight.status in _ends()), None)


@cache
def _ends() -> frozenset[str | None]:
    return frozenset(state.name for state in api().states.values() if state.terminal)


def contract_of(name: object) -> Contract | None:
    """Return the contract of the model called *name*, None when there is none."""
    try:
        return load(name) if isinstance(name, str) else None
    except UnknownModelError:
        return None


class Recording:
    """Exchanges, oldest first, and the tasks that they are about, by id."""

    def __init__(self, exchanges: Sequence[Exchange]) -> None:
        dated = all(one.at is not None for one in exchanges)
        self.exchanges = sorted(exchanges, key=lambda one: one.at or _LONG_AGO) if dated else list(exchanges)
        self.tasks: dict[str, TaskStory] = {}
        failed: dict[tuple[object, ...], list[Exchange]] = {}
        for exchange in self.exchanges:
            if exchange.operation == "create":
                self._create(exchange, failed)
            for sight in _sights(exchange):
                self._see(sight)
            if exchange.operation == "download":
                self._story(exchange.task_id).downloads.append(exchange)
            if exchange.operation == "callback":
                self._story(exchange.task_id).callbacks.append(exchange)

    def of(self, *operations: str) -> Iterator[Exchange]:
        """Yield the exchanges of some operations that were answered."""
        return (one for one in self.exchanges if one.operation in operations and one.status)

    def creations(self) -> Iterator[tuple[Exchange, dict[str, Any]]]:
        """Yield each creation that was judged by its body: no replay, and the body is an object."""
        replayed = {id(one) for story in self.tasks.values() for one in story.replays}
        for one in self.of("create"):
            if isinstance(one.request, dict) and id(one) not in replayed:
                yield one, one.request

    def _story(self, task_id: str) -> TaskStory:
        return self.tasks.setdefault(task_id, TaskStory(task_id))

    def _see(self, sight: Sight) -> None:
        task_id = sight.exchange.task_id or sight.task.get("id")
        if sight.on == "create" or sight.exchange.operation == "batch":
            task_id = sight.task.get("id")
        if not isinstance(task_id, str):
            # Nobody can ask for it again: its story is this one sight.
            task_id = f"#{sight.exchange.file}#{sight.exchange.number}"
        story = self._story(task_id)
        story.sights.append(sight)
        if sight.on == "create" and story.creation is None:
            story.creation = sight.exchange

    def _create(self, exchange: Exchange, failed: dict[tuple[object, ...], list[Exchange]]) -> None:
        intent = (exchange.caller, exchange.headers.get(_KEY), _meaning(exchange))
        task_id = exchange.shown.get("id")
        if not exchange.good or not isinstance(task_id, str):
            if exchange.status == 0 or exchange.status >= 429:  # noqa: PLR2004 - what clients try again
                failed.setdefault(intent, []).append(exchange)
            return
        story = self._story(task_id)
        if story.creation is not None:
            story.replays.append(exchange)
            return
        story.creation = exchange
        story.retries = failed.pop(intent, [])


def _sights(exchange: Exchange) -> Iterator[Sight]:
    if exchange.operation == "callback":
        if isinstance(exchange.request, dict):
            yield Sight(exchange, "query", exchange.request)
    elif not exchange.good:
        return
    elif exchange.operation in {"create", "query"}:
        if isinstance(exchange.answer, dict):
            yield Sight(exchange, exchange.operation, exchange.answer)
    elif exchange.operation == "batch":
        found = exchange.shown.get("data")
        for task in found if isinstance(found, list) else ():
            if isinstance(task, dict):
                yield Sight(exchange, "query", task)


def _meaning(exchange: Exchange) -> bytes:
    return exchange.body if not exchange.request else canonical(exchange.request)

"""What the core asks of others: a judge, a store of worlds, and somebody who moves time."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Protocol, TypeVar

from mockserver.core.tally import Tally
from mockserver.core.world import World
from validator.media import ImageFacts
from validator.readings import Readings
from validator.violation import Violation

__all__ = ["Authority", "Judge", "Pacer", "Price", "SharedStore", "Store", "Verdict"]

_Found = TypeVar("_Found")


class Price(Protocol):
    """What a valid request costs."""

    @property
    def credits(self) -> Decimal:
        """The exact credits."""
        ...

    @property
    def seconds(self) -> int | None:
        """The billed seconds; None where nothing is billed by the second."""
        ...

    @property
    def disputes(self) -> Sequence[str]:
        """What the price hangs on."""
        ...


class Verdict(Protocol):
    """What the judge says about a request; there is a quote when it is valid."""

    @property
    def errors(self) -> Sequence[Violation]:
        """Every breach."""
        ...

    @property
    def notes(self) -> Sequence[Violation]:
        """What is worth knowing."""
        ...

    @property
    def quote(self) -> Price | None:
        """The price."""
        ...


class Judge(Protocol):
    """Judges any JSON value, without ever raising."""

    def __call__(
        self, request: object, *, readings: Readings, images: Mapping[str, ImageFacts] | None, decoded: bool
    ) -> Verdict:
        """Judge *request*; one that was *decoded* out of JSON, and is shallow, holds nothing but JSON's own types."""
        ...


class Store(Protocol):
    """
    Keeps the worlds, and hands each to one caller at a time; its text says which it is, where, and what it found.

    A world that is durable is kept when its ``with`` ends, or that raises StoreError and nothing has happened to it.
    """

    @property
    def server(self) -> str:
        """Name this server among those that share the store; empty where it cannot be shared."""
        ...

    def by_key(self, key: str) -> AbstractContextManager[World]:
        """Hand out the world of *key*, which is made when it is first asked for."""
        ...

    def at_once(self, key: str) -> AbstractContextManager[World | None]:
        """Hand out the world of *key* as `by_key` does; None when that would mean to wait."""
        ...

    def by_id(self, world_id: str) -> AbstractContextManager[World | None]:
        """Hand out a world by its id; None when there is none."""
        ...

    def tally(self) -> Tally:
        """Add up what all worlds have counted, also those that were forgotten."""
        ...

    def ids(self) -> tuple[str, ...]:
        """Name every world, in the order in which they were made."""
        ...

    def forget(self, world_id: str) -> None:
        """Let go of a world, as if its key had never been used."""
        ...

    def close(self) -> None:
        """Let go of whatever is open; called last."""
        ...


class SharedStore(Store, Protocol):
    """A store that several servers use, who see each other there."""

    def beat(self) -> None:
        """Show that this server lives."""
        ...

    def beats(self) -> Mapping[str, int]:
        """Say how often each of the other servers has shown that it lives."""
        ...

    def claims(self) -> Mapping[str, Sequence[str]]:
        """Say of each other server that is sending callbacks in which worlds it does."""
        ...

    def bury(self, server: str) -> None:
        """Forget a server that is dead, once nothing is in its hands any more."""
        ...

    def due(self) -> Sequence[str]:
        """Name the worlds in which something is due now, in real time."""
        ...

    def versions(self, ids: Sequence[str]) -> Mapping[str, int]:
        """Say of these worlds what changes whenever they do."""
        ...


class Pacer(Protocol):
    """Moves time, and delivers what falls due on the way; a world that is gone has nothing that could fall due."""

    def advance(self, world_id: str, *, to: datetime) -> None:
        """Move a world's clock on to an instant, never back."""
        ...

    def run(self, world_id: str) -> bool:
        """Move a world's clock on until nothing is due; False when a bound stopped it before."""
        ...

    def deliver(self, world_id: str) -> None:
        """Deliver what is due now in a world, in order."""
        ...

    def wake(self, world_id: str) -> None:
        """Say that something new may be due in a world; never waits for anybody."""
        ...

    def wait_for(
        self,
        world_id: str,
        seen: Callable[[World, datetime], _Found | None],
        *,
        within: timedelta,
        still: bool = False,
    ) -> _Found | None:
        """
        Wait in real time until *seen* finds something in a world, and return that; None when time is over.

        An auto clock runs on meanwhile, unless it is to stand *still*.
        """
        ...


class Authority(Protocol):
    """Whose certificates HTTPS receivers on this machine use."""

    def ca_pem(self) -> bytes:
        """Give the certificate that whoever checks a receiver must trust."""
        ...

    def receiver_pem(self) -> bytes:
        """Give a private key and its certificate, for a receiver to load."""
        ...

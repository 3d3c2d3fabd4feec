"""The attempts that are under way, each of which lands exactly once."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Condition, get_ident

from mockserver.core.outgoing import Outgoing
from mockserver.core.sending import Sending

__all__ = ["Flight", "Flights"]


@dataclass(eq=False, slots=True)
class Flight:
    """An attempt of a world; *outgoing* is what is sent, None before it has begun."""

    world_id: str
    sending: Sending
    outgoing: Outgoing | None = None
    thread: int = field(default_factory=get_ident)


class Flights:
    """Knows what is under way in which world."""

    def __init__(self) -> None:
        self._bell = Condition()
        self._under_way: dict[Flight, None] = {}
        self._by_world: Counter[str] = Counter()

    def start(self, world_id: str, sending: Sending) -> Flight:
        """Note that an attempt was taken over."""
        flight = Flight(world_id, sending)
        with self._bell:
            self._under_way[flight] = None
            self._by_world[world_id] += 1
        return flight

    def land(self, flight: Flight) -> bool:
        """Note that an attempt is over; False when somebody else has done so."""
        with self._bell:
            if flight not in self._under_way:
                return False
            del self._under_way[flight]
            self._by_world[flight.world_id] -= 1
            if not self._by_world[flight.world_id]:
                del self._by_world[flight.world_id]
            self._bell.notify_all()
            return True

    def are_under_way(self, world_id: str) -> bool:
        """Whether something is under way in a world."""
        return world_id in self._by_world

    def is_mine(self, world_id: str) -> bool:
        """Whether this very thread is sending something of a world, and its receiver asks in it."""
        with self._bell:
            return any(flight.world_id == world_id and flight.thread == get_ident() for flight in self._under_way)

    def let_finish(self, world_id: str, *, within: float) -> bool:
        """Wait until nothing is under way in a world, at most so many real seconds; say whether it is so."""
        with self._bell:
            return self._bell.wait_for(lambda: world_id not in self._by_world, timeout=within)

    def let_all_finish(self, *, within: timedelta) -> tuple[Flight, ...]:
        """Wait until nothing that has begun is under way anywhere; return what has not landed by then."""
        with self._bell:
            self._bell.wait_for(self._none_has_begun, timeout=within.total_seconds())
            return tuple(self._under_way)

    def _none_has_begun(self) -> bool:
        return all(flight.outgoing is None for flight in self._under_way)

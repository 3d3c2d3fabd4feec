"""The faults of one world, with their counts, and the decision which of them meets what."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from mockserver.core import chance
from mockserver.core.faults.fault import Fault
from mockserver.core.faults.fault_error import FaultError
from mockserver.core.faults.kind import Delay
from mockserver.core.faults.moment import Phase
from mockserver.core.faults.occasion import Occasion
from mockserver.core.tally import Tally

__all__ = ["Decision", "Entry", "FaultBook", "Hit"]

_MOST_FAULTS = 1_000


@dataclass(slots=True, eq=False)
class Entry:
    """One fault, with how many occasions it has *seen* and at how many it has *fired*."""

    fault: Fault
    seen: int = 0
    fired: int = 0
    tally: Tally = field(default_factory=Tally)

    def fire(self, times: int) -> None:
        """Count that the fault has fired; -1 takes one back."""
        self.fired += times
        self.tally.fault(self.fault.do, times)

    def to_json(self) -> dict[str, Any]:
        """Write the fault with its counts."""
        return self.fault.to_json() | {"seen": self.seen, "fired": self.fired}


@dataclass(frozen=True, slots=True, eq=False)
class Hit:
    """A fault that is due at one occasion, the *seen*-th of those that it fits; *draw* is luck of its own."""

    entry: Entry
    seen: int
    draw: int

    @property
    def fault(self) -> Fault:
        """The fault."""
        return self.entry.fault

    def reserve(self) -> bool:
        """Count that it fires; False when others have used it up in the meantime."""
        left = self.fault.when.left(seen=self.seen, fired=self.entry.fired)
        if left:
            self.entry.fire(1)
        return left

    def release(self) -> None:
        """Count that it did not fire after all."""
        self.entry.fire(-1)


@dataclass(frozen=True, slots=True, eq=False)
class Decision:
    """
    What meets one occasion.

    Args:
        delays: Faults that only delay, all of which join. They have fired.
        hits: The others that are due, in the order of the plan. The first has fired.
    """

    occasion: Occasion
    delays: tuple[Hit, ...] = ()
    hits: tuple[Hit, ...] = ()

    @property
    def hit(self) -> Hit | None:
        """The fault that takes the occasion."""
        return self.hits[0] if self.hits else None

    def takers(self) -> Iterator[Hit]:
        """Yield those that may take the occasion one after the other: whoever goes on must release the one before."""
        yield from self.hits[:1]
        yield from (hit for hit in self.hits[1:] if hit.reserve())

    def pauses(self, phase: Phase) -> Iterator[tuple[Hit, Delay]]:
        """Yield the delays of one phase."""
        for hit in self.delays:
            if hit.fault.phase is phase:
                yield hit, hit.fault.kind.delay(hit.draw)


@dataclass(slots=True, eq=False)
class FaultBook:
    """
    The plan of one world, counted in *tally*; *entries* are in the order in which faults take what they meet.

    *numbered* is the last number that was given to a fault without an id.
    """

    entries: tuple[Entry, ...] = ()
    tally: Tally = field(default_factory=Tally)
    numbered: int = field(default=0, init=False)

    def replace(self, faults: Iterable[Fault]) -> tuple[Entry, ...]:
        """
        Take a new plan, all counts at nought.

        Raises:
            FaultError: Two have the same id; then the plan stays as it was.
        """
        book = FaultBook(tally=self.tally)
        book.add(faults)
        self.entries, self.numbered = book.entries, book.numbered
        return self.entries

    def add(self, faults: Iterable[Fault]) -> tuple[Entry, ...]:
        """
        Add faults behind those that are there, and name those that have no id: fault-1, fault-2 and so on.

        Raises:
            FaultError: An id is there already, or there are too many; then none is added.
        """
        given, taken, number = tuple(faults), {entry.fault.id for entry in self.entries}, self.numbered
        if len(taken) + len(given) > _MOST_FAULTS:
            raise FaultError([("", f"a world has at most {_MOST_FAULTS} faults")])
        errors = []
        for place, fault in enumerate(given):
            if fault.id in taken:
                errors.append((f"/{place}/id", f"there is a fault {fault.id!r} already"))
            taken |= {fault.id} - {""}
        if errors:
            raise FaultError(errors)
        new = []
        for fault in given:
            name = fault.id
            while not name:
                number += 1
                name = f"fault-{number}" if f"fault-{number}" not in taken else ""
            new.append(Entry(replace(fault, id=name), tally=self.tally))
        self.entries, self.numbered = (*self.entries, *new), number
        return tuple(new)

    def resume(self, faults: Iterable[Fault], *, counts: Iterable[tuple[int, int]], numbered: int) -> None:
        """Go on from another's plan and counts; a fault that is here already stays the same entry."""
        known = {entry.fault.id: entry for entry in self.entries}
        entries = []
        for fault, (seen, fired) in zip(faults, counts, strict=True):
            entry = known.get(fault.id)
            if entry is None or entry.fault != fault:
                entry = Entry(fault, tally=self.tally)
            entry.seen, entry.fired = seen, fired
            entries.append(entry)
        self.entries, self.numbered = tuple(entries), numbered

    def remove(self, fault_id: str) -> bool:
        """Take one fault out; False when there is none of this id."""
        before = len(self.entries)
        self.entries = tuple(entry for entry in self.entries if entry.fault.id != fault_id)
        return len(self.entries) < before

    def decide(self, occasion: Occasion) -> Decision:
        """Count *occasion*, and say which faults meet it."""
        due = [hit for hit in (_met(entry, occasion) for entry in self.entries) if hit is not None]
        delays = tuple(hit for hit in due if hit.fault.kind.joins)
        hits = tuple(hit for hit in due if not hit.fault.kind.joins)
        for hit in (*delays, *hits[:1]):
            hit.reserve()
        return Decision(occasion, delays, hits)

    def to_json(self) -> dict[str, Any]:
        """Write the plan with its counts, and name the faults that have never fired."""
        return {
            "faults": [entry.to_json() for entry in self.entries],
            "unused": [entry.fault.id for entry in self.entries if not entry.fired],
        }


def _met(entry: Entry, occasion: Occasion) -> Hit | None:
    fault = entry.fault
    if not fault.fits(occasion):
        return None
    entry.seen += 1
    if not fault.when.left(seen=entry.seen, fired=entry.fired):
        return None
    if not fault.when.always and not fault.when.drawn(chance.draw(occasion.seed, "fault", fault.id, entry.seen)):
        return None
    return Hit(entry, entry.seen, chance.draw(occasion.seed, "fault-luck", fault.id, entry.seen))

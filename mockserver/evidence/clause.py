"""Clauses of the contract, and what a recording says about each."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from mockserver.evidence.exchange import Exchange
from mockserver.evidence.recording import Recording
from validator import Readings

__all__ = ["Claim", "Clause", "Sighting"]


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing that the contract says. *dispute* is what it hangs on, if anything."""

    id: str
    says: str
    source: str
    standing: str
    dispute: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """
    One exchange that bears a clause out, or not: then *seen* tells what was seen.

    *readings* are those of the clause's dispute that the exchange supports.
    """

    clause: str
    exchange: Exchange
    holds: bool
    seen: str = ""
    readings: tuple[str, ...] = ()


class Claim(Protocol):
    """One kind of clauses: all that the contract says of this kind, and where a recording shows it."""

    title: str

    def clauses(self, readings: Readings) -> Iterator[Clause]:
        """Yield every clause of this kind."""
        ...

    def sightings(self, recording: Recording, readings: Readings) -> Iterator[Sighting]:
        """Yield whatever bears on one of them."""
        ...

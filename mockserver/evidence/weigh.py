"""Weighs recordings against the contract: each clause is confirmed, contradicted, or never seen."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from contracts import disputes
from mockserver.evidence.claims import CLAIMS
from mockserver.evidence.clause import Clause, Sighting
from mockserver.evidence.exchange import Exchange
from mockserver.evidence.intake import FileReport, Intake
from mockserver.evidence.recording import Recording, TaskStory
from validator import Readings

__all__ = ["Evidence", "Finding", "weigh"]

_KEPT = 20


@dataclass(slots=True)
class Finding:
    """What was seen of one clause; *against* keeps the first exchanges that contradict it, and what was seen."""

    kind: str
    clause: Clause
    confirmed: int = 0
    contradicted: int = 0
    against: list[tuple[Exchange, str]] = field(default_factory=list)
    readings: Counter[str] = field(default_factory=Counter)

    @property
    def status(self) -> str:
        """Return contradicted, confirmed or never seen."""
        if self.contradicted:
            return "contradicted"
        return "confirmed" if self.confirmed else "never seen"

    def add(self, sighting: Sighting) -> None:
        """Count a sighting."""
        self.readings.update(sighting.readings)
        if sighting.holds:
            self.confirmed += 1
            return
        self.contradicted += 1
        if len(self.against) < _KEPT:
            self.against.append((sighting.exchange, sighting.seen))

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        clause = self.clause
        return {
            "clause": clause.id,
            "kind": self.kind,
            "says": clause.says,
            "source": clause.source,
            "standing": clause.standing,
            "dispute": clause.dispute,
            "status": self.status,
            "confirmed": self.confirmed,
            "contradicted": self.contradicted,
            "exchanges": [
                {"file": one.file, "entry": one.number, "request": f"{one.method} {one.path}", "seen": seen}
                for one, seen in self.against
            ],
        }


@dataclass(frozen=True, slots=True)
class Evidence:
    """What recordings prove; *findings* are by clause, in the order of `CLAIMS`."""

    files: list[FileReport]
    recording: Recording
    readings: Readings
    findings: Mapping[str, Finding]

    @property
    def contradicted(self) -> list[Finding]:
        """The clauses that the gateway does not keep."""
        return [finding for finding in self.findings.values() if finding.contradicted]

    def by_kind(self) -> Iterator[tuple[str, str, list[Finding]]]:
        """Yield each kind with its title and what was found of it."""
        for kind, claim in CLAIMS.items():
            yield kind, claim.title, [finding for finding in self.findings.values() if finding.kind == kind]

    def supported(self) -> Iterator[tuple[str, str, Counter[str]]]:
        """Yield each dispute that something was seen of: its id, the reading taken, and how often each was seen."""
        for dispute in disputes():
            found = self.findings[f"reading:{dispute}"]
            if found.readings:
                yield dispute, self.readings[dispute], found.readings

    def stories(self) -> Iterator[TaskStory]:
        """Yield each task that was seen."""
        yield from (story for story in self.recording.tasks.values() if story.sights)


def weigh(intake: Intake, *, readings: Readings, shared_account: bool = False) -> Evidence:
    """
    Weigh what was taken in.

    Args:
        intake: The exchanges.
        readings: The readings of the disputes that are put to the test.
        shared_account: Whether others use the account too: then what it pays proves nothing.
    """
    recording = Recording(intake.exchanges)
    findings: dict[str, Finding] = {}
    for kind, make in CLAIMS.items():
        claim = make()
        findings |= {clause.id: Finding(kind, clause) for clause in claim.clauses(readings)}
        for sighting in () if shared_account and kind == "balance" else claim.sightings(recording, readings):
            findings[sighting.clause].add(sighting)
    return Evidence(intake.files, recording, readings, findings)

"""What a trial has found, as a value."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from mockserver.trial.etiquette import Etiquette
from mockserver.trial.evidence import Evidence
from mockserver.trial.fall import Fall
from mockserver.trial.finding import Finding
from mockserver.trial.habits import HABITS
from mockserver.trial.schedule import Schedule
from mockserver.trial.story import story

__all__ = ["BROKEN", "KEPT", "UNJUDGED", "Conviction", "Report", "Verdict"]

KEPT, BROKEN, UNJUDGED = "kept", "broken", "not judged"


@dataclass(frozen=True, slots=True)
class Conviction:
    """The shortest case that was found to break a habit, or, with no findings, in which the subject fell."""

    evidence: Evidence
    findings: tuple[Finding, ...]

    @property
    def schedule(self) -> Schedule:
        """What to play to see it again."""
        return self.evidence.schedule

    @property
    def fall(self) -> Fall | None:
        """How the subject fell, if it did."""
        return self.evidence.fall

    @property
    def wasted(self) -> Decimal:
        """The credits that were paid for nothing."""
        return max((finding.wasted for finding in self.findings), default=Decimal(0))

    def to_json(self) -> dict[str, Any]:
        """Write it as JSON, with its story."""
        return {
            "findings": [finding.to_json() for finding in self.findings],
            "fall": self.fall.to_json() if self.fall else None,
            "schedule": self.schedule.to_json(),
            "story": list(story(self.evidence)),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What is said about one habit; *cases* showed it, *reason* says why there were none."""

    habit: str
    state: str
    severity: str
    cases: int
    conviction: Conviction | None = None
    expected: str | None = None

    @property
    def reason(self) -> str | None:
        """Why it was not judged."""
        return HABITS[self.habit].unjudged if self.state == UNJUDGED else None

    @property
    def counts(self) -> bool:
        """Whether it makes the trial fail: a broken habit does, unless that is only a warning or was expected."""
        return self.state == BROKEN and self.severity == "error" and self.expected is None

    def to_json(self) -> dict[str, Any]:
        """Write it as JSON."""
        habit = HABITS[self.habit]
        return {
            "habit": self.habit,
            "title": habit.title,
            "severity": self.severity,
            "state": self.state,
            "cases": self.cases,
            "reason": self.reason,
            "expected": self.expected,
            "source": habit.source,
            "conviction": self.conviction.to_json() if self.conviction else None,
        }


@dataclass(frozen=True, kw_only=True)
class Report:
    """
    What a trial has found.

    Args:
        subject: What was tried, in the user's words.
        seed: What it was drawn from.
        tempo: Whether the subject slept in the world's time.
        readings: What the gateway's disputes were read as.
        verdicts: One for each habit.
        falls: Cases in which the subject fell, and no habit says why.
        etiquette: How it behaved where all was well.
        cases: How many were played.
        seconds: How long that took.
        depends_on: By its name, each reading under which other habits are broken than under these, with those habits;
            None when nobody asked.
        stale: Expected failures that did not happen.
    """

    subject: str
    seed: int
    tempo: str
    readings: Any
    verdicts: tuple[Verdict, ...]
    falls: tuple[Conviction, ...]
    etiquette: Etiquette
    cases: int
    seconds: float
    depends_on: Mapping[str, Sequence[str]] | None = None
    stale: tuple[str, ...] = ()

    @property
    def broken(self) -> tuple[str, ...]:
        """The habits that it lacks."""
        return tuple(verdict.habit for verdict in self.verdicts if verdict.state == BROKEN)

    @property
    def unjudged(self) -> tuple[str, ...]:
        """The habits that could not be judged."""
        return tuple(verdict.habit for verdict in self.verdicts if verdict.state == UNJUDGED)

    @property
    def robust(self) -> bool | None:
        """Whether it passes under every reading; None when nobody asked."""
        return None if self.depends_on is None else not self.depends_on and not self.broken

    @property
    def acquitted(self) -> bool:
        """Whether nothing is held against it; that it depends on a reading is not, but is told."""
        return not (any(verdict.counts for verdict in self.verdicts) or self.falls or self.stale)

    @property
    def wasted(self) -> Decimal:
        """The most credits that one case paid for nothing."""
        convictions = (verdict.conviction for verdict in self.verdicts if verdict.conviction)
        return max((conviction.wasted for conviction in convictions), default=Decimal(0))

    def verdict(self, habit: str) -> Verdict:
        """Return the verdict on a habit; raises KeyError when that was not tried."""
        return {verdict.habit: verdict for verdict in self.verdicts}[habit]

    def conviction(self, habit: str) -> Conviction:
        """Return the case that broke a habit; raises KeyError when none did."""
        found = self.verdict(habit).conviction
        if found is None:
            raise KeyError(habit)
        return found

    def to_json(self) -> dict[str, Any]:
        """Write it as JSON, with money as text."""
        return {
            "subject": self.subject,
            "acquitted": self.acquitted,
            "robust": self.robust,
            "seed": self.seed,
            "tempo": self.tempo,
            "readings": self.readings,
            "cases": self.cases,
            "seconds": round(self.seconds, 3),
            "verdicts": [verdict.to_json() for verdict in self.verdicts],
            "falls": [fall.to_json() for fall in self.falls],
            "etiquette": self.etiquette.to_json(),
            "depends_on": None
            if self.depends_on is None
            else {name: list(one) for name, one in self.depends_on.items()},
            "stale": list(self.stale),
        }

"""The court: plays schedules before all habits, each schedule once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from mockserver.trial.evidence import Evidence
from mockserver.trial.fall import FallKind
from mockserver.trial.finding import Finding
from mockserver.trial.habits import Habit
from mockserver.trial.schedule import Schedule
from mockserver.trial.stage import Stage
from mockserver.trial.subjects import Subject

__all__ = ["Case", "Court", "judge"]

_PATIENCE_WHEN_DOUBTING = 1.5


@dataclass(frozen=True, slots=True)
class Case:
    """A schedule that was played: what it left, and what each habit found in it; *judged* names those that could."""

    evidence: Evidence
    findings: Mapping[str, Sequence[Finding]]
    judged: frozenset[str]

    @property
    def unexplained(self) -> bool:
        """Whether the subject fell, and no habit says why that is wrong."""
        return self.evidence.fall is not None and not any(self.findings.values())


class Court:
    """
    Judges *subject* by *habits*, on *stage*.

    *heard* is told of each new case.
    """

    def __init__(
        self,
        stage: Stage,
        subject: Subject,
        habits: Mapping[str, Habit],
        *,
        heard: Callable[[Case], object] = lambda _: None,
    ) -> None:
        self._stage = stage
        self.subject = subject
        self._habits = habits
        self._heard = heard
        self._known: dict[str, Case] = {}
        self._hangs = False

    @property
    def cases(self) -> Sequence[Case]:
        """Every case so far."""
        return tuple(self._known.values())

    def knows(self, schedule: Schedule) -> bool:
        """Say whether a schedule has been played."""
        return schedule.text in self._known

    def hear(self, schedule: Schedule) -> Case:
        """Play a schedule, unless it was played before, and judge what it left."""
        known = self._known.get(schedule.text)
        if known is None:
            known = self._known[schedule.text] = judge(self._play(schedule), self._habits)
            self._heard(known)
        return known

    def hear_again(self, schedule: Schedule) -> Case:
        """Play a schedule once more, and judge what it leaves this time."""
        return judge(self._play(schedule), self._habits)

    def _play(self, schedule: Schedule) -> Evidence:
        evidence = self._stage.play(schedule, self.subject)
        if evidence.fall is None or evidence.fall.kind is not FallKind.HUNG or self._hangs:
            return evidence
        # Nobody is called a hanger because the machine was busy once.
        evidence = self._stage.play(schedule, self.subject, patience=_PATIENCE_WHEN_DOUBTING)
        self._hangs = evidence.fall is not None
        return evidence


def judge(evidence: Evidence, habits: Mapping[str, Habit]) -> Case:
    """Let each habit judge what a case left."""
    judged = frozenset(name for name, habit in habits.items() if habit.applies(evidence))
    return Case(evidence, {name: habits[name].judge(evidence) for name in habits if name in judged}, judged)

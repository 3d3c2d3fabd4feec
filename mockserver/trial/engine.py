"""
The engine: draws what provokes each habit, plays it, and shrinks the first case that breaks one.

Needs Hypothesis, which draws and shrinks: the extra ``test``.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from random import Random
from typing import Any

from hypothesis import Phase, find, settings
from hypothesis.errors import HypothesisException, NoSuchExample

from mockserver.trial.court import Case, Court
from mockserver.trial.drawing import schedules
from mockserver.trial.habits import Habit
from mockserver.trial.report import Conviction
from mockserver.trial.scene import Scene
from mockserver.trial.schedule import Schedule
from mockserver.trial.tempo import Tempo

__all__ = ["Engine", "Provocation"]

_SHRINKING_SECONDS = 6.0
_MOST_FALLS = 3
_CHANCES = 2


@dataclass(frozen=True, slots=True)
class Provocation:
    """One scene of one habit, and the number that its draws follow from."""

    habit: str
    scene: Scene
    number: int


class Engine:
    """
    Tries a subject, before *court*.

    Args:
        court: Plays and judges.
        tempo: How long things last.
        seed: Every draw follows from it.
        readings: Of the disputes.
        cases: How often each scene is drawn; as the scene says unless set.
        shrink: Whether to look for the shortest case; without, the first that breaks a habit is good enough.
    """

    def __init__(  # noqa: PLR0913 - what people set
        self, court: Court, tempo: Tempo, *, seed: int, readings: Any, cases: int | None = None, shrink: bool = True
    ) -> None:
        self._court = court
        self._tempo = tempo
        self._seed = seed
        self._readings = readings
        self._cases = cases
        self._shrink = shrink
        self.broken: dict[str, Conviction] = {}
        self.falls: list[Conviction] = []

    def try_all(self, habits: Mapping[str, Habit], *, tried: Callable[[str], object] = lambda _: None) -> None:
        """Provoke each habit, and judge all of them in each case; *tried* is told the name of each when it is done."""
        elsewhere: dict[str, Provocation] = {}
        for name, habit in habits.items():
            for provocation in self._provocations(name, habit):
                self._provoke(provocation, elsewhere)
            tried(name)
        for name, provocation in elsewhere.items():
            if name not in self.broken:
                self._convict(name, provocation)

    def _provocations(self, name: str, habit: Habit) -> Iterator[Provocation]:
        for place, scene in enumerate(habit.scenes(self._tempo)):
            digest = sha256(f"{self._seed} {name} {place}".encode()).digest()
            yield Provocation(name, scene, int.from_bytes(digest[:8], "big"))

    def _provoke(self, provocation: Provocation, elsewhere: dict[str, Provocation]) -> None:
        """Play the draws of a scene, and note every habit that one of them breaks."""
        before = len(self._court.cases)
        if provocation.habit not in self.broken:
            self._convict(provocation.habit, provocation)
        else:
            return  # It is known to be broken, and what others can be seen here is seen in their own scenes too.
        for case in self._court.cases[before:]:
            for name, findings in case.findings.items():
                if findings:
                    elsewhere.setdefault(name, provocation)
            if case.unexplained and len(self.falls) < _MOST_FALLS:
                self.falls.append(Conviction(case.evidence, ()))

    def _convict(self, habit: str, provocation: Provocation) -> None:
        """Look among the draws of a scene for the shortest case that breaks a habit."""
        found = self._search(provocation, lambda case: bool(case.findings.get(habit)))
        if found is not None and self._confirmed(habit, found):
            self.broken[habit] = Conviction(found.evidence, tuple(found.findings[habit]))

    def _confirmed(self, habit: str, found: Case) -> bool:
        """Say whether it happens again: once may be the machine, which was too busy to answer in time."""
        if found.evidence.fall is not None:
            return True  # a crash is one, and whoever hangs was given a second chance
        schedule = found.evidence.schedule
        return any(self._court.hear_again(schedule).findings.get(habit) for _ in range(_CHANCES))

    def _search(self, provocation: Provocation, wanted: Callable[[Case], bool]) -> Case | None:
        court, limit = self._court, _Limit()
        best: list[Schedule] = []

        def breaks(schedule: Schedule) -> bool:
            # A case that is known is not played again, so this ends whatever is still to be shrunk.
            if limit.passed and not court.knows(schedule):
                return False
            broken = wanted(court.hear(schedule))
            if broken:
                limit.begin()
                best[:] = [schedule]
            return broken

        try:
            schedule = find(
                schedules(provocation.scene, tempo=self._tempo, readings=self._readings),
                breaks,
                settings=self._settings(provocation.scene),
                random=Random(provocation.number),  # noqa: S311 - to be drawn again, not to be secret
            )
        except NoSuchExample:
            return None
        except HypothesisException:
            # A client that does not do the same twice cannot be shrunk; what it did is held against it all the same.
            if not best:
                raise
            schedule = best[0]
        return court.hear(schedule)

    def _settings(self, scene: Scene) -> settings:
        usual = scene.draws if self._tempo.clock == "manual" else 1
        phases: Sequence[Phase] = (Phase.generate, Phase.shrink) if self._shrink else (Phase.generate,)
        return settings(
            max_examples=self._cases or usual, database=None, deadline=None, phases=phases, print_blob=False
        )


class _Limit:
    """The real time that shrinking may take, from the first case that is to be shrunk."""

    def __init__(self) -> None:
        self._until: float | None = None

    def begin(self) -> None:
        if self._until is None:
            self._until = time.monotonic() + _SHRINKING_SECONDS

    @property
    def passed(self) -> bool:
        return self._until is not None and time.monotonic() > self._until

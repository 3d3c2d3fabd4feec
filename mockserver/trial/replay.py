"""Plays saved cases again."""

import time
from collections.abc import Mapping, Sequence
from typing import Any

from mockserver.trial.case_file import SavedCase
from mockserver.trial.court import Court
from mockserver.trial.etiquette import measure
from mockserver.trial.habits import HABITS
from mockserver.trial.report import BROKEN, KEPT, UNJUDGED, Conviction, Report, Verdict
from mockserver.trial.stage import Stage
from mockserver.trial.subjects import Subject
from mockserver.trial.tempo import REAL, VIRTUAL

__all__ = ["replay"]


def replay(subject: Subject, cases: Sequence[SavedCase], *, name: str, severities: Mapping[str, str]) -> Report:
    """
    Play *cases*, and say of the habit of each whether it is broken still.

    Raises:
        SubjectError: The subject cannot be started.
        RefusedError: A schedule's settings or faults are wrong.
    """
    habits = {name: habit() for name, habit in HABITS.items()}
    began = time.monotonic()
    verdicts: dict[str, Verdict] = {}
    falls: list[Conviction] = []
    heard = []
    with Stage() as stage:
        for case in cases:
            if subject.tempo is None:
                subject.tempo = REAL if case.schedule.clock == "real" else VIRTUAL
            found = Court(stage, subject, habits).hear(case.schedule)
            heard.append(found)
            if case.habit is None or case.habit not in HABITS:
                falls += [Conviction(found.evidence, ())] if found.evidence.fall else []
                continue
            findings = tuple(found.findings.get(case.habit, ()))
            state = BROKEN if findings else KEPT if case.habit in found.judged else UNJUDGED
            verdicts[case.habit] = Verdict(
                habit=case.habit,
                state=state,
                severity=severities.get(case.habit, HABITS[case.habit].severity),
                cases=1,
                conviction=Conviction(found.evidence, findings) if findings else None,
            )
    readings: Any = cases[0].schedule.readings
    return Report(
        subject=name,
        seed=0,
        tempo=(subject.tempo or REAL).name,
        readings=readings,
        verdicts=tuple(verdicts.values()),
        falls=tuple(falls),
        etiquette=measure((case.evidence for case in heard), subject.tempo or REAL),
        cases=len(heard),
        seconds=time.monotonic() - began,
    )

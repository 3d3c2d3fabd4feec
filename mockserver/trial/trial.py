"""A trial from beginning to end: one subject, one seed, one way to read the disputes."""

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Any

from mockserver.trial.court import Case, Court
from mockserver.trial.etiquette import measure
from mockserver.trial.habits import HABITS, Habit
from mockserver.trial.report import BROKEN, KEPT, UNJUDGED, Conviction, Report, Verdict
from mockserver.trial.schedule import Schedule
from mockserver.trial.stage import Stage
from mockserver.trial.subjects import PythonObject, Subject
from mockserver.trial.tempo import REAL, VIRTUAL, Tempo

__all__ = ["UnknownHabitError", "plain_schedule", "trial"]

_REQUEST = {"model": "kling-o3-text-to-video", "prompt": "A paper boat."}
_PROBE: dict[str, Any] = {"poll_interval": 1.0, "lifecycle": "after:500ms"}
_VIRTUALLY = 0.5  # seconds that passed in the world and not in reality, when it slept for one


class UnknownHabitError(ValueError):
    """There is no habit of that name."""


def trial(  # noqa: PLR0913 - what people set
    subject: Any,
    *,
    name: str | None = None,
    seed: int = 0,
    habits: Collection[str] | None = None,
    severities: Mapping[str, str] | None = None,
    cases: int | None = None,
    readings: Any = "strict",
    shrink: bool = True,
    tried: Callable[[str], object] = lambda _: None,
) -> Report:
    """
    Put a client on trial.

    Args:
        subject: An object with ``generate``, a factory that makes one, or a `Subject`.
        name: What the report calls it.
        seed: Every draw follows from it.
        habits: Which to try; all unless said.
        severities: By habit, ``error`` or ``warning``, where not as usual.
        cases: How often each scene is drawn; as each says unless set.
        readings: Of the gateway's disputes: a preset, or an object.
        shrink: Whether to look for the shortest case that breaks a habit.
        tried: Is told the name of each habit that has been tried.

    Raises:
        UnknownHabitError: There is no such habit.
        SubjectError: The subject cannot be started or asked.
        ModuleNotFoundError: Hypothesis is not installed.
    """
    try:
        from mockserver.trial.engine import Engine  # noqa: PLC0415 - Hypothesis is for drawing, and for nothing else
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(f"a trial needs Hypothesis: pip install 'klingmock[test]' ({error})") from error
    chosen = _chosen(habits)
    tried_subject, owned = _subject(subject)
    began = time.monotonic()
    try:
        with Stage() as stage:
            court = Court(stage, tried_subject, chosen)
            first = _introduce(court)
            tempo = tried_subject.tempo or REAL
            engine = Engine(court, tempo, seed=seed, readings=readings, cases=cases, shrink=shrink)
            if first.evidence.fall is not None:
                engine.falls.append(Conviction(first.evidence, ()))
            else:
                engine.try_all(chosen, tried=tried)
            heard = court.cases
    finally:
        if owned:
            tried_subject.close()
    return Report(
        subject=name or _name(subject),
        seed=seed,
        tempo=tempo.name,
        readings=readings,
        verdicts=tuple(_verdict(one, engine.broken, heard, severities or {}) for one in chosen),
        falls=tuple(engine.falls),
        etiquette=measure((case.evidence for case in heard), tempo),
        cases=len(heard),
        seconds=time.monotonic() - began,
    )


def plain_schedule(tempo: Tempo) -> Schedule:
    """Make the plainest case: all is well."""
    return Schedule(
        request=_REQUEST,
        poll_interval=tempo.poll_interval,
        deadline=tempo.deadline,
        request_timeout=tempo.request_timeout,
        lifecycle=f"after:{tempo.task}",
        clock=tempo.clock,
    )


def _chosen(names: Collection[str] | None) -> dict[str, Habit]:
    for name in names or ():
        if name not in HABITS:
            raise UnknownHabitError(f"{name!r} is no habit; known: {', '.join(HABITS)}")
    return {name: habit() for name, habit in HABITS.items() if names is None or name in names}


def _subject(subject: Any) -> tuple[Subject, bool]:
    if hasattr(subject, "takes_callbacks") and hasattr(subject, "recover"):
        given: Subject = subject
        return given, False
    if callable(getattr(subject, "generate", None)) and not isinstance(subject, type):
        return PythonObject(lambda: subject), False
    return PythonObject(subject), True


def _name(subject: Any) -> str:
    return str(getattr(subject, "__qualname__", type(subject).__name__))


def _introduce(court: Court) -> Case:
    """Play the plainest case, and see from it whether the subject sleeps in the world's time."""
    subject = court.subject
    if subject.tempo is not None:
        return court.hear(plain_schedule(subject.tempo))
    first = court.hear(replace(plain_schedule(REAL), **_PROBE))
    virtual = first.evidence.elapsed - first.evidence.real_seconds > _VIRTUALLY
    subject.tempo = VIRTUAL if virtual else REAL
    return first


def _verdict(
    habit: str, broken: Mapping[str, Conviction], heard: Collection[Case], severities: Mapping[str, str]
) -> Verdict:
    cases = sum(habit in case.judged for case in heard)
    conviction = broken.get(habit)
    state = BROKEN if conviction else KEPT if cases else UNJUDGED
    severity = severities.get(habit, HABITS[habit].severity)
    return Verdict(habit=habit, state=state, severity=severity, cases=cases, conviction=conviction)

"""
The trial: other people's clients, judged.

A subject is a client in any language; a habit is something that a good client does. `trial` draws what provokes each
habit, plays it to the subject in worlds of their own, and shrinks what goes wrong to the shortest story.
"""

from mockserver.trial.outcome import Outcome
from mockserver.trial.report import Conviction, Report, Verdict
from mockserver.trial.subjects import JsonLines, PerCase, PythonObject, SubjectError
from mockserver.trial.trial import UnknownHabitError, trial

__all__ = [
    "Conviction",
    "JsonLines",
    "Outcome",
    "PerCase",
    "PythonObject",
    "Report",
    "SubjectError",
    "UnknownHabitError",
    "Verdict",
    "trial",
]

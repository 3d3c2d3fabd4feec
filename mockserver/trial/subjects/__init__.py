"""
Subjects: the kinds of clients that can be put on trial, one file each.

To add one, write its file and its line in `SUBJECTS`.
"""

from collections.abc import Mapping

from mockserver.trial.subjects.assignment import Assignment
from mockserver.trial.subjects.json_lines import JsonLines
from mockserver.trial.subjects.per_case import PerCase
from mockserver.trial.subjects.python_object import PythonObject, find_factory
from mockserver.trial.subjects.subject import Subject, SubjectError

__all__ = ["SUBJECTS", "Assignment", "JsonLines", "PerCase", "PythonObject", "Subject", "SubjectError", "find_factory"]

SUBJECTS: Mapping[str, type] = {
    "python-object": PythonObject,
    "json-lines": JsonLines,
    "per-case": PerCase,
}

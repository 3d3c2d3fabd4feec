"""``sarif``: SARIF 2.1.0, for code scanning services and editors; at the place where the subject is written."""

import json
from collections.abc import Iterator
from hashlib import sha256
from importlib.metadata import version
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from mockserver.cli.trial.told import Place, Told, sentence
from mockserver.trial.habits import HABITS
from mockserver.trial.report import BROKEN

__all__ = ["sarif"]

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def sarif(told: Told) -> Iterator[str]:
    """Write one run; rule ids are the habits."""
    report = told.report
    broken = [verdict for verdict in report.verdicts if verdict.state == BROKEN and not verdict.expected]
    order = {habit: index for index, habit in enumerate(HABITS)}
    results = [
        _result(verdict.habit, sentence(verdict), "error" if verdict.counts else "warning", told)
        | {"ruleIndex": order[verdict.habit]}
        for verdict in broken
    ]
    results += [_result("fall", sentence(fall), "error", told) for fall in report.falls]
    results += [_result("stale", f"{one} was expected to be broken, and is not", "error", told) for one in report.stale]
    driver = {
        "name": "klingmock",
        "semanticVersion": version("klingmock"),
        "rules": [_rule(habit) for habit in HABITS],
    }
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    yield json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


def _rule(name: str) -> dict[str, Any]:
    habit = HABITS[name]
    return {
        "id": name,
        "shortDescription": {"text": habit.title},
        "fullDescription": {"text": habit.reason},
        "help": {"text": f"Source: {habit.source}"},
    }


def _result(rule: str, said: str, level: str, told: Told) -> dict[str, Any]:
    print_ = sha256(f"{told.report.subject} {rule}".encode()).hexdigest()[:32]
    result: dict[str, Any] = {
        "ruleId": rule,
        "level": level,
        "message": {"text": said},
        "partialFingerprints": {"klingmock/v1": print_},
    }
    return result if told.place is None else result | {"locations": [_location(told.place)]}


def _location(place: Place) -> dict[str, Any]:
    uri = quote(PurePath(place.file).as_posix())
    return {"physicalLocation": {"artifactLocation": {"uri": uri}, "region": {"startLine": place.line}}}

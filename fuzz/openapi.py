"""
Hold the server to its own description: ``make fuzz-openapi ARGS="--cases 10000"``.

Schemathesis reads ``/_mock/openapi.json`` of a server that is started here, on a free port of the loopback, asks every
operation what the description allows and what it forbids, and judges each answer by it. A finding ends with status 1.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any
from zlib import crc32

import requests
import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import Status, events, from_schema

from contracts import model_names
from mockserver.core.key import world_id
from mockserver.core.span import SpanError, parse_span
from mockserver.serving import RunningServer, serve
from mockserver.settings import Settings

__all__ = ["BEYOND_SCHEMA", "LEFT_OUT", "Report", "main", "run"]

LEFT_OUT = {
    "object_level_authorization": "a key isolates tests, not people: any caller may look at any world by its id",
    "max_response_time": "how fast it is, is measured by make bench",
}
"""The checks that are not made, and why."""

BEYOND_SCHEMA = {
    "create": "rules join parameters; that the server accepts just what the judge does is a test of tests/stories",
    "query_batch": "batch is the id of no task",
    "upload_base64": "not every text is an image in base64",
    "upload_stream": "not every file is an image",
    "upload_url": "not every address leads to an image of this server",
    "get_image": "how small a file can be hangs on the size of the image, and a range may lie behind its end",
    "get_file": "a range may lie behind the end of the file",
    "download": "a range may lie behind the end of the video",
    "add_faults": "each kind reads its settings itself",
    "replace_faults": "each kind reads its settings itself",
    "change_world": "a median is no more than its p99, an outage ends after it begins, a scale is not 0",
    "advance_clock": "no clock passes the year 8999, and no span 100 years",
    "wait_for_callbacks": "a wait is no longer than five minutes",
    "read_image_facts": "a file is no shorter than its head",
    "verify_calls": "at_least is no more than at_most, and operators are read by code",
}
"""Whose bodies are refused by more than a schema can say; they are not held to accept whatever fits theirs."""

_KEY = "sk-fuzz-calm"
_STORMY_KEY = "sk-fuzz-stormy"
_STORMY = {
    "add_faults",
    "advance_clock",
    "apply_scenario",
    "change_world",
    "clear_faults",
    "remove_fault",
    "replace_faults",
    "reset_world",
    "run_clock",
}
"""These change how a world answers, on purpose against its description; they get a world of their own."""

_PAGE = "the page under /_mock/ui, whose stream of news has no end, is for people, and not in the description"
_SHORTLY = "10ms"
_BALANCE = Decimal(10) ** 12
_MOST_EACH = 50
_OPERATIONS = 70
_EDGES = ("examples", "coverage")
_DRAWN = ("fuzzing", "stateful")


@dataclass
class Report:
    """How many cases there were, by phase, and what was found: how often, and the first of each kind."""

    cases: Counter[str] = field(default_factory=Counter)
    checks: int = 0
    operations: set[str] = field(default_factory=set)
    times: Counter[tuple[str, str]] = field(default_factory=Counter)
    first: dict[tuple[str, str], str] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """How many cases there were in all."""
        return sum(self.cases.values())

    def find(self, operation: str, what: str, told: str) -> None:
        """Note a finding."""
        self.times[operation, what] += 1
        self.first.setdefault((operation, what), told)

    def lines(self) -> Iterator[str]:
        """Say it for people."""
        by_phase = ", ".join(f"{count} {phase}" for phase, count in sorted(self.cases.items()))
        yield f"{self.total} cases ({by_phase}), {self.checks} checks, {len(self.operations)} operations"
        for (operation, what), times in self.times.most_common():
            yield f"\n{operation}: {what} ({times} times)\n{self.first[operation, what]}"
        yield f"{len(self.times)} findings"


def run(*, cases: int, seed: int, edges: bool) -> Report:
    """
    Draw so many *cases*, or a few more, in rounds over all operations, each with a *seed* of its own.

    With *edges*, a first round goes through the edges of every schema; it is the same each time.
    """
    report = Report()
    server = serve(Settings(port=0, balance=_BALANCE, keys=frozenset({_KEY, _STORMY_KEY})))
    try:
        if edges:
            _round(server, report, phases=_EDGES, seed=seed, per_operation=1)
        begun = report.total
        while report.total < begun + cases:
            each = min(_MOST_EACH, cases // _OPERATIONS or 1)
            _round(server, report, phases=_DRAWN, seed=seed, per_operation=each)
            seed += 1
        for accident in server.services.accidents.copy():
            report.find(accident.where, f"accident: {accident.kind}", accident.message)
    finally:
        server.stop()
    return report


def _round(server: RunningServer, report: Report, *, phases: tuple[str, ...], seed: int, per_operation: int) -> None:
    known = _furnish(server.url)
    config = _config(server.url, seed, per_operation, phases)
    # From its address, schemathesis would leave out the route of the document itself.
    document = requests.get(f"{server.url}/_mock/openapi.json", timeout=10).json()
    schema = schemathesis.openapi.from_dict(document, config=config)
    schema.auth(refresh_interval=None)(_Keys)

    @schema.hook
    def map_case(_: Any, case: Any) -> Any:
        return _on_what_is_there(case, known)

    described = {f"{method.upper()} {path}" for path, item in document["paths"].items() for method in item}
    for event in from_schema(schema).execute():
        _take(event, report)
    for operation in described - report.operations:
        report.find(operation, "it was never asked", "")


class _Keys:
    """Gives each operation a key: what changes how a world answers has a world of its own."""

    def get(self, case: Any, _: Any) -> str:
        return _STORMY_KEY if _operation(case) in _STORMY else _KEY

    def set(self, case: Any, data: str, _: Any) -> None:
        case.headers = {**(case.headers or {}), "Authorization": f"Bearer {data}"}


def _config(url: str, seed: int, per_operation: int, phases: tuple[str, ...]) -> SchemathesisConfig:
    return SchemathesisConfig.from_dict(
        {
            "base-url": url,
            "seed": seed,
            "continue-on-failure": True,
            "request-timeout": 60,
            "suppress-health-check": ["all"],
            "generation": {
                "mode": "all",
                "max-examples": per_operation,
                "no-shrink": True,
                "database": "none",
                "exclude-header-characters": "",
            },
            "checks": {name: {"enabled": False} for name in LEFT_OUT if name != "max_response_time"},
            "operations": [
                {
                    "include-operation-id": list(BEYOND_SCHEMA),
                    "checks": {"positive_data_acceptance": {"enabled": False}},
                }
            ],
            "phases": {name: {"enabled": name in phases} for name in _EDGES + _DRAWN},
        }
    )


def _take(event: events.EngineEvent, report: Report) -> None:
    if isinstance(event, events.NonFatalError):
        report.find(event.label, type(event.value).__name__, str(event.value))
    elif isinstance(event, events.FatalError):
        raise event.exception
    elif isinstance(event, events.ScenarioFinished):
        recorder = event.recorder
        report.cases[str(event.phase)] += len(recorder.interactions)
        report.operations |= {recorder.cases[case_id].value.operation.label for case_id in recorder.interactions}
        for case_id, checks in recorder.checks.items():
            report.checks += len(checks)
            operation = recorder.cases[case_id].value.operation.label
            for check in checks:
                if check.status is Status.FAILURE and check.failure_info:
                    told, answer = check.failure_info, recorder.interactions[case_id].response
                    said = f"{told.failure.message}\n{told.code_sample}\n{_shown(answer)}"
                    report.find(operation, f"{check.name}: {told.failure.title}", said)


def _shown(answer: Any) -> str:
    if answer is None:
        return "no answer"
    return f"{answer.status_code} {answer.content[:500].decode('utf-8', 'replace')}"


# --- what is in the world, so that not every question is about nothing


def _furnish(url: str) -> dict[str, list[dict[str, str]]]:
    """Put something of each kind into the world; say by operation where it is."""
    ask = requests.Session()
    ask.headers["Authorization"] = f"Bearer {_KEY}"
    request = {"model": "kling-v3-text-to-video", "prompt": "a cat", "callback_url": "https://callbacks.example/here"}
    tasks = [_json(ask.post(f"{url}/v1/videos/generations", json=request))["id"] for _ in range(3)]
    for task, act in zip(tasks, ("complete", "fail"), strict=False):
        _json(ask.post(f"{url}/_mock/tasks/{task}/{act}"))
    image = ask.get(f"{url}/_mock/images/300x300.png")
    form = {"file": ("a.png", image.content)}
    file = _json(ask.post(f"{url}/api/v1/files/upload/stream", files=form))["data"]
    world = _json(ask.get(f"{url}/_mock/world"))["id"]
    callbacks = [one["id"] for one in _json(ask.get(f"{url}/_mock/callbacks"))["callbacks"]]
    scenarios = [one["name"] for one in _json(ask.get(f"{url}/_mock/scenarios"))["scenarios"]]
    by_task = [{"task_id": task} for task in tasks]
    by_callback = [{"delivery_id": one} for one in callbacks]
    models = [{"model": model} for model in model_names()]
    return {
        "query": by_task,
        **dict.fromkeys(("get_control_task", "cancel_task", "fail_task", "complete_task"), by_task),
        **dict.fromkeys(("get_callback", "redeliver_callback"), by_callback),
        **dict.fromkeys(("get_contract", "get_form"), models),
        "diff_contracts": [{**one, "other": models[0]["model"]} for one in models],
        "apply_scenario": [{"name": name} for name in scenarios],
        "download": [{"world_id": world, "name": f"{tasks[0]}.mp4"}],
        "get_image": [{"name": "64x48.png"}, {"name": "300x300.webp"}],
        "get_file": [{"world_id": world, "file_id": file["file_id"], "name": file["file_name"]}],
        "remove_fault": [{"fault_id": "fault-1"}],
    }


def _json(answer: requests.Response) -> Any:
    answer.raise_for_status()
    return answer.json()


def _on_what_is_there(case: Any, known: dict[str, list[dict[str, str]]]) -> Any:
    """Let every other case of what is allowed ask for something that is there."""
    places = known.get(_operation(case))
    if places and case.meta is not None and case.meta.generation.mode.is_positive:
        drawn = crc32(repr((case.path_parameters, case.query, case.body)).encode())
        if drawn % 2:
            case.path_parameters = dict(places[drawn // 2 % len(places)])
    return case


@schemathesis.hook("before_call")
def _mind(_: Any, case: Any, __: dict[str, Any]) -> None:
    operation = _operation(case)
    if operation == "wait_for_callbacks":
        _wait_shortly(case)
    if operation in _STORMY:
        _stay_out_of_the_calm(case)


def _wait_shortly(case: Any) -> None:
    """Wait for callbacks that never come no longer than a test can."""
    if isinstance(case.body, dict):
        within = case.body.get("within")
        if within is None or (isinstance(within, str) and _is_span(within)):
            case.body = {**case.body, "within": _SHORTLY}


def _stay_out_of_the_calm(case: Any) -> None:
    """Name the other world where the calm one is named, which may be among the ids that answers have told."""
    calm, stormy = world_id(_KEY), world_id(_STORMY_KEY)
    for place, name in ((case.query, "world"), (case.headers, "X-Klingmock-World")):
        if place and calm in str(place.get(name)):
            place[name] = stormy


def _operation(case: Any) -> str:
    return str(case.operation.definition.raw.get("operationId"))


def _is_span(text: str) -> bool:
    try:
        return parse_span(text) <= timedelta(minutes=5)
    except SpanError:
        return False


def main(arguments: list[str] | None = None) -> int:
    """Run it from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").strip().partition("\n")[0])
    parser.add_argument("--cases", type=int, default=10_000, help="how many to draw (10000)")
    parser.add_argument("--seed", type=int, default=0, help="what is drawn follows from it (0)")
    parser.add_argument("--no-edges", action="store_true", help="leave out the round through the edges of every schema")
    given = parser.parse_args(arguments)
    print(f"left out: {_PAGE}")
    for name, why in LEFT_OUT.items():
        print(f"left out: {name}: {why}")
    for operation, why in BEYOND_SCHEMA.items():
        print(f"left out: positive_data_acceptance of {operation}: {why}")
    report = run(cases=given.cases, seed=given.seed, edges=not given.no_edges)
    print("\n".join(report.lines()))
    return 1 if report.times else 0


if __name__ == "__main__":
    sys.exit(main())

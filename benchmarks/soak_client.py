"""
One client of a soak: it lives in a world of its own, episode after episode.

An episode sets the world up, sends calls of every kind, lets all tasks and callbacks come to their end, and then holds
what it met against what the world says. The world is emptied, so that memory has no reason to grow.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from threading import Event
from typing import Any
from urllib.parse import urlsplit

from benchmarks.process import nap
from benchmarks.sample import BROKEN_BODY, REQUEST
from benchmarks.soak_control import Control, ControlError
from benchmarks.soak_faults import Plan
from benchmarks.soak_figures import Figures
from benchmarks.soak_receiver import Receiver
from benchmarks.soak_wire import Suspect, Wire
from mockserver.client import ClientError

__all__ = ["CALLBACK_HOST", "CLOCKS", "Client"]

CALLBACK_HOST = "https://soak.example.com"

_CALLS = 120
CLOCKS = ("scaled:20", "scaled:100", "scaled:100", "manual", "manual", "real")
"""As `Soak` has them: on a real clock a callback is given up after seven real seconds, so that one comes seldom."""
_LIFECYCLES = ("after:1s", "immediate")
_SETTLE_SECONDS = 45
_LOOK_AGAIN_SECONDS = 0.2
_ENDED = {"completed", "failed", "cancelled"}
_ON_THE_WAY = {"waiting", "sending"}
_SPELLS = ("", "", "", "[[fail:service_error]]", "[[cancel]]", "[[after:2s]]")
_WEIGHTS = {"create": 6, "refused": 1, "query": 12, "download": 2, "list": 1, "batch": 1, "credits": 1, "control": 2}


@dataclass(slots=True)
class Client:
    """A client; *plans* are the fault plans that it takes in turn, *clocks* are what a world's clock is drawn from."""

    url: str
    number: int
    seed: int
    receiver: Receiver
    plans: Mapping[str, Plan]
    clocks: Sequence[str]
    figures: Figures = field(default_factory=Figures)
    _tasks: list[str] = field(default_factory=list)
    _results: list[str] = field(default_factory=list)
    _place: str = ""
    _refused: set[str] = field(default_factory=set)

    def run(self, stop: Event) -> None:
        """Go through episodes until *stop* is set; the one that is under way is brought to its end."""
        turn = self.number
        while not stop.is_set():
            try:
                self._episode(turn, stop)
            except (ClientError, ControlError, ValueError, KeyError) as error:
                self.figures.wrong.add(f"client {self.number}: {type(error).__name__}: {error}")
                stop.wait(1)
            turn += 1

    def _episode(self, turn: int, stop: Event) -> None:
        luck = Random(f"{self.seed} {self.number} {turn}")  # noqa: S311 - to be repeated, not to be secret
        key = f"sk-soak-{self.number}"
        wire, control = Wire(self.url, key, self.figures), Control(self.url, key)
        plan = list(self.plans)[turn % len(self.plans)]
        clock = luck.choice(self.clocks)
        control.ask("DELETE", "/_mock/world")
        control.ask(
            "PUT",
            "/_mock/world",
            {"seed": 1_000 * turn + self.number, "clock": clock, "lifecycle": luck.choice(_LIFECYCLES)},
        )
        self._set_faults(control, plan)
        self._tasks, self._results, self._place = [], [], f"/{self.number}/{turn}"
        try:
            for _ in range(_CALLS):
                if stop.is_set():
                    break
                (operation,) = luck.choices(list(_WEIGHTS), weights=list(_WEIGHTS.values()))
                self._act(operation, wire, control, luck)
        finally:
            wire.close()
        tasks, deliveries = self._settled(control, clock)
        self._judge_callbacks(tasks, deliveries, f"plan {plan}, clock {clock}")
        self._judge_wire(wire, control, f"plan {plan}")
        self._count_faults(control)
        self.receiver.forget(self._place)
        control.ask("DELETE", "/_mock/world")
        self.figures.episodes += 1

    def _set_faults(self, control: Control, plan: str) -> None:
        for fault in self.plans[plan]:
            try:
                control.ask("POST", "/_mock/faults", fault)
            except ControlError as error:
                if error.missing:
                    self.figures.skipped.append("all faults: this server has no route /_mock/faults")
                    return
                said = f"a fault of the plan {plan!r} was refused: {json.dumps(fault)}: {error}"
                if said not in self._refused:
                    self._refused.add(said)
                    self.figures.wrong.add(said)

    def _act(self, operation: str, wire: Wire, control: Control, luck: Random) -> None:
        acts: dict[str, Callable[[], object]] = {
            "create": lambda: self._create(wire, luck),
            "refused": lambda: wire.send("create", "POST", "/v1/videos/generations", body=json.loads(BROKEN_BODY)),
            "query": lambda: self._query(wire, luck),
            "download": lambda: self._download(wire, luck),
            "list": lambda: wire.send("list", "GET", "/v1/tasks?page_size=10"),
            "batch": lambda: wire.send("batch", "POST", "/v1/tasks/batch", body={"task_ids": self._tasks[-10:]}),
            "credits": lambda: wire.send("credits", "GET", "/v1/credits"),
            "control": lambda: self._control(control, luck),
        }
        acts[operation]()

    def _create(self, wire: Wire, luck: Random) -> None:
        request = REQUEST | {"prompt": f"A paper boat. {luck.choice(_SPELLS)}"}
        if luck.random() < 0.7:  # noqa: PLR2004 - most have one
            request["callback_url"] = f"{CALLBACK_HOST}{self._place}"
        key = format(luck.getrandbits(128), "032x") if luck.random() < 0.5 else ""  # noqa: PLR2004 - half of them
        created = wire.send("create", "POST", "/v1/videos/generations", body=request, idempotency=key)
        if created is None and key:
            created = wire.send("create", "POST", "/v1/videos/generations", body=request, idempotency=key)
        if created is not None and isinstance(created.get("id"), str):
            self._tasks.append(created["id"])

    def _query(self, wire: Wire, luck: Random) -> None:
        task_id = luck.choice(self._tasks) if self._tasks else "task-unified-1"
        seen = wire.send("query", "GET", f"/v1/tasks/{task_id}")
        results = seen.get("results") if seen is not None else None
        if isinstance(results, list) and results and isinstance(results[0], str):
            self._results.append(results[0])

    def _download(self, wire: Wire, luck: Random) -> None:
        if self._results:
            wire.send("download", "GET", urlsplit(luck.choice(self._results)).path)

    def _control(self, control: Control, luck: Random) -> None:
        self.figures.calls["control"] += 1
        choice = luck.choice(("/_mock/world", "/_mock/clock", "/_mock/ledger", "/_mock/callbacks", "advance", "cancel"))
        if choice == "advance":
            control.ask("POST", "/_mock/clock/advance", {"by": "500ms"})
        elif choice != "cancel":
            control.ask("GET", choice)
        elif self._tasks:
            self._cancel(control, luck.choice(self._tasks))

    def _cancel(self, control: Control, task_id: str) -> None:
        try:
            control.ask("POST", f"/_mock/tasks/{task_id}/cancel")
        except ControlError as error:
            if error.status != 409:  # noqa: PLR2004 - it has ended before
                raise

    def _settled(self, control: Control, clock: str) -> tuple[list[Any], list[Any]]:
        """Wait until every task has ended and every callback is delivered or given up, at most 45 s."""
        deadline = time.monotonic() + _SETTLE_SECONDS
        while True:
            if clock == "manual":
                control.ask("POST", "/_mock/clock/run")
            tasks, deliveries = control.all_of("/_mock/tasks", "tasks"), control.all_of("/_mock/callbacks", "callbacks")
            running = any(task["status"] not in _ENDED for task in tasks)
            on_the_way = any(delivery["state"] in _ON_THE_WAY for delivery in deliveries)
            if not (running or on_the_way) or time.monotonic() > deadline:
                return tasks, deliveries
            nap(_LOOK_AGAIN_SECONDS)

    def _judge_callbacks(self, tasks: list[Any], deliveries: list[Any], where: str) -> None:
        by_task = {delivery["task"]: delivery for delivery in deliveries}
        for task in tasks:
            if task["status"] not in _ENDED:
                self.figures.wrong.add(f"{where}: task {task['id']} is still {task['status']}")
            elif task["callback_url"] is not None:
                self._judge_callback(task["id"], by_task.get(task["id"]), where)

    def _judge_callback(self, task_id: str, delivery: dict[str, Any] | None, where: str) -> None:
        state = "missing" if delivery is None else delivery["state"]
        self.figures.callbacks[state] += 1
        last = delivery["attempts"][-1] if delivery is not None and delivery["attempts"] else {}
        sound = {
            "delivered": self.receiver.accepted(self._place, task_id),
            "given-up": bool(last.get("error") or last.get("status") or last.get("faults")),
        }
        if not sound.get(state, False):
            self.figures.lost.add(f"{where}: callback of {task_id} is {state}; its last attempt: {last or 'none'}")

    def _judge_wire(self, wire: Wire, control: Control, where: str) -> None:
        """Hold what the client met against the faults that the journal names."""
        faulted = [entry for entry in control.all_of("/_mock/calls", "calls") if entry.get("faults")]
        self._judge_errors(wire.suspects, faulted, where)
        silenced = Counter(entry["operation"] for entry in faulted if "silence" in json.dumps(entry["faults"]))
        others = Counter(entry["operation"] for entry in faulted) - silenced
        for operation, count in (wire.timed_out - silenced).items():
            self.figures.stuck.add(f"{where}: {count} more {operation} calls timed out than were silenced")
        for operation, count in (wire.broke - others).items():
            self.figures.broken.add(f"{where}: {count} more {operation} connections broke than faults broke")

    def _judge_errors(self, suspects: list[Suspect], faulted: list[Any], where: str) -> None:
        known = {_request_id(entry) for entry in faulted} - {None}
        # The page of an edge carries no request id: there, as many are excused as the journal tells of.
        nameless = Counter((entry["operation"], entry["status"]) for entry in faulted if _request_id(entry) is None)
        for suspect in suspects:
            kind = suspect.operation, suspect.status
            if suspect.request_id in known:
                continue
            if suspect.request_id is None and nameless[kind]:
                nameless[kind] -= 1
                continue
            self.figures.unexplained.add(f"{where}: {suspect.operation}: {suspect.status} {suspect.body!r}")

    def _count_faults(self, control: Control) -> None:
        try:
            faults = control.all_of("/_mock/faults", "faults")
        except ControlError:
            return  # said already, when they were set
        for fault in faults:
            self.figures.fired[fault["do"]] += fault["fired"]


def _request_id(entry: dict[str, Any]) -> str | None:
    return next((value for name, value in entry["answer"]["headers"] if name == "x-request-id"), None)

"""The stage: one server in this process, a fresh world for each case, and the evidence that the case leaves there."""

import json
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from itertools import count
from socket import create_server
from types import TracebackType
from typing import Any, Self

from mockserver.client import Client, fetch
from mockserver.core.clock import parse_instant, parse_pace
from mockserver.core.entry import Entry
from mockserver.core.key import ANONYMOUS, world_id
from mockserver.serving import RunningServer, serve
from mockserver.settings import Settings, SettingsError
from mockserver.trial.evidence import Evidence, Receipt
from mockserver.trial.fall import Fall, FallError, FallKind
from mockserver.trial.outcome import Outcome
from mockserver.trial.postman import deliver
from mockserver.trial.schedule import Schedule
from mockserver.trial.subjects import Assignment, Subject
from mockserver.trial.tempo import REAL, Tempo
from validator import check

__all__ = ["Stage", "StageError"]

_HOST = "127.0.0.1"
_RESULT_HOST = "localhost"  # another name for the same machine, as far as a client can tell
_TRIES = 5
_OK = 200
_MOST_CALLS = 2_000  # of one case; a client that makes more is judged by these


class StageError(RuntimeError):
    """The server failed, so that nothing can be said about the client."""


class Stage:
    """Plays schedules. A context manager: the server runs for the length of a ``with``."""

    def __init__(self) -> None:
        self._numbers = count(1)
        self._server: RunningServer | None = None
        self._control: Client | None = None

    def __enter__(self) -> Self:
        self._begin()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    @property
    def server(self) -> RunningServer:
        """The server, while it runs."""
        assert self._server is not None  # noqa: S101 - entered
        return self._server

    def play(self, schedule: Schedule, subject: Subject, *, patience: float = 1.0) -> Evidence:
        """
        Play one case.

        Args:
            schedule: What to play.
            subject: Who plays it.
            patience: How many times as long as usual the subject may take.

        Raises:
            SubjectError: The subject cannot be started.
            RefusedError: The schedule's settings or faults are wrong.
            StageError: The server itself failed.
        """
        assert self._control is not None  # noqa: S101 - entered
        tempo, control = subject.tempo or REAL, self._control
        control.api_key = schedule.key
        began = _set_up(control, schedule)
        try:
            return self._evidence(schedule, subject, tempo, began, patience)
        finally:
            self._strike(schedule)

    def _evidence(
        self, schedule: Schedule, subject: Subject, tempo: Tempo, began: datetime, patience: float
    ) -> Evidence:
        assert self._control is not None  # noqa: S101 - entered
        control, clock = self._control, _WorldTime(self.server.url, schedule.key)
        assignment = Assignment(
            number=next(self._numbers),
            schedule=schedule,
            base_url=self.server.url,
            sleep_url=f"{self.server.url}/_mock/clock/advance",
            sleep=clock.sleep,
            monotonic=clock.monotonic,
            limit=tempo.limit(schedule.deadline) * patience,
        )
        subject.begin()
        if schedule.clock == "real":
            began = parse_instant(control.clock()["now"])  # to begin took its time
        with clock:
            real_began = time.monotonic()
            outcome, fall = _attempt(lambda: subject.generate(assignment))
            real_seconds = time.monotonic() - real_began
            ended = parse_instant(control.clock()["now"])
            entries = tuple(self._entries(control))
            control.clear_faults()
            results = dict(_results(entries))
            receipts: tuple[Receipt, ...] = ()
            if fall is None and subject.takes_callbacks and schedule.callbacks:
                control.run()
                receipts = tuple(deliver(control, schedule, subject, sleep=clock.sleep))
        estimate, estimate_fall = (None, None) if fall else _attempt(lambda: subject.estimate(schedule.request))
        effects, effects_fall = (None, None) if fall else _attempt(subject.effects)
        fall = fall or estimate_fall or effects_fall
        control.run()
        tasks = tuple(control.every_task())
        spent = Decimal(control.ledger(limit=1)["spent"])
        self._refuse_accidents()
        if fall is not None and fall.kind is not FallKind.CRASHED:
            self._recover(subject)
        return Evidence(
            schedule=schedule,
            tempo=tempo,
            outcome=outcome if isinstance(outcome, Outcome) else None,
            fall=fall,
            entries=entries,
            tasks=tasks,
            began=began,
            ended=ended,
            real_seconds=real_seconds,
            results=results,
            receipts=receipts,
            effects=effects if isinstance(effects, dict) else None,
            estimate=estimate if isinstance(estimate, str) else None,
            quoted=_quoted(schedule),
            spent=spent,
            takes_callbacks=subject.takes_callbacks,
        )

    def _entries(self, control: Client) -> Iterator[dict[str, Any]]:
        """Yield the journal; where a client named no key, that of nobody's world."""
        page = control.calls(limit=_MOST_CALLS)
        if page["calls"]:
            yield from page["calls"]
            while page["next"] is not None and page["calls"][-1]["number"] < _MOST_CALLS:
                page = control.calls(after=page["next"], limit=_MOST_CALLS)
                yield from page["calls"]
            return
        with self.server.services.store.by_key(ANONYMOUS) as world:
            yield from (Entry(record).to_dict() for record in world.journal.records())

    def _refuse_accidents(self) -> None:
        for accident in self.server.services.accidents:
            raise StageError(f"the server itself failed, at {accident.where}: {accident.message}") from accident.error

    def _strike(self, schedule: Schedule) -> None:
        self.server.services.store.forget(world_id(schedule.key))
        self.server.services.store.forget(world_id(ANONYMOUS))

    def _recover(self, subject: Subject) -> None:
        """Let go of a client that hangs on a connection: the server goes, and another one comes."""
        self._end()
        subject.recover()
        self._begin()

    def _begin(self) -> None:
        self._server = _serve()
        self._control = Client(self._server.url, api_key="-").__enter__()

    def _end(self) -> None:
        if self._control is not None:
            self._control.__exit__()
            self._control = None
        if self._server is not None:
            self._server.stop()
            self._server = None


class _WorldTime:
    """The time of a case, as a client in this process knows it: it moves when the client sleeps."""

    def __init__(self, url: str, key: str) -> None:
        self._client = Client(url, api_key=key)
        self._slept = 0.0

    def __enter__(self) -> Self:
        self._client.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self._client.__exit__()

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        if seconds > 0:
            self._client.advance(f"{seconds:.6f}s")
            self._slept += seconds

    def monotonic(self) -> float:
        """Say how much has passed."""
        return self._slept


def _serve() -> RunningServer:
    """Start a server whose results are on another host; a port is picked before, since their links name it."""
    for left in reversed(range(_TRIES)):
        with create_server((_HOST, 0)) as picked:
            port = picked.getsockname()[1]
        settings = Settings(
            host=_HOST, port=port, clock=parse_pace("manual"), public_url=f"http://{_RESULT_HOST}:{port}"
        )
        try:
            return serve(settings)
        except SettingsError:
            if not left:
                raise
    raise AssertionError


def _set_up(control: Client, schedule: Schedule) -> datetime:
    world = control.change_world(
        {
            "clock": schedule.clock,
            "lifecycle": schedule.lifecycle,
            "readings": schedule.readings,
            "balance": schedule.balance,
            "seed": schedule.seed,
        }
    )
    if schedule.faults:
        control.add_faults(list(schedule.faults))
    return parse_instant(world["now"])


def _attempt(act: Callable[[], object]) -> tuple[object, Fall | None]:
    try:
        return act(), None
    except FallError as error:
        return None, error.fall


def _results(entries: tuple[dict[str, Any], ...]) -> Iterator[tuple[str, str]]:
    """Fetch the results whose links the client was shown, as long as they work."""
    links: dict[str, str] = {}
    for entry in entries:
        if entry["operation"] == "query" and entry["task"] and '"results"' in entry["answer"]["body"]["text"]:
            links.update(_link(entry))
    for task, link in links.items():
        answer = fetch(link)
        if answer.status == _OK:
            yield task, sha256(answer.body).hexdigest()


def _link(entry: dict[str, Any]) -> Iterator[tuple[str, str]]:
    try:
        link = json.loads(entry["answer"]["body"]["text"])["results"][0]
    except (ValueError, LookupError, TypeError):
        return
    if isinstance(link, str) and link.startswith("http"):
        yield entry["task"], link


def _quoted(schedule: Schedule) -> Decimal | None:
    quote = check(schedule.request, readings=schedule.readings).quote
    return quote.credits if quote else None

"""
A world: everything that one API key sees, and what time does to it.

A world is not thread safe. A store hands it out to one caller at a time.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from msgspec import Struct

from mockserver.core import ledger
from mockserver.core.agenda import Agenda, Due, Event
from mockserver.core.attempt import Attempt
from mockserver.core.callbacks import Delivery, State, retry_plan
from mockserver.core.changes import Changes
from mockserver.core.clock import START, Clock
from mockserver.core.faults import Decision, FaultBook
from mockserver.core.files import FileShelf
from mockserver.core.journal import Journal
from mockserver.core.key import world_id
from mockserver.core.mailroom import Mailroom, Terms
from mockserver.core.meddling import AT_CREATION, UNTOUCHED, CallbackFault, Meddling, callback_occasion, meddling_of
from mockserver.core.problem import ConflictError
from mockserver.core.rate_limit import RequestWindow
from mockserver.core.redaction import Redaction, mask
from mockserver.core.routes import CallbackRoutes
from mockserver.core.sending import Sending
from mockserver.core.tally import Tally
from mockserver.core.task import Task, charged, end_at_once, next_transition, observe, snapshot
from mockserver.core.world_settings import WorldSettings

__all__ = ["Replay", "World"]


class Replay(Struct, frozen=True, gc=False):
    """The answer that an Idempotency-Key gave, and the request it belongs to."""

    request: bytes
    body: bytes
    task_id: str


class World:
    """
    The tasks, clock, ledger, callbacks and journal of one API key.

    *serial* is a number that no other world has, and *resets* counts how often it began anew. Whoever writes the world
    down puts *changes* there to be told what is to be written; `mockserver.core.world_state` is the rest.
    """

    def __init__(
        self, key: str, *, defaults: WorldSettings, routes: CallbackRoutes, real_now: datetime, serial: int = 0
    ) -> None:
        self.learn(key)
        self.serial = serial
        self.resets = -1
        self.changes: Changes | None = None
        self._defaults = defaults
        self._routes = routes
        self.tally = Tally()
        self.reset(real_now)

    def learn(self, key: str) -> None:
        """Know the key, so that it can be masked wherever it shows; of a world that was kept only its mask is known."""
        self.id = world_id(key)
        self.key = mask(key)
        self.redaction = Redaction([("Authorization", f"Bearer {key}")])
        self.knows_key = True

    def reset(self, real_now: datetime) -> None:
        """Begin anew, as if the key had never been used."""
        self.resets += 1
        self.settings = self._defaults
        self.tasks: dict[str, Task] = {}
        self.replays: dict[str, Replay] = {}
        self.files = FileShelf()
        self.journal = Journal(self.tally)
        self.faults = FaultBook(tally=self.tally)
        self.faults.add(self.settings.faults)
        self.window = RequestWindow()
        self.open: dict[str, None] = {}
        self.moved = False
        self._hastens: str | None = None
        self.adjustments: list[ledger.Adjustment] = []
        self.agenda = Agenda(self._holds)
        self.mailroom = Mailroom(self._routes, expect=self._expect_attempt, attempted=self.tally.attempt)
        if self.changes is not None:
            self.changes.clear()
        self.track(self.changes)
        self._begin(real_now)

    def track(self, changes: Changes | None) -> None:
        """Note in *changes* from now on what is to be written down."""
        self.changes = self.mailroom.changes = changes

    def _begin(self, real_now: datetime) -> None:
        pace, start = self.settings.clock, self.settings.start
        if start is None:
            start = START if pace.stands else real_now
        self.clock = Clock(pace, start, real_now)
        self.opened_at = self.latest = self.settled_until = start
        self.opening = self.settings.balance
        self.totals = ledger.Totals(self.opening)

    # --- time

    def now(self, real_now: datetime) -> datetime:
        """Say the world's time. It never goes back, even when the machine's clock does."""
        self.latest = max(self.latest, self.clock.at(real_now))
        return self.latest

    def jump(self, to: datetime, *, real_now: datetime) -> None:
        """Move the clock to an instant, and let happen what falls due until then."""
        self.moved = True
        self.clock = self.clock.jump(max(to, self.now(real_now)), real_now=real_now)
        self.settle(self.now(real_now))

    def settle(self, now: datetime) -> None:
        """Let happen, in order, everything that is due at *now*."""
        self.settled_until = max(self.settled_until, now)
        while event := self.agenda.take(now):
            if event.kind is Due.END:
                self._end(self.tasks[event.subject], event.at)
            else:
                self.mailroom.attempt(event.subject, event.at, self._terms())

    def next_due(self) -> datetime | None:
        """Say when something falls due next; None when nothing will by itself."""
        event = self.agenda.first()
        return event.at if event else None

    def next_transition(self, task_ids: Iterable[str], now: datetime) -> datetime | None:
        """Say when the first of these tasks changes its state by itself next."""
        tasks = (self.tasks[task_id] for task_id in task_ids if task_id in self.tasks)
        return min(filter(None, (next_transition(task, now) for task in tasks)), default=None)

    # --- tasks

    def accept(self, task: Task) -> None:
        """Take a new task and hold its credits; a fault may let it end at once."""
        task = self._hastened(task)
        self._keep(task)
        self.open[task.id] = None
        self.totals = ledger.reserved(self.totals, task)
        self.tally.task(task.credits)
        self.expect_end(task)

    def _keep(self, task: Task) -> None:
        self.tasks[task.id] = task
        if self.changes is not None:
            self.changes.tasks[task.number] = task

    def poll(self, task_id: str, now: datetime) -> Task | None:
        """Look a task up on behalf of a client, which may move it; None when there is none."""
        task = self.tasks.get(task_id)
        return None if task is None else self.replace(task, observe(task, now), now)

    def replace(self, before: Task, after: Task, now: datetime) -> Task:
        """Keep a task's new record, and let happen what is due by it."""
        if after is not before:
            self._keep(after)
            if after.ends_at != before.ends_at:
                self.expect_end(after)
                self.settle(now)
        return after

    def open_tasks(self) -> Iterator[Task]:
        """Yield the tasks whose end has not been settled."""
        return (self.tasks[task_id] for task_id in self.open)

    def unfinished(self, now: datetime) -> tuple[str, ...]:
        """Name the tasks that have not ended."""
        return tuple(task.id for task in self.tasks.values() if not snapshot(task, now).status.terminal)

    # --- callbacks

    @property
    def deliveries(self) -> Mapping[str, Delivery]:
        """The deliveries that are kept, by id, in the order in which they fell due."""
        return self.mailroom.deliveries

    @property
    def sends_now(self) -> bool:
        """Whether a callback is to be attempted now."""
        return self.mailroom.outbox

    def take_sending(self, *, by: str = "") -> Sending | None:
        """Take the next callback that is to be attempted now, in the name of a server; None when there is none."""
        return self.mailroom.take(by=by, life=(self.serial, self.resets))

    def knows(self, sending: Sending) -> bool:
        """Whether a callback that was taken is under way here still: not after a reset, or once it was given up."""
        return sending.life == (self.serial, self.resets) and sending.number in self.mailroom.under_way

    def note_attempt(self, sending: Sending, attempt: Attempt) -> None:
        """Note how an attempt went; the next one falls due by the plan."""
        if self.knows(sending):
            self.mailroom.note(sending, attempt, self._terms())

    def give_up(self, server: str, now: datetime) -> None:
        """Note as interrupted what a server was sending that is dead."""
        self.mailroom.give_up(server, now, self._terms())

    def redeliver(self, delivery: Delivery, now: datetime) -> None:
        """Attempt a delivery once more, beside its plan."""
        self.mailroom.redeliver(delivery, now, self._terms())

    def _terms(self) -> Terms:
        return Terms(retry_plan(self.settings.readings), self._meddle, self.clock.pace.stands)

    def _meddle(self, delivery: Delivery, at: datetime) -> Meddling:
        if not self.faults.entries:
            return UNTOUCHED
        return meddling_of(self._decide(self.tasks[delivery.task_id], at, attempt=len(delivery.planned) + 1))

    def _decide(self, task: Task, at: datetime, *, attempt: int) -> Decision:
        began, seed = self.opened_at, self.settings.seed
        return self.faults.decide(callback_occasion(task, at, attempt=attempt, began=began, seed=seed))

    @property
    def may_hasten(self) -> bool:
        """Whether a fault may let the callback of a task arrive before the create call is answered."""
        if not self.faults.entries:
            return False
        kinds = (entry.fault.kind for entry in self.faults.entries)
        return any(isinstance(kind, CallbackFault) and kind.hastens for kind in kinds)

    def take_hastened(self) -> str | None:
        """Name the task whose create call is to be answered only after its callback, once."""
        task_id, self._hastens = self._hastens, None
        return task_id

    def awaits_attempt(self, task_id: str) -> bool:
        """Whether the first attempt of a task's callback is under way."""
        deliveries = (one for one in self.deliveries.values() if one.task_id == task_id)
        return any(one.state is State.SENDING and not one.made for one in deliveries)

    def _hastened(self, task: Task) -> Task:
        if task.callback_url is None or not self.may_hasten:
            return task
        if self._decide(task, task.created_at, attempt=AT_CREATION).hit is None:
            return task
        self._hastens = task.id
        return end_at_once(task)

    # --- settings

    def change(self, settings: WorldSettings, *, real_now: datetime) -> None:
        """
        Take new settings. What was decided before stays decided.

        Raises:
            ConflictError: *start* changes although the world has been used.
        """
        now, before = self.now(real_now), self.settings
        fresh = not (self.tasks or self.journal.total or self.adjustments or self.moved)
        if settings.start != before.start and not fresh:
            raise ConflictError(
                "start can be set only before the first call; DELETE /_mock/world begins anew",
                errors=[("/start", "the world has been used already")],
            )
        self.settings = settings
        if fresh:
            self._begin(real_now)
        else:
            self._adjust(settings.balance, now)
            self.clock = self.clock.switch(settings.clock, real_now=real_now)

    def _adjust(self, balance: Decimal, now: datetime) -> None:
        amount = balance - self.totals.available
        if amount:
            adjustment = ledger.Adjustment(now, amount, len(self.tasks))
            self.adjustments.append(adjustment)
            self.totals = ledger.adjusted(self.totals, adjustment)

    def current_settings(self) -> WorldSettings:
        """Return the settings as they are now; the balance is what is available."""
        return replace(self.settings, balance=self.totals.available)

    def ledger(self, now: datetime) -> Iterable[ledger.Entry]:
        """Yield every entry of the ledger up to *now*, as it is when this is called."""
        return ledger.entries(
            tuple(self.tasks.values()),
            now=now,
            opened_at=self.opened_at,
            opening=self.opening,
            adjustments=tuple(self.adjustments),
        )

    # --- what others see

    @property
    def running(self) -> int:
        """How many tasks have not ended."""
        return len(self.open)

    def mark(self, now: datetime) -> tuple[object, ...]:
        """Return what is equal to the mark of another time exactly when nothing was to be seen in between."""
        moves = self.running > 0 and not self.clock.pace.stands
        return (
            self.opened_at,
            self.journal.total,
            len(self.tasks),
            self.running,
            sum(self.tally.attempts.values()),
            self.settings,
            self.clock,
            tuple((entry.fault.id, entry.seen, entry.fired) for entry in self.faults.entries),
            now.replace(microsecond=0) if moves else None,
        )

    # --- what falls due

    def expect_end(self, task: Task) -> None:
        """Enter into the agenda when a task ends, as far as that is decided."""
        if task.ends_at is not None:
            self.agenda.add(task.ends_at, kind=Due.END, number=task.number, subject=task.id)

    def _holds(self, event: Event) -> bool:
        if event.kind is Due.END:
            return event.subject in self.open and self.tasks[event.subject].ends_at == event.at
        return self.mailroom.awaits(event.subject, event.at)

    def _expect_attempt(self, at: datetime, delivery: Delivery) -> None:
        self.agenda.add(at, kind=Due.ATTEMPT, number=delivery.number, subject=delivery.id)

    def _end(self, task: Task, at: datetime) -> None:
        self.totals = ledger.settled(self.totals, task)
        self.open.pop(task.id, None)
        self.tally.end(task.ends_as, task.credits, charged=charged(task))
        self.mailroom.receive(task, at, seed=self.settings.seed)

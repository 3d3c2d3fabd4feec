"""A world that is written down and read again is the same world, now and later."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.core import delivery_log, journal
from mockserver.core.attempt import Attempt, Outcome
from mockserver.core.callbacks import State
from mockserver.core.changes import Changes
from mockserver.core.context import Context, Parts
from mockserver.core.faults import parse_fault
from mockserver.core.gateway import handle
from mockserver.core.headers import Headers
from mockserver.core.problem import ConflictError
from mockserver.core.routes import CallbackRoutes, parse_route
from mockserver.core.task import TaskEndedError, cancel
from mockserver.core.wire import Call, Reply
from mockserver.core.world import World
from mockserver.core.world_settings import WorldSettings, changed
from mockserver.core.world_state import Kept, read_tally, resume, sizes_of, state_of, write_tally
from mockserver.core.written_records import (
    read_adjustment,
    read_delivery,
    read_record,
    read_replay,
    read_sending,
    read_task,
    write_adjustment,
    write_delivery,
    write_record,
    write_replay,
    write_sending,
    write_task,
)
from mockserver.faults import KINDS
from validator import check

KEY = "sk-written-abc/def+123"
START = datetime(2026, 5, 1, 12, 30, 0, 7, tzinfo=UTC)
ROUTES = CallbackRoutes((parse_route("https://a.example=http://127.0.0.1:9"),))
PARTS = Parts(judge=check, fault_kinds=KINDS)
VIDEO: dict[str, Any] = {"model": "kling-o3-text-to-video", "prompt": f"A boat for {KEY}."}
PROMPTS = ["", "[[after:0s]]", "[[polls:1]]", "[[after:3s]]", "[[hang]]", "[[cancel]]", "[[fail:service_error]]"]
HOSTS = [None, "https://a.example/x", "https://b.example/y"]
FAULTS: list[dict[str, Any]] = [
    {"on": "callback", "do": "reorder", "behind": 1, "at_most": "5m", "when": {"share": 0.5}},
    {"on": "callback", "do": "duplicate", "copies": 2},
    {"on": "callback", "do": "lose", "phase": "after", "when": {"share": 0.5}},
    {"on": "create", "do": "status", "status": 503, "phase": "after", "when": {"nth": 2}},
]
CHANGES = [
    {"balance": "50"},
    {"balance": "10000"},
    {"clock": "scaled:0.3"},
    {"clock": "manual"},
    {"readings": {"usd-rate": "68"}},
    {"lifecycle": "polls:2"},
    {"rate_limit": {"requests_per_minute": 3}},
    {"seed": 7},
]

create = st.tuples(
    st.just("create"), st.sampled_from(PROMPTS), st.sampled_from(HOSTS), st.sampled_from([None, None, "a" * 16])
)
posted = st.tuples(
    st.just("create"), st.sampled_from(["", "[[after:0s]]", "[[after:3s]]"]), st.just(HOSTS[1]), st.none()
)
steps = st.one_of(
    create,
    posted,
    posted,
    st.tuples(st.just("poll"), st.integers(0, 5)),
    st.tuples(st.just("cancel"), st.integers(0, 5)),
    st.tuples(st.just("jump"), st.integers(0, 4)),
    st.tuples(st.just("jump"), st.integers(0, 4)),
    st.tuples(st.just("take")),
    st.tuples(st.just("take")),
    st.tuples(st.just("land"), st.sampled_from([Outcome.DELIVERED, Outcome.REFUSED, Outcome.INTERRUPTED])),
    st.tuples(st.just("redeliver"), st.integers(0, 5)),
    st.tuples(st.just("change"), st.sampled_from(CHANGES)),
    st.tuples(st.just("fault"), st.sampled_from(FAULTS)),
    st.tuples(st.sampled_from(["reset", "take", "take", "take"])),
)
stories = st.lists(steps, min_size=12, max_size=40)


def make_world():
    defaults = WorldSettings(balance=Decimal("500.125"), faults=(parse_fault(FAULTS[0] | {"id": "d"}, kinds=KINDS),))
    return World(KEY, defaults=defaults, routes=ROUTES, real_now=START, serial=3)


class Story:
    """A world and what is done to it; the machine's clock goes on by itself."""

    def __init__(self, world):
        self.world = world
        self.machine = START

    def do(self, step):
        self.machine += timedelta(seconds=1)
        what, *rest = step
        getattr(self, what)(*rest)

    @property
    def now(self):
        return self.world.now(self.machine)

    def call(self, operation, *, task_id="", body=b"", headers=()):
        pairs = (("Authorization", f"Bearer {KEY}"), ("Content-Type", "application/json"), *headers)
        call = Call(
            operation=operation,
            method="POST",
            path=f"/x/{task_id}",
            query=f"key={KEY}",
            headers=Headers(pairs),
            body=body,
            task_id=task_id,
            token=KEY,
            base_url="http://127.0.0.1",
        )
        reply = handle(call, context=Context(PARTS, self.world, self.now))
        assert isinstance(reply, Reply)

    def create(self, magic, url, again):
        request = VIDEO | {"prompt": f"{VIDEO['prompt']} {magic}"} | ({"callback_url": url} if url else {})
        headers = [("Idempotency-Key", again)] if again else []
        self.call("create", body=msgspec.json.encode(request), headers=headers)

    def poll(self, number):
        for task in list(self.world.tasks.values())[number : number + 1]:
            self.call("query", task_id=task.id, body=b"\xff\x00 no text")

    def cancel(self, number):
        for task in list(self.world.tasks.values())[number : number + 1]:
            with suppress(TaskEndedError):
                self.world.replace(task, cancel(task, self.now), self.now)

    def jump(self, seconds):
        self.world.jump(self.now + timedelta(seconds=seconds), real_now=self.machine)

    def take(self):
        self.world.take_sending(by="server-a")

    def land(self, outcome):
        for sending in list(self.world.mailroom.under_way.values())[:1]:
            self.world.note_attempt(sending, Attempt(sending.at, sending.at, outcome))

    def redeliver(self, number):
        for delivery in list(self.world.deliveries.values())[number : number + 1]:
            if delivery.state is not State.SENDING:
                self.world.redeliver(delivery, self.now)

    def change(self, data):
        with suppress(ConflictError):
            self.world.change(changed(self.world.current_settings(), data), real_now=self.machine)

    def fault(self, data):
        self.world.faults.add([parse_fault(data, kinds=KINDS)])

    def reset(self):
        self.world.reset(self.machine)


class Paper:
    """What was written down of a world, as a store keeps it."""

    def __init__(self):
        self.parts: dict[str, str] = {}
        self.rows: dict[str, Any] = {
            "tasks": {},
            "deliveries": {},
            "sendings": {},
            "replays": {},
            "adjustments": [],
            "records": {},
        }
        self.resets = 0

    def write(self, world):
        if world.resets != self.resets:
            self.rows = Paper().rows
            self.resets = world.resets
        rows, hide = self.rows, world.redaction
        for number, task in world.changes.tasks.items():
            rows["tasks"][number] = write_task(task, redaction=hide)
        for number, delivery in world.changes.deliveries.items():
            rows["deliveries"].pop(number, None)
            if delivery is not None:
                rows["deliveries"][number] = write_delivery(delivery, redaction=hide)
        for number, sending in world.changes.sendings.items():
            rows["sendings"].pop(number, None)
            if sending is not None:
                rows["sendings"][number] = write_sending(sending, redaction=hide)
        rows["replays"] = {key: write_replay(replay) for key, replay in world.replays.items()}
        rows["adjustments"] = [write_adjustment(one) for one in world.adjustments]
        for record in world.journal.clean(max(rows["records"], default=0)):
            rows["records"][record.number] = write_record(record)
        rows["records"] = {n: text for n, text in rows["records"].items() if n >= world.journal.first}
        self.parts = state_of(world)
        world.changes.clear()

    def text(self):
        return msgspec.json.encode([self.parts, self.rows], enc_hook=str).decode()

    def read(self):
        rows = self.rows
        return Kept(
            parts=self.parts,
            tasks=[read_task(*rows["tasks"][number]) for number in sorted(rows["tasks"])],
            deliveries=[read_delivery(text) for text in rows["deliveries"].values()],
            sendings=[read_sending(text) for text in rows["sendings"].values()],
            replays=[(key, read_replay(text)) for key, text in rows["replays"].items()],
            adjustments=[read_adjustment(text) for text in rows["adjustments"]],
            records=[read_record(text) for text in rows["records"].values()],
        )


def view(world, hide):
    """Show everything that anybody could see of a world."""
    return {
        "parts": state_of(world),
        "tasks": [write_task(task, redaction=hide) for task in world.tasks.values()],
        "deliveries": [write_delivery(one, redaction=hide) for one in world.deliveries.values()],
        "under way": sorted(world.mailroom.under_way),
        "outbox": world.sends_now,
        "open": sorted(world.open),
        "due": world.next_due(),
        "ledger": list(world.ledger(world.latest)),
        "replays": world.replays,
        "journal": [write_record(record) for record in world.journal.records()],
    }


@settings(max_examples=150)
@given(stories, st.lists(steps, min_size=3, max_size=8))
def test_a_copy_is_the_same_world_and_goes_on_as_it_does(before, after):
    story, paper = Story(make_world()), Paper()
    story.world.track(Changes())
    hide = story.world.redaction
    for step in before:
        story.do(step)
        paper.write(story.world)
        assert not story.world.changes
    assert KEY not in paper.text()

    copy = Story(make_world())
    resume(copy.world, paper.read(), kinds=KINDS)
    copy.machine = story.machine
    assert view(copy.world, hide) == view(story.world, hide)

    copy.world.learn(KEY)
    for step in after:
        story.do(step)
        copy.do(step)
        for world in (story.world, copy.world):
            world.journal.clean(0)
        assert view(copy.world, hide) == view(story.world, hide)


@given(st.lists(st.tuples(st.sampled_from("ab"), steps), min_size=8, max_size=25))
def test_two_copies_that_take_turns_are_one_world(turns):
    alone, paper, real = Story(make_world()), Paper(), {}
    for name in "ab":
        real[name] = Story(make_world())
        real[name].world.track(Changes())
    paper.write(real["a"].world)
    hide = alone.world.redaction
    for name, step in turns:
        here = real[name]
        here.world = make_world()
        resume(here.world, paper.read(), kinds=KINDS)
        here.world.learn(KEY)
        here.world.track(Changes())
        here.machine = alone.machine
        here.do(step)
        alone.do(step)
        paper.write(here.world)
        alone.world.journal.clean(0)
        assert view(here.world, hide) == view(alone.world, hide)


def seen(world):
    """Return what whoever follows a world looks at."""
    return (
        world.journal.total,
        [task.ends_at for task in world.tasks.values() if task.id not in world.open],
        dict(world.tally.attempts),
        world.current_settings(),
        [(entry.fault.id, entry.seen, entry.fired) for entry in world.faults.entries],
    )


@given(stories, st.sampled_from(["manual", "real"]))
def test_what_can_be_seen_changes_the_mark_and_looking_does_not(before, clock):
    story = Story(make_world())
    last_mark, last_seen = None, None
    for step in [("change", {"clock": clock}), *before]:
        story.do(step)
        story.world.settle(story.now)
        mark = story.world.mark(story.now)
        assert mark == story.world.mark(story.now)
        if last_seen is not None and seen(story.world) != last_seen:
            assert mark != last_mark
        last_mark, last_seen = mark, seen(story.world)


def test_the_mark_goes_by_the_second_where_time_moves_and_something_runs():
    story = Story(make_world())
    second = timedelta(seconds=1)
    assert story.world.mark(story.now) == story.world.mark(story.now + second)

    story.do(("create", "[[hang]]", None, None))
    now = story.now.replace(microsecond=0)
    assert story.world.mark(now) == story.world.mark(now + second - timedelta(microseconds=1))
    assert story.world.mark(now) != story.world.mark(now + second)

    story.do(("change", {"clock": "manual"}))
    assert story.world.mark(now) == story.world.mark(now + second)


def test_a_world_that_was_read_does_not_know_its_key_but_its_mask():
    story, paper = Story(make_world()), Paper()
    story.world.track(Changes())
    paper.write(story.world)

    copy = World("", defaults=WorldSettings(), routes=ROUTES, real_now=START)
    resume(copy, paper.read(), kinds=KINDS)

    assert (copy.id, copy.key) == (story.world.id, "****+123")
    assert copy.redaction.headers([("Authorization", "Bearer ****+123")]) == (("Authorization", "Bearer ****+123"),)


def test_what_is_done_is_forgotten_in_the_same_order_by_a_copy(monkeypatch):
    monkeypatch.setattr(delivery_log, "DONE_LIMIT", 3)
    story, paper = Story(make_world()), Paper()
    story.world.track(Changes())
    for _ in range(5):
        story.do(("create", "[[after:1s]]", HOSTS[2], None))
        story.do(("jump", 500))
        story.do(("jump", 500))
        paper.write(story.world)
    assert (len(story.world.deliveries), sizes_of(paper.parts["head"]).deliveries) == (3, 3)
    assert set(paper.rows["deliveries"]) == {3, 4, 5}

    copy = Story(make_world())
    resume(copy.world, paper.read(), kinds=KINDS)
    assert [one.number for one in copy.world.deliveries.values()] == [3, 4, 5]
    kept = paper.read()
    kept.gone = [next(iter(copy.world.deliveries))]
    resume(copy.world, Kept(parts=kept.parts, gone=kept.gone), kinds=KINDS)
    assert [one.number for one in copy.world.deliveries.values()] == [4, 5]


def test_a_copy_learns_what_another_has_settled_and_let_go(monkeypatch):
    monkeypatch.setattr(journal, "ENTRY_LIMIT", 2)
    story, paper = Story(make_world()), Paper()
    story.world.track(Changes())
    story.do(("create", "[[after:3s]]", None, None))
    paper.write(story.world)
    copy = make_world()
    resume(copy, paper.read(), kinds=KINDS)
    assert (len(copy.open), copy.totals.reserved) == (1, 27)

    for step in (("jump", 9), ("poll", 0), ("poll", 0)):
        story.do(step)
    paper.write(story.world)
    new = paper.read()
    resume(copy, Kept(parts=new.parts, records=new.records), kinds=KINDS)

    assert (len(copy.open), copy.totals.spent, copy.next_due()) == (0, 27, None)
    assert [record.number for record in copy.journal.records()] == [2, 3]


def test_a_tally_is_read_as_it_was_written():
    story = Story(make_world())
    for step in (("create", "", HOSTS[2], None), ("jump", 9), ("poll", 0)):
        story.do(step)
    tally = story.world.tally

    again = read_tally(write_tally(tally))

    assert write_tally(again) == write_tally(tally)
    assert (again.calls, again.reserved) == (tally.calls, tally.reserved)


def test_only_what_is_clean_is_written():
    story = Story(make_world())
    story.do(("create", "", None, None))
    (record,) = story.world.journal.records()

    with pytest.raises(AssertionError):
        write_record(record)

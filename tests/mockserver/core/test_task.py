from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.core.clock import START
from mockserver.core.task import (
    Snapshot,
    Status,
    Task,
    TaskEndedError,
    TaskError,
    cancel,
    charged,
    complete,
    fail,
    next_transition,
    observe,
    snapshot,
)

ORDER = [Status.PENDING, Status.PROCESSING, Status.COMPLETED]
SPANS = st.timedeltas(min_value=timedelta(), max_value=timedelta(days=30))
SECOND = timedelta(seconds=1)


def make(**changes):
    fixed: dict[str, Any] = {"id": "task-unified-1-abc", "number": 1, "model": "kling-o3-image-to-video"}
    fixed |= {"created_at": START, "credits": Decimal(27), "body": b"{}", "base_url": ""}
    return Task.of(**fixed | changes)


def timed(waits, runs, **changes):
    return make(starts_at=START + waits, ends_at=START + waits + runs, **changes)


@given(SPANS, SPANS, SPANS, SPANS)
def test_a_task_never_moves_backwards(waits, runs, early, later):
    task = timed(waits, runs)

    before, after = snapshot(task, START + early), snapshot(task, START + early + later)

    assert ORDER.index(before.status) <= ORDER.index(after.status)
    assert before.progress <= after.progress


@given(SPANS, SPANS)
def test_a_task_that_never_ends_never_seems_to(early, later):
    task = make(starts_at=START)

    before, after = snapshot(task, START + early), snapshot(task, START + early + later)

    assert after.status is Status.PROCESSING
    assert 0 <= before.progress <= after.progress < 100


@pytest.mark.parametrize(
    ("offset", "seen"),
    [
        (timedelta(0), Snapshot(Status.PENDING, 0)),
        (timedelta(seconds=2) - timedelta.resolution, Snapshot(Status.PENDING, 0)),
        (timedelta(seconds=2), Snapshot(Status.PROCESSING, 0)),
        (timedelta(seconds=4), Snapshot(Status.PROCESSING, 50)),
        (timedelta(seconds=6) - timedelta.resolution, Snapshot(Status.PROCESSING, 99)),
        (timedelta(seconds=6), Snapshot(Status.COMPLETED, 100)),
    ],
)
def test_the_boundaries_belong_to_the_later_state(offset, seen):
    task = timed(timedelta(seconds=2), timedelta(seconds=4))

    assert snapshot(task, START + offset) == seen


@pytest.mark.parametrize("status", [Status.FAILED, Status.CANCELLED])
def test_the_progress_of_what_did_not_complete_is_nought(status):
    assert snapshot(timed(SECOND, SECOND, ends_as=status), START + 2 * SECOND).progress == 0


@given(st.integers(0, 30))
def test_polls_bring_the_states(count):
    task, seen = make(polls=count), []
    for poll in range(2 * count + 3):
        now = START + poll * SECOND
        task = observe(task, now)
        seen.append(snapshot(task, now))

    states = [one.status for one in seen]
    assert states == ["pending"] * count + ["processing"] * count + ["completed"] * 3
    assert [one.progress for one in seen] == sorted(one.progress for one in seen)
    assert task.ends_at == START + 2 * count * SECOND
    assert task.polls_seen == 2 * count + 1


def test_a_poll_moves_no_task_that_time_moves():
    task = timed(SECOND, SECOND)

    assert observe(task, START) is task


def test_the_next_transition_is_the_nearest_ahead():
    task = timed(SECOND, SECOND)

    assert next_transition(task, START) == START + SECOND
    assert next_transition(task, START + SECOND) == START + 2 * SECOND
    assert next_transition(task, START + 2 * SECOND) is None


@pytest.mark.parametrize(
    ("act", "status"),
    [
        (cancel, Status.CANCELLED),
        (complete, Status.COMPLETED),
        (lambda task, now: fail(task, now, error=TaskError("x", "y")), Status.FAILED),
    ],
)
@pytest.mark.parametrize("at", [timedelta(0), SECOND, timedelta(seconds=1.5)])
def test_an_act_ends_a_task_once(act, status, at):
    ended = act(timed(SECOND, SECOND), START + at)

    assert snapshot(ended, START + at).status is status
    assert ended.ends_at == START + at
    assert ended.starts_at == START + min(at, SECOND)
    with pytest.raises(TaskEndedError, match=f"{status} already"):
        act(ended, START + at)


def test_an_act_ends_a_task_that_waits_for_polls():
    assert snapshot(cancel(make(polls=3), START), START).status is Status.CANCELLED


@pytest.mark.parametrize(
    ("ends_as", "changes", "is_charged"),
    [
        (Status.COMPLETED, {}, True),
        (Status.FAILED, {}, False),
        (Status.FAILED, {"charged_on_cancel": True}, False),
        (Status.FAILED, {"charged_on_failure": True}, True),
        (Status.CANCELLED, {}, False),
        (Status.CANCELLED, {"charged_on_failure": True}, False),
        (Status.CANCELLED, {"charged_on_cancel": True}, True),
    ],
)
def test_what_is_charged(ends_as, changes, is_charged):
    assert charged(timed(SECOND, SECOND, ends_as=ends_as, **changes)) is is_charged

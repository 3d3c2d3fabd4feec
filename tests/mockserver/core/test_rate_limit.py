"""Limits let in what they say they let in, and tell the others when to come again."""

from collections import Counter
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.core.clock import START
from mockserver.core.rate_limit import NO_LIMIT, RateLimit, RateLimitError, RequestWindow, check_tasks
from mockserver.core.refusal import RefusalError
from mockserver.core.remarks import Remarks
from mockserver.core.task import Task

MINUTE = timedelta(minutes=1)
LIMITS = st.none() | st.integers(1, 100_000)


def admitted(window, now, limit):
    """Ask to be let in; say for how many seconds not, 0 for let in."""
    try:
        window.admit(now, limit)
    except RefusalError as refusal:
        return int(dict(refusal.headers)["retry-after"])
    return 0


def task(number, ends):
    ends_at = None if ends is None else START + timedelta(milliseconds=ends)
    return Task.of(
        id=f"task-unified-{number}",
        number=number,
        model="kling-o3-text-to-video",
        created_at=START,
        credits=Decimal(1),
        body=b"",
        base_url="",
        ends_at=ends_at,
    )


@given(LIMITS, LIMITS)
def test_what_is_written_is_read_back(requests, tasks):
    limit = RateLimit.from_json({"requests_per_minute": requests, "tasks_at_once": tasks})

    assert RateLimit.from_json(limit.to_json()) == limit
    assert (limit.to_json() is None) == (limit is NO_LIMIT)


@pytest.mark.parametrize(
    "value",
    [
        7,
        "60",
        [],
        {"requests": 1},
        {"requests_per_minute": 0},
        {"tasks_at_once": 100_001},
        {"tasks_at_once": True},
        {3: 4},
    ],
)
def test_what_is_no_limit_is_refused(value):
    with pytest.raises(RateLimitError):
        RateLimit.from_json(value)


@given(st.integers(1, 5), st.lists(st.integers(0, 40_000), min_size=1, max_size=40))
def test_no_minute_has_more_than_the_limit_and_none_is_refused_without_need(most, pauses):
    window, limit, now = RequestWindow(), RateLimit(requests_per_minute=most), START
    let_in: list[datetime] = []

    for pause in pauses:
        now += timedelta(milliseconds=pause)
        recent = [one for one in let_in if one > now - MINUTE]
        wait = admitted(window, now, limit)
        assert (wait == 0) == (len(recent) < most)
        let_in += [] if wait else [now]

    assert all(sum(one - MINUTE < other <= one for other in let_in) <= most for one in let_in)


@given(st.integers(1, 4), st.lists(st.integers(0, 20_000), min_size=1, max_size=20))
def test_who_comes_again_when_told_is_let_in_and_a_second_earlier_is_not(most, pauses):
    window, limit, now = RequestWindow(), RateLimit(requests_per_minute=most), START
    for pause in pauses:
        now += timedelta(milliseconds=pause)
        wait = admitted(window, now, limit)
        if wait:
            early = now + timedelta(seconds=wait - 1)
            assert admitted(window, early, limit) == 1 or early == now
            assert admitted(window, now + timedelta(seconds=wait), limit) == 0
            return


def test_a_request_leaves_the_minute_after_exactly_a_minute():
    window, limit = RequestWindow(), RateLimit(requests_per_minute=1)

    waits = [admitted(window, START + timedelta(microseconds=at), limit) for at in (0, 0, 1, 59_999_999, 60_000_000)]

    assert waits == [0, 60, 60, 1, 0]


def test_a_limit_that_was_lowered_counts_those_that_are_in():
    window = RequestWindow()
    for second in range(4):
        assert admitted(window, START + timedelta(seconds=second), RateLimit(requests_per_minute=9)) == 0

    assert admitted(window, START + timedelta(seconds=4), RateLimit(requests_per_minute=2)) == 58


def test_refused_requests_are_not_counted_nor_kept():
    window, limit = RequestWindow(), RateLimit(requests_per_minute=1)

    assert Counter(admitted(window, START, limit) for _ in range(100)) == {0: 1, 60: 99}
    assert len(window._instants) == 1


def test_without_a_limit_nothing_is_kept():
    window = RequestWindow()

    window.admit(START, NO_LIMIT)

    assert not window._instants


@pytest.mark.parametrize(
    ("most", "ends", "wait"),
    [
        (None, [1], None),
        (2, [1], None),
        (1, [1500], "2"),
        (2, [7000, 3000], "3"),
        (1, [7000, 3000, 9000], "9"),
        (2, [7000, None], "7"),
        (1, [7000, None], ""),
        (1, [None], ""),
        (1, [0], "1"),
    ],
)
def test_one_more_task_is_let_in_when_enough_have_ended(most, ends, wait):
    tasks = [task(number, one) for number, one in enumerate(ends)]

    refused = None
    try:
        check_tasks(tasks, RateLimit(tasks_at_once=most), START, Remarks())
    except RefusalError as refusal:
        refused = dict(refusal.headers).get("retry-after", "")

    assert refused == wait

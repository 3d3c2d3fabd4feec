from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.core.callbacks import (
    Attempt,
    Delivery,
    Outcome,
    State,
    after_attempt,
    claimed,
    outcome_of,
    recorded,
    retry_plan,
)
from mockserver.core.clock import START
from validator.readings import Readings

FAILURES = [Outcome.REFUSED, Outcome.TIMED_OUT, Outcome.UNREACHABLE]


def seconds(number):
    return timedelta(seconds=number)


def make():
    return Delivery(id="d", number=1, task_id="t", url="https://x.example", next_at=START)


def story(plan, outcomes, *, takes=0):
    """Attempt until nothing is due; return the delivery and when each attempt began, in seconds."""
    delivery, begun = make(), []
    for outcome in outcomes:
        if delivery.next_at is None:
            break
        at = delivery.next_at
        begun.append((at - START).total_seconds())
        attempt = Attempt(at, at + seconds(takes), outcome)
        delivery = after_attempt(claimed(delivery), attempt, plan=plan)
    return delivery, begun


@pytest.mark.parametrize(
    ("readings", "takes", "begun"),
    [
        ({}, 0, [0, 1, 3, 7]),
        ({}, 10, [0, 11, 23, 37]),
        ({"callback-retries": "three"}, 0, [0, 1, 3]),
        ({"callback-backoff": "from-first-attempt"}, 0, [0, 1, 2, 4]),
        ({"callback-backoff": "from-first-attempt"}, 10, [0, 10, 20, 30]),
    ],
)
def test_when_a_callback_is_tried_again(readings, takes, begun):
    plan = retry_plan(Readings.of(readings))

    delivery, found = story(plan, [Outcome.REFUSED] * 9, takes=takes)

    assert found == begun
    assert delivery.state is State.GIVEN_UP


@given(st.integers(0, 3), st.sampled_from(FAILURES))
def test_a_success_ends_the_attempts(failures, failure):
    plan = retry_plan(Readings.of())

    delivery, begun = story(plan, [failure] * failures + [Outcome.DELIVERED] * 9)

    assert delivery.state is State.DELIVERED
    assert len(begun) == len(delivery.attempts) == failures + 1


def test_a_redelivery_is_beside_the_plan():
    plan = retry_plan(Readings.of())
    failed = after_attempt(make(), Attempt(START, START, Outcome.REFUSED), plan=plan)

    again = after_attempt(failed, Attempt(START, START, Outcome.TIMED_OUT, redelivery=True), plan=plan)

    assert (again.state, again.next_at) == (State.WAITING, START + seconds(1))
    retried = after_attempt(again, Attempt(START + seconds(1), START + seconds(1), Outcome.REFUSED), plan=plan)
    assert retried.next_at == START + seconds(3)


def test_a_redelivery_that_works_ends_the_plan():
    plan = retry_plan(Readings.of())
    failed = after_attempt(make(), Attempt(START, START, Outcome.REFUSED), plan=plan)

    done = after_attempt(failed, Attempt(START, START, Outcome.DELIVERED, redelivery=True), plan=plan)

    assert (done.state, done.next_at) == (State.DELIVERED, None)


def test_what_is_recorded_counts_as_done():
    done = recorded(make(), START)

    assert (done.state, done.next_at, done.attempts[0].outcome) == (
        State.RECORDED,
        None,
        Outcome.RECORDED,
    )


@given(st.integers(100, 599))
def test_only_2xx_is_success(status):
    assert outcome_of(status).good is (200 <= status <= 299)


def test_what_is_recorded_is_good():
    assert Outcome.RECORDED.good
    assert [outcome for outcome in FAILURES if outcome.good] == []

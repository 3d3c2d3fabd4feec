from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.core.attempt import Attempt, Cause, Outcome, outcome_of
from mockserver.core.callbacks import (
    ATTEMPT_LIMIT,
    Delivery,
    State,
    after_attempt,
    claimed,
    held,
    leaving,
    retry_plan,
)
from mockserver.core.clock import START
from mockserver.core.meddling import Meddling
from validator.readings import Readings

FAILURES = [Outcome.REFUSED, Outcome.TIMED_OUT, Outcome.UNREACHABLE, Outcome.FORBIDDEN, Outcome.LOST]
PLAN = retry_plan(Readings.of())
TWICE = Meddling(copies=2, gap=timedelta(seconds=3))


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
        delivery = after_attempt(claimed(leaving(delivery)), attempt, plan=plan)
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

    again = after_attempt(failed, Attempt(START, START, Outcome.TIMED_OUT, cause=Cause.REDELIVERY), plan=plan)

    assert (again.state, again.next_at) == (State.WAITING, START + seconds(1))
    retried = after_attempt(again, Attempt(START + seconds(1), START + seconds(1), Outcome.REFUSED), plan=plan)
    assert retried.next_at == START + seconds(3)


def test_a_redelivery_that_works_ends_the_plan():
    plan = retry_plan(Readings.of())
    failed = after_attempt(make(), Attempt(START, START, Outcome.REFUSED), plan=plan)

    done = after_attempt(failed, Attempt(START, START, Outcome.DELIVERED, cause=Cause.REDELIVERY), plan=plan)

    assert (done.state, done.next_at) == (State.DELIVERED, None)


def test_what_is_recorded_counts_as_done():
    done = after_attempt(claimed(make()), Attempt(START, START, Outcome.RECORDED), plan=PLAN)

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


class TestAfterSuccess:
    def success(self):
        return after_attempt(claimed(make()), Attempt(START, START, Outcome.DELIVERED), plan=PLAN)

    def test_a_planned_attempt_that_ends_later_takes_nothing_back(self):
        again = after_attempt(self.success(), Attempt(START, START + seconds(10), Outcome.TIMED_OUT), plan=PLAN)

        assert (again.state, again.next_at, len(again.attempts)) == (State.DELIVERED, None, 2)

    def test_copies_follow_one_after_the_other(self):
        delivery = claimed(leaving(make(), TWICE))

        begun = []
        delivery = after_attempt(delivery, Attempt(START, START, Outcome.DELIVERED), plan=PLAN)
        while delivery.next_at:
            at = delivery.next_at
            begun.append((at - START).total_seconds())
            copy = Attempt(at, at + seconds(1), Outcome.REFUSED, cause=Cause.DUPLICATE)
            delivery = after_attempt(claimed(leaving(delivery)), copy, plan=PLAN)

        assert begun == [3, 7]
        assert (delivery.state, delivery.made, delivery.done) == (State.DELIVERED, 3, True)

    def test_copies_follow_a_success_only(self):
        delivery = claimed(leaving(make(), TWICE))

        failed = after_attempt(delivery, Attempt(START, START, Outcome.REFUSED), plan=PLAN)

        assert (failed.state, failed.next_at) == (State.WAITING, START + seconds(1))

    def test_a_redelivery_brings_no_copy_forward(self):
        delivery = claimed(leaving(make(), TWICE))
        delivery = after_attempt(delivery, Attempt(START, START, Outcome.DELIVERED), plan=PLAN)

        asked = Attempt(START + seconds(1), START + seconds(1), Outcome.DELIVERED, cause=Cause.REDELIVERY)
        again = after_attempt(delivery, asked, plan=PLAN)

        assert (again.next_at, again.copies) == (START + seconds(3), 1)


def test_an_interrupted_attempt_does_not_use_up_the_plan():
    delivery = make()
    for _ in range(9):
        delivery = after_attempt(claimed(delivery), Attempt(START, START, Outcome.INTERRUPTED), plan=PLAN)

    assert (delivery.state, delivery.next_at, delivery.planned) == (State.WAITING, START, ())


def test_attempts_are_in_order_of_time_whichever_ended_first():
    late = Attempt(START + seconds(1), START + seconds(1), Outcome.REFUSED, cause=Cause.REDELIVERY)
    early = Attempt(START, START + seconds(9), Outcome.TIMED_OUT)

    delivery = after_attempt(after_attempt(claimed(make()), late, plan=PLAN), early, plan=PLAN)

    assert delivery.attempts == (early, late)


@given(st.integers(0, 2 * ATTEMPT_LIMIT))
def test_a_delivery_does_not_grow_without_end(redeliveries):
    delivery, _ = story(PLAN, FAILURES)
    for number in range(redeliveries):
        at = START + seconds(100 + number)
        delivery = after_attempt(delivery, Attempt(at, at, Outcome.REFUSED, cause=Cause.REDELIVERY), plan=PLAN)

    assert delivery.made == 4 + redeliveries
    assert len(delivery.attempts) == min(delivery.made, ATTEMPT_LIMIT)
    assert len(delivery.planned) == 4
    assert redeliveries == 0 or delivery.attempts[-1].at == START + seconds(99 + redeliveries)


def test_what_is_held_back_is_due_later_and_not_decided_anew():
    meddling = Meddling(wait=seconds(5))

    waiting = held(make(), meddling, START)

    assert (waiting.state, waiting.next_at, waiting.meddling) == (State.WAITING, START + seconds(5), meddling)
    assert leaving(waiting).meddling is None


def test_what_is_ready_waits_until_somebody_sends_it():
    ready = leaving(make())

    assert (ready.state, ready.next_at, ready.done) == (State.WAITING, None, False)
    assert (claimed(ready).state, claimed(ready).done) == (State.SENDING, False)


@given(st.sampled_from(FAILURES))
def test_copies_wait_for_a_success_that_comes_later(failure):
    failed = after_attempt(claimed(leaving(make(), TWICE)), Attempt(START, START, failure), plan=PLAN)

    arrived = after_attempt(claimed(failed), Attempt(START, START, Outcome.DELIVERED), plan=PLAN)

    assert (arrived.state, arrived.next_at, arrived.copies) == (State.DELIVERED, START + seconds(3), 1)

"""The thread that waits on clocks that move by themselves."""

from collections import Counter
from datetime import timedelta
from threading import Event

import pytest

from mockserver.delivery import Watch

SOON = 5


def test_a_round_is_done_when_woken():
    seen, done = [], Event()

    def round_(subject):
        seen.append(subject)
        done.set()

    watch = Watch(round_, failed=lambda _: None)
    watch.wake("a")

    assert done.wait(SOON)
    watch.close()
    assert seen == ["a"]


@pytest.mark.parametrize("wait", [timedelta(0), timedelta(milliseconds=5)])
def test_a_round_is_done_again_after_the_time_it_returned(wait):
    done, rounds = Event(), []

    def round_(subject):
        rounds.append(subject)
        if len(rounds) < 3:
            return wait
        done.set()
        return None

    watch = Watch(round_, failed=lambda _: None)
    watch.wake("a")

    assert done.wait(SOON)
    watch.close()
    assert rounds == ["a"] * 3


def test_only_who_is_woken_or_due_is_looked_at():
    rounds: Counter[str] = Counter()
    first, later = Event(), Event()

    def round_(subject):
        rounds[subject] += 1
        if subject == "last":
            later.set()
        if rounds.total() == 1000:
            first.set()
        return timedelta(hours=1) if rounds[subject] == 1 else None

    watch = Watch(round_, failed=lambda _: None)
    for number in range(1000):
        watch.wake(f"w{number}")
    assert first.wait(SOON)

    watch.wake("last")
    assert later.wait(SOON)
    watch.close()

    assert rounds == Counter({f"w{number}" for number in range(1000)} | {"last"})


def test_a_round_for_one_does_not_put_off_another():
    done, rounds = Event(), []

    def round_(subject):
        rounds.append(subject)
        if subject == "often" and not done.is_set():
            watch.wake("often")
        if rounds.count("seldom") == 2:
            done.set()
        return timedelta(milliseconds=5) if subject == "seldom" else timedelta(hours=1)

    watch = Watch(round_, failed=lambda _: None)
    watch.wake("seldom")
    watch.wake("often")

    assert done.wait(SOON)
    watch.close()


def test_what_is_due_earlier_than_was_said_before_is_done_earlier():
    done, waits = Event(), [timedelta(hours=1), timedelta(milliseconds=5), timedelta(milliseconds=5)]
    looked = Event()

    def round_(_):
        looked.set()
        if not waits:
            done.set()
            return None
        return waits.pop(0)

    watch = Watch(round_, failed=lambda _: None)
    watch.wake("a")
    assert looked.wait(SOON)
    watch.wake("a")

    assert done.wait(SOON)
    watch.close()


def test_many_rounds_leave_nothing_behind():
    done, rounds = Event(), []

    def round_(_):
        rounds.append(1)
        if len(rounds) == 500:
            done.set()
        else:
            watch.wake("a")
        return timedelta(hours=1)

    watch = Watch(round_, failed=lambda _: None)
    watch.wake("a")
    assert done.wait(SOON)
    watch.close()

    assert len(watch._heap) == 1


def test_a_round_that_fails_is_told_and_the_next_one_is_done():
    told: list[Exception] = []
    done = Event()

    def round_(_):
        if not told:
            raise ZeroDivisionError
        done.set()

    def failed(error):
        told.append(error)
        watch.wake("a")

    watch = Watch(round_, failed=failed)
    watch.wake("a")

    assert done.wait(SOON)
    watch.close()
    assert [type(error) for error in told] == [ZeroDivisionError]


def test_a_closed_watch_does_nothing():
    rounds: list[str] = []
    watch = Watch(rounds.append, failed=lambda _: None)
    watch.close()

    watch.wake("a")
    watch.close()

    assert rounds == []


def test_what_is_put_off_is_not_done_at_its_former_time():
    rounds, waits, done = [], {"a": [timedelta(milliseconds=20), timedelta(hours=1)]}, Event()

    def round_(subject):
        rounds.append(subject)
        if subject == "last" and rounds.count("last") == 2:
            done.set()
            return None
        return waits[subject].pop(0) if subject == "a" else timedelta(milliseconds=60)

    watch = Watch(round_, failed=lambda _: None)
    watch.wake("a")
    while not rounds:
        Event().wait(0.001)
    watch.wake("a")
    watch.wake("last")

    assert done.wait(SOON)
    watch.close()
    assert rounds.count("a") == 2

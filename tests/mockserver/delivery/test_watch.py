"""The thread that waits on clocks that move by themselves."""

from datetime import timedelta
from threading import Event

import pytest

from mockserver.delivery import Watch

SOON = 5


def test_a_round_is_done_when_woken():
    done = Event()
    watch = Watch(lambda: done.set(), failed=lambda _: None)  # noqa: PLW0108 - returns None

    watch.wake()

    assert done.wait(SOON)
    watch.close()


@pytest.mark.parametrize("wait", [timedelta(0), timedelta(milliseconds=5)])
def test_a_round_is_done_again_after_the_time_it_returned(wait):
    done, rounds = Event(), []

    def round_():
        rounds.append(1)
        if len(rounds) < 3:
            return wait
        done.set()
        return None

    watch = Watch(round_, failed=lambda _: None)
    watch.wake()

    assert done.wait(SOON)
    watch.close()
    assert len(rounds) == 3


def test_a_round_that_fails_is_told_and_the_next_one_is_done():
    told: list[Exception] = []
    done = Event()

    def round_():
        if not told:
            raise ZeroDivisionError
        done.set()

    def failed(error):
        told.append(error)
        watch.wake()

    watch = Watch(round_, failed=failed)
    watch.wake()

    assert done.wait(SOON)
    watch.close()
    assert [type(error) for error in told] == [ZeroDivisionError]


def test_a_closed_watch_does_nothing():
    rounds = []
    watch = Watch(lambda: rounds.append(1), failed=lambda _: None)
    watch.close()

    watch.wake()
    watch.close()

    assert rounds == []

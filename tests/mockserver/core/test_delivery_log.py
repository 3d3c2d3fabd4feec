from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from mockserver.core import delivery_log as module
from mockserver.core.attempt import Attempt, Heard, Outcome
from mockserver.core.callbacks import Delivery, State
from mockserver.core.clock import START
from mockserver.core.delivery_log import DeliveryLog

FEW = 5


def make(number, *, done=True, text=""):
    attempt = Attempt(START, START, Outcome.DELIVERED, heard=Heard(200, (), text))
    return Delivery(
        id=f"d{number}",
        number=number,
        task_id="t",
        url="https://x.example",
        next_at=None if done else START,
        state=State.DELIVERED if done else State.WAITING,
        attempts=(attempt,) if done else (),
    )


@pytest.fixture
def _small(monkeypatch):
    monkeypatch.setattr(module, "DONE_LIMIT", FEW)
    monkeypatch.setattr(module, "WEIGHT_LIMIT", 1000)


@pytest.mark.usefixtures("_small")
class TestBounds:
    @given(st.lists(st.booleans(), max_size=40))
    def test_what_is_not_done_is_always_kept_and_of_the_rest_the_last(self, done):
        log = DeliveryLog(forgotten=lambda _: None)
        for number, is_done in enumerate(done):
            log.keep(make(number, done=is_done))

        finished = [f"d{number}" for number, is_done in enumerate(done) if is_done]
        expected = {f"d{number}" for number, is_done in enumerate(done) if not is_done} | set(finished[-FEW:])
        assert set(log) == expected
        assert len(log) == len(expected)

    @given(st.lists(st.integers(0, 900), max_size=40))
    def test_what_is_kept_of_the_answers_is_bounded(self, sizes):
        log = DeliveryLog(forgotten=lambda _: None)
        for number, size in enumerate(sizes):
            log.keep(make(number, text="x" * size))

        assert sum(delivery.weight for delivery in log.values()) <= 1000
        assert not sizes or f"d{len(sizes) - 1}" in log

    def test_one_that_is_too_heavy_is_kept_while_it_is_the_last(self):
        log = DeliveryLog(forgotten=lambda _: None)
        log.keep(make(1, text="x" * 2000))
        assert list(log) == ["d1"]

        log.keep(make(2))
        assert list(log) == ["d2"]

    def test_one_that_is_kept_anew_weighs_once(self):
        log = DeliveryLog(forgotten=lambda _: None)
        log.keep(make(1, text="x" * 300))
        for _ in range(20):
            log.keep(make(2, text="x" * 300))

        assert list(log) == ["d1", "d2"]

    def test_one_that_is_tried_again_is_not_done(self):
        log = DeliveryLog(forgotten=lambda _: None)
        first = make(0)
        log.keep(first)
        log.keep(replace(first, next_at=START + timedelta(seconds=1)))
        for number in range(1, 9):
            log.keep(make(number))

        assert "d0" in log
        log.keep(first)
        assert len(log) == FEW

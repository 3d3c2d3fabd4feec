from datetime import timedelta
from decimal import Decimal

import pytest

from mockserver.core.clock import START
from mockserver.core.faults import FaultBook, Phase, parse_faults
from mockserver.core.meddling import (
    AT_CREATION,
    UNTOUCHED,
    CallbackFault,
    Meddling,
    callback_occasion,
    meddling_of,
)
from mockserver.core.task import Status, Task
from mockserver.faults import KINDS

TASK = Task.of(
    id="t", number=3, model="m", created_at=START, credits=Decimal(0), body=b"", base_url="", ends_as=Status.FAILED
)


def meet(*faults, attempt=1):
    book = FaultBook()
    book.add(parse_faults([{"on": "callback"} | fault for fault in faults], kinds=KINDS))
    occasion = callback_occasion(TASK, START, attempt=attempt, began=START, seed=0)
    return meddling_of(book.decide(occasion))


def test_without_a_fault_nothing_happens():
    assert meet() == UNTOUCHED


def test_what_faults_do_is_joined():
    met = meet({"do": "delay", "by": "5s"}, {"do": "lose", "phase": "after"}, {"do": "delay", "by": "1s"})

    assert (met.wait, met.lost) == (timedelta(seconds=6), Phase.AFTER)
    assert met.says == (
        "fault-2 lose after: the receiver's answer was lost",
        "fault-1 delay before: fell due 5s later",
        "fault-3 delay before: fell due 1s later",
    )


@pytest.mark.parametrize(
    ("when", "fits"),
    [
        ({}, True),
        ({"task": "t"}, True),
        ({"task": 3}, True),
        ({"task": 4}, False),
        ({"model": "m"}, True),
        ({"status": "failed"}, True),
        ({"status": "completed"}, False),
        ({"attempt": 1}, True),
        ({"attempt": 2}, False),
    ],
)
def test_a_fault_can_ask_for_the_task_and_the_attempt(when, fits):
    assert (meet({"do": "lose", "when": when}).lost is not None) is fits


CALLBACK_KINDS: dict[str, type[CallbackFault]] = {
    name: kind for name, kind in KINDS.items() if issubclass(kind, CallbackFault)
}


@pytest.mark.parametrize("name", CALLBACK_KINDS)
@pytest.mark.parametrize("attempt", [AT_CREATION, 1, 4])
def test_a_fault_is_asked_at_the_creation_or_at_the_attempts(name, attempt):
    kind = CALLBACK_KINDS[name]
    fault = kind.from_json({key: one for key, one in kind.example.items() if key not in {"on", "do", "when", "phase"}})
    occasion = callback_occasion(TASK, START, attempt=attempt, began=START, seed=0)

    assert fault.fits(occasion) is (kind.hastens is (attempt == AT_CREATION))


def test_one_that_hastens_does_nothing_to_attempts():
    assert CALLBACK_KINDS["early"]().meddle(Phase.BEFORE) == UNTOUCHED


def test_what_happens_is_nothing_unless_said():
    assert Meddling() == UNTOUCHED

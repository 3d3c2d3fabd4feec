from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from mockserver.core.tally import Tally

WORDS = st.sampled_from(["create", "query", "list"])
EVENTS = st.one_of(
    st.tuples(st.just("call"), WORDS, st.sampled_from([200, 400]), st.lists(WORDS, max_size=2)),
    st.tuples(st.just("fault"), WORDS),
    st.tuples(st.just("attempt"), WORDS),
    st.tuples(st.just("task"), st.decimals(0, 100, places=3)),
)


def happen(tally, event):
    getattr(tally, event[0])(*event[1:])


def everything(tally):
    return (tally.calls, tally.refused, tally.faults, tally.attempts, tally.ends, tally.tasks, tally.reserved)


@given(st.lists(st.tuples(st.booleans(), EVENTS)))
def test_tallies_of_several_worlds_add_up_to_the_tally_of_one(events):
    one, parts = Tally(), (Tally(), Tally())
    for first, event in events:
        happen(one, event)
        happen(parts[first], event)
    total = Tally()
    for part in parts:
        total.add(part)

    assert everything(total) == everything(one)


def test_reserved_credits_are_settled_or_released():
    tally = Tally()
    for charged in (True, False, True):
        tally.task(Decimal("1.1"))
        tally.end("completed" if charged else "failed", Decimal("1.1"), charged=charged)

    assert (tally.reserved, tally.settled, tally.released) == (Decimal("3.3"), Decimal("2.2"), Decimal("1.1"))
    assert (tally.tasks, tally.ends) == (3, {"completed": 2, "failed": 1})


def test_a_fault_can_be_taken_back():
    tally = Tally()
    tally.fault("reset")
    tally.fault("reset", -1)

    assert tally.faults == {"reset": 0}


def test_worlds_share_no_counts():
    Tally().call("create", 200, ["x"])

    assert (Tally().calls, Tally().refused) == ({}, {})

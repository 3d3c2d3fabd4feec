from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from mockserver.core.agenda import Agenda, Due
from mockserver.core.clock import START


def at(seconds):
    return START + timedelta(seconds=seconds)


@given(st.lists(st.integers(0, 9)), st.sets(st.integers(0, 30)), st.integers(0, 10))
def test_what_still_holds_is_taken_in_order(instants, untrue, until):
    agenda = Agenda(lambda event: event.order not in untrue)
    for number, instant in enumerate(instants):
        agenda.add(at(instant), kind=Due.END, subject=str(number))

    taken = []
    while event := agenda.take(at(until)):
        taken.append((event.at, event.order))

    wanted = [(at(instant), order) for order, instant in enumerate(instants, 1)]
    assert taken == sorted(pair for pair in wanted if pair[0] <= at(until) and pair[1] not in untrue)


def test_looking_takes_nothing():
    agenda = Agenda(lambda _: True)
    agenda.add(at(1), kind=Due.ATTEMPT, subject="x")

    assert agenda.first() == agenda.first() == agenda.take(at(1))
    assert agenda.first() is None

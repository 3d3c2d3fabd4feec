from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from mockserver.core.agenda import Agenda, Due
from mockserver.core.clock import START


def at(seconds):
    return START + timedelta(seconds=seconds)


@given(st.lists(st.integers(0, 9)), st.sets(st.integers(0, 30)), st.integers(0, 10))
def test_what_still_holds_is_taken_in_order(instants, untrue, until):
    agenda = Agenda(lambda event: int(event.subject) not in untrue)
    for number, instant in enumerate(instants):
        agenda.add(at(instant), kind=Due.END, number=number, subject=str(number))
    seen = sorted((event.at, int(event.subject)) for event in agenda.until(at(until)))

    taken = []
    while event := agenda.take(at(until)):
        taken.append((event.at, int(event.subject)))

    wanted = [(at(instant), number) for number, instant in enumerate(instants)]
    assert taken == seen == sorted(pair for pair in wanted if pair[0] <= at(until) and pair[1] not in untrue)


def test_at_one_instant_ends_come_before_attempts_whenever_they_were_entered():
    agenda = Agenda(lambda _: True)
    for kind, number in ((Due.ATTEMPT, 2), (Due.END, 9), (Due.ATTEMPT, 1), (Due.END, 3)):
        agenda.add(at(1), kind=kind, number=number, subject=f"{kind} {number}")

    taken = [event.subject for event in iter(lambda: agenda.take(at(1)), None)]

    assert taken == ["end 3", "end 9", "attempt 1", "attempt 2"]


def test_looking_takes_nothing():
    agenda = Agenda(lambda _: True)
    agenda.add(at(1), kind=Due.ATTEMPT, number=1, subject="x")

    assert agenda.first() == agenda.first() == agenda.take(at(1))
    assert agenda.first() is None

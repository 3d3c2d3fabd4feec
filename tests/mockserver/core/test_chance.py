from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.core.chance import ALPHABET, HIGHEST, draw, identifier, log_normal

SUBJECTS = st.lists(st.text() | st.integers(), max_size=4).map(tuple)
MEDIAN, P99 = timedelta(minutes=3), timedelta(minutes=10)


@given(st.integers(), SUBJECTS)
def test_a_draw_is_within_its_bounds_and_can_be_told_again(seed, subject):
    drawn = draw(seed, *subject)

    assert 0 <= drawn < HIGHEST
    assert drawn == draw(seed, *subject)


@given(st.integers(), SUBJECTS, SUBJECTS)
def test_other_subjects_draw_otherwise(seed, one, other):
    assert (draw(seed, *one) == draw(seed, *other)) == (one == other)


def test_draws_are_the_same_on_every_machine():
    assert draw(7, "task", 1) == 5070166278659949175
    assert identifier(7, "task", 1, length=8) == "412c7mxp"


def test_texts_that_join_alike_are_two_subjects():
    assert draw(0, "ab", "c") != draw(0, "a", "bc")
    assert draw(0, "1") != draw(0, 1)


@given(st.integers(0, 40), st.text(min_size=2, max_size=9))
def test_identifiers_have_their_length_and_alphabet(length, alphabet):
    name = identifier(0, "x", length=length, alphabet=alphabet)

    assert len(name) == length
    assert set(name) <= set(alphabet)


def test_identifiers_use_the_whole_alphabet():
    drawn = {letter for number in range(100) for letter in identifier(0, number, length=8)}

    assert drawn == set(ALPHABET)


@given(st.integers(0, HIGHEST - 1), st.integers(0, HIGHEST - 1))
def test_a_higher_draw_is_no_shorter_time(one, other):
    low, high = sorted((one, other))

    assert log_normal(low, median=MEDIAN, p99=P99) <= log_normal(high, median=MEDIAN, p99=P99)


@pytest.mark.parametrize(("share", "span"), [(0.5, MEDIAN), (0.99, P99)])
def test_median_and_p99_are_what_they_are_called(share, span):
    assert log_normal(int(share * HIGHEST), median=MEDIAN, p99=P99) == span


@pytest.mark.parametrize("drawn", [0, HIGHEST - 1])
def test_the_ends_of_the_range_are_times_too(drawn):
    span = log_normal(drawn, median=MEDIAN, p99=timedelta(days=36_500))

    assert timedelta() <= span <= timedelta(days=36_500)
    assert span.microseconds % 1000 == 0


def test_without_a_spread_every_time_is_the_median():
    assert log_normal(0, median=MEDIAN, p99=MEDIAN) == MEDIAN

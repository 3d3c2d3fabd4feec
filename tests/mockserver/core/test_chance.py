from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.core.chance import ALPHABET, HIGHEST, draw, identifier, log_normal, nth

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
    assert nth(7, "task", 1) == 4564325982325676730
    assert identifier(7, "task", 1, length=8) == "nge4lms7"


def test_the_numbered_draws_are_those_of_splitmix():
    """The first outputs for the state 1234567, as published with the generator's reference code."""
    begin = draw(0, "x")
    step = pow(0x9E3779B97F4A7C15, -1, HIGHEST)
    published = [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431]

    shift = (1234567 - begin) * step % HIGHEST

    assert [nth(0, "x", shift + number) for number in range(1, 5)] == published


@given(st.integers(), st.text(), st.sets(st.integers(0, HIGHEST - 1), max_size=20))
def test_a_numbered_draw_comes_once(seed, kind, numbers):
    drawn = {nth(seed, kind, number) for number in numbers}

    assert len(drawn) == len(numbers)
    assert all(0 <= one < HIGHEST for one in drawn)


def test_the_bits_of_numbered_draws_are_even():
    drawn = [nth(seed, "task", number) for seed in range(4) for number in range(1000)]

    for bit in range(64):
        assert 0.45 < sum(one >> bit & 1 for one in drawn) / len(drawn) < 0.55


def test_other_seeds_and_kinds_draw_otherwise():
    assert len({nth(0, "task", 1), nth(1, "task", 1), nth(0, "tasks", 1), nth(0, "task", 2)}) == 4


def test_texts_that_join_alike_are_two_subjects():
    assert draw(0, "ab", "c") != draw(0, "a", "bc")
    assert draw(0, "1") != draw(0, 1)


@given(st.integers(), st.integers(0, 2**64), st.sampled_from((2, 8, 12)))
def test_identifiers_have_their_length_and_alphabet(seed, number, length):
    name = identifier(seed, "x", number, length=length)

    assert len(name) == length
    assert set(name) <= set(ALPHABET)


@pytest.mark.parametrize("place", range(12))
def test_identifiers_use_the_whole_alphabet_in_every_place(place):
    assert {identifier(0, "x", number, length=12)[place] for number in range(1000)} == set(ALPHABET)


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

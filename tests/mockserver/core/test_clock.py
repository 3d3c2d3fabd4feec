from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.core.clock import (
    END_OF_TIME,
    START,
    Clock,
    ClockError,
    format_instant,
    parse_instant,
    parse_pace,
)

REAL = datetime(2026, 11, 21, tzinfo=UTC)
SPANS = st.timedeltas(min_value=timedelta(), max_value=timedelta(days=3650))
PACES = st.sampled_from(["real", "scaled:60", "scaled:0.25", "manual", "auto"]).map(parse_pace)


@given(PACES, SPANS, SPANS)
def test_no_clock_goes_back(pace, early, later):
    clock = Clock(pace, START, REAL)

    assert clock.at(REAL - early) == START
    assert START <= clock.at(REAL + early) <= clock.at(REAL + early + later)


@given(PACES, SPANS, SPANS, SPANS)
def test_advancing_twice_is_advancing_by_both(pace, elapsed, one, other):
    clock, now = Clock(pace, START, REAL), REAL + elapsed

    twice = clock.advance(one, real_now=now).advance(other, real_now=now)

    assert twice.at(now) == clock.at(now) + one + other


@given(PACES, SPANS, SPANS)
def test_a_jump_never_goes_back(pace, elapsed, back):
    clock, now = Clock(pace, START, REAL), REAL + elapsed

    assert clock.jump(clock.at(now) - back, real_now=now).at(now) == clock.at(now)


@given(PACES, PACES, SPANS)
def test_a_switch_goes_on_from_now(one, other, elapsed):
    clock, now = Clock(one, START, REAL), REAL + elapsed

    assert clock.switch(other, real_now=now).at(now) == clock.at(now)


@given(PACES.filter(lambda pace: not pace.stands), SPANS)
def test_after_the_real_wait_the_instant_has_come(pace, ahead):
    clock = Clock(pace, START, REAL)

    wait = clock.real_wait(START + ahead, real_now=REAL)

    assert wait is not None
    assert clock.at(REAL + wait) >= START + ahead


@pytest.mark.parametrize(
    ("text", "moved"),
    [("real", 60), ("scaled:60", 3600), ("scaled:0.5", 30), ("manual", 0), ("auto", 0)],
)
def test_a_minute_of_real_time(text, moved):
    clock = Clock(parse_pace(text), START, REAL)

    assert clock.at(REAL + timedelta(minutes=1)) == START + timedelta(seconds=moved)
    assert str(clock.pace) == text


def test_a_clock_that_stands_brings_nothing_nearer():
    clock = Clock(parse_pace("manual"), START, REAL)

    assert clock.real_wait(START + timedelta(seconds=1), real_now=REAL) is None
    assert clock.real_wait(START, real_now=REAL) == timedelta()


def test_a_scaled_clock_waits_less():
    clock = Clock(parse_pace("scaled:60"), START, REAL)

    assert clock.real_wait(START + timedelta(minutes=1), real_now=REAL) == timedelta(seconds=1)


def test_a_decimal_rate_is_exact():
    assert parse_pace("scaled:0.1").rate == Fraction(1, 10)


def test_a_clock_stops_at_the_end_of_time():
    fast = Clock(parse_pace("scaled:1000000"), END_OF_TIME - timedelta(days=1), REAL)

    assert fast.at(REAL + timedelta(days=1)) == END_OF_TIME
    with pytest.raises(ClockError, match="9000"):
        fast.advance(timedelta(days=2), real_now=REAL)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "fast",
        "scaled",
        "scaled:",
        "scaled:0",
        "scaled:-1",
        "scaled:x",
        "scaled:1000001",
        "real:2",
        "REAL",
    ],
)
def test_what_is_no_clock_is_refused(text):
    with pytest.raises(ClockError, match="scaled:N"):
        parse_pace(text)


@given(st.datetimes(datetime(1970, 1, 1), datetime(8999, 12, 31), timezones=st.just(UTC)))  # noqa: DTZ001
def test_an_instant_is_read_back(instant):
    assert parse_instant(format_instant(instant)) == instant


def test_an_instant_of_another_zone_is_the_same_instant():
    assert parse_instant("2026-01-01T02:00:00+02:00") == START
    assert format_instant(START) == "2026-01-01T00:00:00.000000Z"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "now",
        "2026-01-01T00:00:00",
        "1969-12-31T23:59:59Z",
        "9000-01-01T00:00:00Z",
        "2026-13-01T00:00:00Z",
    ],
)
def test_what_is_no_instant_is_refused(text):
    with pytest.raises(ClockError, match="not an instant"):
        parse_instant(text)

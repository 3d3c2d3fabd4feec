from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.core.span import LONGEST, SpanError, format_span, parse_span


@given(st.timedeltas(min_value=timedelta(), max_value=LONGEST))
def test_what_is_written_is_read_back(span):
    assert parse_span(format_span(span)) == span


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("0", timedelta()),
        ("90s", timedelta(seconds=90)),
        ("2m", timedelta(minutes=2)),
        ("24h", timedelta(hours=24)),
        ("1h30m", timedelta(hours=1, minutes=30)),
        ("250ms", timedelta(milliseconds=250)),
        ("1.5s", timedelta(milliseconds=1500)),
        ("7d", timedelta(days=7)),
        ("3us", timedelta(microseconds=3)),
    ],
)
def test_spans_are_read_as_people_write_them(text, span):
    assert parse_span(text) == span


@pytest.mark.parametrize(
    "text",
    [
        "",
        "s",
        "90",
        "-1s",
        "1 s",
        "1h-3m",
        "1y",
        "1e3s",
        "NaN",
        "٣s",
        "1" * 80 + "s",
        "1.s",
        "100d" * 20,
    ],
)
def test_what_is_no_span_is_refused(text):
    with pytest.raises(SpanError, match="not a length of time"):
        parse_span(text)


def test_a_span_of_more_than_a_hundred_years_is_refused():
    assert parse_span("36500d") == LONGEST
    with pytest.raises(SpanError, match="longer than"):
        parse_span("36500d1us")

from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.core.headers import Headers
from mockserver.core.wire import BadJsonError, Call, decode, encode, http_date

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(JSON)
def test_json_is_read_back(value):
    assert decode(encode(value)) == value


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"NaN",
        b"[Infinity]",
        b'"\\ud800"',
        b"\xff",
        b'"\xed\xa0\x80"',
        b"1e999",
        b"{} {}",
        b"[" * 10_000,
        b"\xef\xbb\xbf{}",
        b"'a'",
        b"1" * 5000 + b"x",
    ],
)
def test_what_is_not_json_is_refused(data):
    with pytest.raises(BadJsonError, match="the body is"):
        decode(data)


@given(st.datetimes(datetime(1970, 1, 1), datetime(9000, 1, 1)))  # noqa: DTZ001 - given a zone below
def test_dates_are_written_as_http_has_them(naive):
    now = naive.replace(tzinfo=UTC)

    assert http_date(now) == format_datetime(now, usegmt=True)


def test_a_date_of_another_zone_is_in_gmt():
    there = datetime(2026, 1, 1, 2, tzinfo=timezone(timedelta(hours=2)))

    assert http_date(there) == "Thu, 01 Jan 2026 00:00:00 GMT"


def test_header_names_have_no_case():
    call = Call(operation="x", method="GET", path="/", headers=Headers([("A", "0"), ("X-One", "1")]))

    assert (call.header("x-one"), call.header("x-two")) == ("1", None)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "it is empty"),
        (b" \n", "it is empty"),
        (b'{"a": 1,\n}', "line 2 column 1"),
        (b'{"a": NaN}', "NaN"),
        (b'"\\ud800"', "half of a surrogate pair"),
        (b"1e400", "a huge number"),
        (b"9" * 5000, "out of range"),
        (b'"\xff"', "utf-8"),
    ],
)
def test_what_is_wrong_with_json_is_said_in_words_that_help(data, said):
    with pytest.raises(BadJsonError, match="the body is not JSON") as caught:
        decode(data)

    assert said in str(caught.value)

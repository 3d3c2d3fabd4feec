"""5 and 5.0 are one number in JSON, and whoever says a whole number takes both."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.core.whole import whole
from mockserver.core.wire import decode, decode_exactly


@given(st.integers(-(2**53), 2**53))
def test_a_whole_number_is_read_however_it_is_written(number):
    for text in (f"{number}", f"{number}.0", f"{number}.000e0"):
        assert whole(decode(text.encode())) == number
        assert whole(decode_exactly(text.encode())) == number


@pytest.mark.parametrize(
    "value", [True, False, None, "1", [], 0.5, Decimal("0.5"), float("inf"), Decimal("1e999999"), 1e300]
)
def test_nothing_else_is_one(value):
    assert whole(value) is None


WRITTEN = [
    ("POST", "/_mock/callbacks/wait", {"count": 1.0, "within": "0"}, {200, 409}),
    ("POST", "/_mock/judge/image", {"bytes": 300.0}, {200}),
    (
        "POST",
        "/_mock/judge",
        {"request": {}, "images": {"u": {"format": "png", "bytes": 9.0, "width": 3.0, "height": 4.0}}},
        {200},
    ),
    ("POST", "/_mock/calls/verify", {"expect": {}, "after": 3.0, "count": {"at_least": 0.0}}, {200}),
    ("PUT", "/_mock/world", {"seed": 7.0}, {200}),
    ("PUT", "/_mock/world", {"rate_limit": {"tasks_at_once": 3.0}}, {200}),
    ("PUT", "/_mock/world", {"lifecycle": {"kind": "polls", "count": 2.0}}, {200}),
    ("PUT", "/_mock/world", {"lifecycle": [{"polls": 2.0}]}, {200}),
]


@pytest.mark.parametrize(("method", "path", "body", "taken"), WRITTEN)
def test_every_control_route_takes_a_whole_number_with_a_point(client, method, path, body, taken):
    answer = client.open(method, path, data=json.dumps(body), content_type="application/json")

    assert answer.status_code in taken, answer.text

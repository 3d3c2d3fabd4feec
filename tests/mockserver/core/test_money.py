from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.core.money import MoneyError, number, parse_money, text
from mockserver.core.wire import encode

AMOUNTS = st.decimals(0, 10**15, places=4)


@given(AMOUNTS)
def test_an_amount_is_written_exactly(amount):
    assert Decimal(text(amount)) == amount
    assert parse_money(text(amount)) == amount


@given(AMOUNTS)
def test_a_number_on_the_wire_is_exact_and_plain(amount):
    written = encode(number(amount))

    assert msgspec.json.decode(written, type=Decimal) == amount
    assert b"E" not in written


@pytest.mark.parametrize(
    ("amount", "shown"),
    [("27.0", "27"), ("36.0180", "36.018"), ("1E+4", "10000"), ("270000", "270000"), ("0.00", "0")],
)
def test_amounts_show_without_closing_zeros(amount, shown):
    assert text(Decimal(amount)) == shown


@pytest.mark.parametrize(
    "value",
    ["", "x", "-1", "NaN", "Infinity", "1e16", "0." + "0" * 12 + "1", "1" * 50, 5, 5.0, None, True, ["1"]],
)
def test_what_is_no_amount_is_refused(value):
    with pytest.raises(MoneyError, match="credits"):
        parse_money(value)


def test_minus_nought_is_nought():
    assert str(parse_money("-0")) == "0"

from decimal import Decimal

import pytest

from contracts.number import exact


@pytest.mark.parametrize("text", ["0", "-5.40", "9.99e308", "5e-324", "1" * 300])
def test_a_number_is_read_to_its_last_digit(text):
    assert exact(text) == Decimal(text)


@pytest.mark.parametrize(
    "text", ["", "many", "nan", "sNaN", "-inf", "1e309", "9e-325", "1e999999999", "1e9999999999999999999"]
)
def test_what_cannot_be_counted_with_is_refused_in_words(text):
    with pytest.raises(ValueError, match="is no number that can be counted with"):
        exact(text)


def test_of_a_long_text_only_the_beginning_is_quoted():
    with pytest.raises(ValueError, match=r"^x{40} is no number"):
        exact("x" * 10_000)

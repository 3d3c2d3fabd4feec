import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from validator.pattern import Pattern, PatternError


@given(st.text(), st.text(max_size=100), st.text())
def test_a_text_is_found_wherever_it_stands(before, text, after):
    assert Pattern(re.escape(text)).found_in(before + text + after)


@given(st.text("ab"), st.sampled_from(["a+b", "^a", "b$", "^(ab)*$", "[^a]", "a{2,3}", "a|b"]))
def test_the_usual_expressions_mean_what_they_mean_elsewhere(text, expression):
    assert Pattern(expression).found_in(text) is bool(re.search(expression, text))


def test_half_of_a_surrogate_pair_is_no_accident():
    assert Pattern(r"^\?$").found_in("\ud800")


@pytest.mark.parametrize("text", ["(", "(?=a)", r"(a)\1", "a{1000}{1000}", "\ud800", "a" * 1001])
def test_what_cannot_be_searched_for_is_refused(text):
    with pytest.raises(PatternError):
        Pattern(text)


@pytest.mark.parametrize("expression", ["(a+)+$", "^(a|a)*$", "(a*)*b", "(.*a){20}$", "^(([a-z])+.)+[A-Z]([a-z])+$"])
def test_no_expression_takes_forever(expression):
    # Each of these would never come back from an engine that tries again.
    assert not Pattern(expression).found_in("a" * 50_000 + "!")

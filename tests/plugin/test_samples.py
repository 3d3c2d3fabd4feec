"""Made-up texts and requests are the same for a seed, and the requests are what they are said to be."""

import unicodedata
from itertools import islice

import pytest
from faker import Faker
from hypothesis import given
from hypothesis import strategies as st

from contracts import model_names
from mockserver.strategies import broken_samples, prompts, samples
from mockserver.strategies.samples import image_url, name, prompt
from validator import check

SEEDS = st.integers(0, 2**32 - 1)


@given(SEEDS, st.integers(1, 2_500))
def test_a_text_is_no_longer_than_it_may_be_and_always_the_same(seed, longest):
    first = prompt(seed, longest=longest), name(seed, longest=longest), image_url(seed)
    Faker.seed(seed + 1)
    Faker("ja_JP").sentence()

    assert (prompt(seed, longest=longest), name(seed, longest=longest), image_url(seed)) == first
    assert all(0 < len(text) <= longest for text in first[:2])


def test_prompts_are_of_many_scripts():
    letters = {letter for seed in range(200) for letter in prompt(seed) if letter.isalpha()}

    scripts = {unicodedata.name(letter, "").partition(" ")[0] for letter in letters}

    assert scripts >= {
        "LATIN",
        "CYRILLIC",
        "GREEK",
        "ARABIC",
        "HEBREW",
        "DEVANAGARI",
        "THAI",
        "HANGUL",
        "HIRAGANA",
        "CJK",
    }


@pytest.mark.parametrize("model", model_names())
def test_samples_are_valid_and_not_alike(model):
    found = list(islice(samples(model, seed=3), 25))

    assert all(check(request).valid for request in found)
    assert len({str(request) for request in found}) >= 20
    assert found == list(islice(samples(model, seed=3), 25))
    assert found != list(islice(samples(model, seed=4), 25))


@pytest.mark.parametrize("model", model_names())
def test_broken_samples_break_the_rule_that_they_name_alone(model):
    found = list(islice(broken_samples(model, seed=3), 25))

    assert [{error.rule for error in check(request).errors} for _, request in found] == [{rule} for rule, _ in found]
    assert len({rule for rule, _ in found}) >= 8


@given(prompts(longest=40))
def test_the_strategy_draws_prompts(text):
    assert 0 < len(text) <= 40

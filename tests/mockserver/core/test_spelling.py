import json
import re
from base64 import b64encode, urlsafe_b64encode
from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mockserver.core.spelling import escaped, in_base64, in_utf8

SIGNS = st.characters(exclude_categories=["Cs", "Cc"])
WORDS = st.text(SIGNS, min_size=4, max_size=20).filter(lambda word: word.strip("\\"))

ESCAPINGS = {
    "as it is": lambda sign: sign,
    "percent": lambda sign: "".join(f"%{byte:02X}" for byte in sign.encode()),
    "percent, twice": lambda sign: "".join(f"%25{byte:02x}" for byte in sign.encode()),
    "json": lambda sign: json.dumps(sign)[1:-1],
    "json, twice": lambda sign: json.dumps(json.dumps(sign))[3:-3],
    "python": lambda sign: f"\\x{ord(sign):02x}" if ord(sign) < 256 else sign,
}


@st.composite
def spelled(draw, ways=tuple(ESCAPINGS)):
    word = draw(WORDS)
    return word, "".join(ESCAPINGS[draw(st.sampled_from(ways))](sign) for sign in word)


@given(spelled(), st.text(), st.text())
def test_a_word_is_found_in_every_mixture_of_escapes(case, before, after):
    word, text = case

    assert escaped([word]).search(before + text + after)


@given(spelled(["json"]))
@example(("\\\\", "\\\\\\\\"))
@example(('a"\\b', 'a\\"\\\\b'))
def test_nothing_of_an_escaped_word_but_outer_backslashes_is_left(case):
    word, text = case
    if word.strip("\\"):
        assert escaped([word]).sub("", text).strip("\\") in {"", "u"}


@given(WORDS, WORDS)
def test_another_word_is_not_found(word, other):
    if escaped([word]).fullmatch(other):
        assert word.strip("\\") == re.sub(r"\\+(?!\\|$)", "", other) or "\\" in other + word or "%" in other


@pytest.mark.parametrize("hostile", ["\\", "%5c", "%25", "s\\", "s%5C", "%2573", "su005c"])
@pytest.mark.parametrize("word", ["sk-\\\\\\\\\\\\x", "\\\\\\\\a", "ssssssss!", "\\\\", "%%%%%%%%"])
def test_hostile_text_costs_no_more_than_its_length(hostile, word):
    # A pattern that tried again and again would not come back from this.
    escaped([word]).search(hostile * (50_000 // len(hostile)))


@given(WORDS, st.binary(max_size=10), st.binary(max_size=10), st.sampled_from([b64encode, urlsafe_b64encode]))
def test_a_word_is_found_wherever_it_stands_in_base64(word, before, after, encode):
    text = encode(before + word.encode() + after).decode()

    assert any(spelling in text for spelling in in_base64(word))


@given(WORDS)
def test_what_was_read_as_latin_1_is_read_anew(word):
    assert in_utf8(word.encode().decode("latin-1")) == word
    assert in_utf8("\u1234" + word) == "\u1234" + word


@given(WORDS)
def test_the_usual_quotings_are_found(word):
    for text in (quote(word, safe=""), quote(word), json.dumps(word), json.dumps({"a": json.dumps(word)})):
        assert escaped([word]).search(text)

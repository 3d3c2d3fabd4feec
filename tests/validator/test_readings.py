"""Readings: a preset, changed where one likes; what does not exist is refused with the nearest that does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts import disputes
from validator import Readings, UnknownReadingError, check

REQUEST = {"model": "kling-o3-image-to-video", "image_start": "https://example.com/a.jpg"}
PRESETS = ("strict", "lenient", "public")
CHANGES = st.fixed_dictionaries(
    {"preset": st.sampled_from(PRESETS)},
    optional={name: st.sampled_from(sorted(dispute.readings)) for name, dispute in disputes().items()},
)


@given(CHANGES)
def test_readings_are_the_preset_with_the_changes(changes):
    readings = Readings.of(changes)

    assert dict(readings) == {
        name: changes.get(name, dispute.under(changes["preset"])) for name, dispute in disputes().items()
    }
    assert len(readings) == len(disputes())


@given(CHANGES)
def test_the_json_form_makes_the_same_readings(changes):
    readings = Readings.of(changes)

    assert Readings.of(readings.to_dict()) == readings
    assert readings.to_dict()["preset"] == changes["preset"]


@given(CHANGES, CHANGES)
def test_equal_readings_have_equal_hashes_and_only_they_are_equal(one, other):
    first, second = Readings.of(one), Readings.of(other)

    assert (first == second) is (dict(first) == dict(second))
    if first == second:
        assert hash(first) == hash(second)


def test_readings_equal_no_other_mapping():
    readings = Readings.of()

    assert readings != dict(readings)
    assert repr(Readings.of({"usd-rate": "68"})) == "Readings('strict', (('usd-rate', '68'),))"


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_takes_its_side_of_every_dispute(preset):
    assert dict(Readings.of(preset)) == {name: dispute.under(preset) for name, dispute in disputes().items()}


def test_nothing_means_strict_and_readings_stay_themselves():
    readings = Readings.of("lenient")

    assert Readings.of() == Readings.of(None) == Readings.of("strict") == Readings.of({})
    assert Readings.of(readings) is readings


def test_a_change_to_what_the_preset_takes_anyway_is_no_change():
    assert Readings.of({"usd-rate": "72"}).to_dict() == {"preset": "strict"}


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("strikt", "unknown preset 'strikt'; did you mean strict?"),
        ("zzz", "unknown preset 'zzz'; known: lenient, public, strict"),
        ({"preset": "x"}, "unknown preset 'x'"),
        ({"quality4k": "accepted"}, "unknown dispute 'quality4k'; did you mean quality-4k"),
        ({"quality-4k": "accept"}, "dispute quality-4k has no reading 'accept'; did you mean accepted?"),
        ({"usd-rate": 68}, "both strings"),
        ({5: "x"}, "both strings"),
        (5, "both strings"),
        (["strict"], "both strings"),
        (b"strict", "both strings"),
    ],
)
def test_what_does_not_exist_is_refused_with_a_hint(value, says):
    with pytest.raises(UnknownReadingError, match=says.replace("?", r"\?")):
        Readings.of(value)
    with pytest.raises(UnknownReadingError):
        check(REQUEST, readings=value)


@pytest.mark.parametrize(
    ("words", "form"),
    [
        ((), {"preset": "strict"}),
        (("lenient",), {"preset": "lenient"}),
        (("usd-rate=68",), {"preset": "strict", "usd-rate": "68"}),
        (("usd-rate=72", "public"), {"preset": "public", "usd-rate": "72"}),
    ],
)
def test_words_of_a_command_line_make_readings(words, form):
    assert Readings.from_words(words).to_dict() == form


@pytest.mark.parametrize("words", [("strict", "public"), ("usd-rate",), ("usd-rate=",), ("=68",)])
def test_words_that_say_nothing_are_refused(words):
    with pytest.raises(UnknownReadingError):
        Readings.from_words(words)

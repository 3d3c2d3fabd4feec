"""What is remembered of requests that are alike is what the judge would have said of each."""

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from contracts import disputes, load, model_names
from validator import Outcomes, Readings, check, judge_for
from validator.derive.strategies import broken_requests, valid_requests

PRESETS = ("strict", "lenient", "public")
KNOWN = {preset: Outcomes(preset) for preset in PRESETS}
"""One memory for all examples, so that later ones meet what earlier ones left."""

TURBO, O3 = "kling-v3-turbo-text-to-video", "kling-o3-image-to-video"
T2V = "kling-v3-text-to-video"
SHOTS: dict[str, Any] = {
    "model": T2V,
    "model_params": {
        "multi_shot": True,
        "shot_type": "customize",
        "multi_prompt": [{"index": 1, "prompt": "a boat", "duration": "5"}],
    },
}
GRIN = "\N{GRINNING FACE}"
TEXTS = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        (
            "",
            "A boat.",
            "<<<image_1>>> and <<<element_9>>>",
            "镜头1,3,a boat;镜头2,9,a tree;",
            "https://example.com/a.jpg",
            "https://cdn.example.com/b.jpg",
            "http://example.com/a.jpg",
            "https://127.0.0.1/a.jpg",
            "ftp://example.com",
            "no address",
            "on",
            "customize",
            "1080p",
        )
    ),
    st.builds(
        lambda sign, number: sign * number,
        st.sampled_from(("x", GRIN, "\u5b57")),
        st.sampled_from((63, 64, 65, 512, 513, 1250, 1251, 2048, 2049, 2500, 2501, 3072, 3073)),
    ),
)
REQUESTS = st.sampled_from(model_names()).flatmap(
    lambda model: valid_requests(model) | broken_requests(model).map(lambda pair: pair[1])
)


def found(request, preset):
    verdict = check(json.loads(json.dumps(request)), readings=preset)
    credits_ = None if verdict.quote is None else verdict.quote.credits
    return verdict.model, credits_, list(dict.fromkeys(error.rule for error in verdict.errors))


def remembered(request, preset):
    outcome = KNOWN[preset].of(json.loads(json.dumps(request)))
    return outcome.model, outcome.credits, list(outcome.rules)


def with_texts(draw, value):
    """Return *value* with some of its texts exchanged, wherever they stand."""
    if isinstance(value, dict):
        return {name: member if name == "model" else with_texts(draw, member) for name, member in value.items()}
    if isinstance(value, list):
        return [with_texts(draw, item) for item in value]
    return draw(TEXTS) if isinstance(value, str) and draw(st.booleans()) else value


@st.composite
def two_of_a_kind(draw):
    request = draw(REQUESTS)
    return request, with_texts(draw, request)


@pytest.mark.parametrize("preset", PRESETS)
@given(two_of_a_kind())
@example(({"model": TURBO, "prompt": "x" * 2_500}, {"model": TURBO, "prompt": GRIN * 2_500}))
@example(({"model": T2V, "prompt": "x"}, {"model": T2V, "prompt": ""}))
@example((SHOTS, SHOTS | {"model_params": SHOTS["model_params"] | {"multi_shot": 1}}))
@example(({"model": T2V, "prompt": "x", "duration": 5}, {"model": T2V, "prompt": "x", "duration": "5"}))
@example(({"model": T2V, "prompt": "x", "duration": 1}, {"model": T2V, "prompt": "x", "duration": True}))
@example(({"model": T2V, "prompt": "x", "model_params": {"element_list": [{}] * 17}},) * 2)
@example(({"model": O3, "element_list": {}}, {"model": O3, "element_list": []}))
@example(({"model": "unknown", "seed": 10**400}, {"model": "unknown", "seed": 1}))
def test_a_remembered_outcome_is_that_of_the_judge(preset, requests):
    for request in (*requests, requests[0]):
        assert remembered(request, preset) == found(request, preset)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=5))
def test_any_value_has_an_outcome(value):
    assert remembered(value, "strict") == found(value, "strict")


@pytest.mark.parametrize(
    "others",
    [
        {"prompt": "Another one.", "image_start": "https://cdn.example.com/another.jpg"},
        {"prompt": "\u5b57" * 30},
    ],
)
def test_requests_that_differ_in_ordinary_texts_only_share_one_outcome(others):
    request = {"model": O3, "prompt": "A boat.", "image_start": "https://example.com/a.jpg", "duration": 5}
    assert KNOWN["strict"].of(request) is KNOWN["strict"].of(request | others)
    assert KNOWN["strict"].of(request) is not KNOWN["strict"].of(request | {"duration": 6})


@given(two_of_a_kind(), st.data())
def test_what_is_alike_under_one_reading_is_so_under_another_where_that_is_said(requests, data):
    model = requests[0]["model"]
    preset = data.draw(st.sampled_from(PRESETS))
    dispute = data.draw(st.sampled_from(sorted(load(model).disputes())))
    other = Readings.of(
        {**Readings.of(preset).to_dict(), dispute: data.draw(st.sampled_from(sorted(disputes()[dispute].readings)))}
    )
    mine = judge_for(model, Readings.of(preset)).likeness
    first, second = (mine.of(json.loads(json.dumps(request))) for request in requests)

    if first is not None and first == second and mine.implies(judge_for(model, other).likeness):
        assert found(requests[0], other) == found(requests[1], other)


def test_one_reading_knows_free_texts_that_another_does_not():
    known, unknown = (
        judge_for(O3, Readings.of({"o3-first-frame-aliases": reading})).likeness
        for reading in ("aliases", "undocumented")
    )

    assert known.implies(unknown)
    assert not unknown.implies(known)


def test_memory_is_bounded(monkeypatch):
    monkeypatch.setattr("validator.outcomes._MOST_REMEMBERED", 64)
    outcomes = Outcomes()
    for number in range(100):
        outcomes.of({"model": "unknown", f"a{number}": number} | {"model": f"unknown {number}"})
    assert len(outcomes._remembered) == 100 - 64

"""What is fast and what is independent agree on every request that can be drawn: two judges of schemas, and signs."""

import copy

import jsonschema
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from contracts import model_names
from validator import Readings, check, judge_for
from validator.derive.strategies import broken_requests, valid_requests
from validator.glance import Glance
from validator.json_value import plain
from validator.media import NOTHING_KNOWN
from validator.schema import json_schema
from validator.signs import holds, signs_of

O3 = "kling-o3-image-to-video"
PRESETS = ("strict", "lenient", "public")
MODELS = st.sampled_from(model_names())
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from((0, 1, 2, 3, 15, 16, -1, 10**30, 2**63, 2**64, -(2**63) - 1)),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from((5.0, 2.0, 16.0, 1e300, 0.1, -0.0)),
    st.text(max_size=20),
    st.sampled_from(
        ("5", "0", "05", "5\n", "\u0665", "on", "720p", "4k", "https://a.example/x", "HTTP://A", "\U0001f600" * 513)
    ),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(("index", "prompt", "duration", "element_id", "x", "image_url")) | st.text(max_size=5),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)


def places(value, place=()):
    """List the way to everything inside *value*."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, member in inside:
        yield (*place, key)
        yield from places(member, (*place, key))


@st.composite
def spliced(draw):
    """Draw a valid request and put other values in some of its places, or take them out."""
    model, readings = draw(MODELS), draw(st.sampled_from(PRESETS))
    request = copy.deepcopy(draw(valid_requests(model, readings=readings)))
    names = sorted(judge_for(model, Readings.of(readings)).shape.parameters)
    for _ in range(draw(st.integers(1, 4))):
        ways = [way for way in places(request) if way != ("model",)] or [("x",)]
        way = draw(st.sampled_from(sorted(ways, key=repr)))
        holder = request
        for step in way[:-1]:
            holder = holder[step]
        if way != ("x",) and draw(st.booleans()):
            del holder[way[-1]]
        else:
            holder[way[-1]] = draw(VALUES)
        if draw(st.booleans()):
            name = draw(st.sampled_from(names))
            request.setdefault("model_params", {})
            inner = request["model_params"]
            if name.startswith("model_params.") and isinstance(inner, dict):
                inner[name.split(".")[1].removesuffix("[]")] = draw(VALUES)
            elif name != "model":
                request[name.removesuffix("[]")] = draw(VALUES)
    return model, readings, request


def agree(model, readings, request):
    structure = judge_for(model, Readings.of(readings)).structure
    request = plain(request)
    first = [(finding.at, finding.rule.id) for finding in structure.findings(request)]
    second = [(finding.at, finding.rule.id) for finding in structure.second_opinion(request)]
    assert first == second
    assert structure.holds(request) is (first == [])
    return first


@given(st.data())
def test_they_agree_that_a_valid_request_is_valid(data):
    model, readings = data.draw(MODELS), data.draw(st.sampled_from(PRESETS))

    assert agree(model, readings, data.draw(valid_requests(model, readings=readings))) == []


@given(st.data())
def test_they_agree_on_a_request_that_breaks_one_rule(data):
    model, readings = data.draw(MODELS), data.draw(st.sampled_from(PRESETS))
    rule, request = data.draw(broken_requests(model, readings=readings))

    found = agree(model, readings, request)

    structural = judge_for(model, Readings.of(readings)).structure.rules
    assert {name for _, name in found} == ({rule} if rule in structural else set())


@given(spliced())
@example(("kling-o3-image-to-video", "strict", {"model_params": {"multi_prompt": [{}, 5, None, {"index": 0}]}}))
@example(
    ("kling-o3-image-to-video", "lenient", {"model_params": {"multi_prompt": [{"duration": 0}, {"duration": "0"}]}})
)
@example(("kling-o3-image-to-video", "strict", {"image_urls": [5, "x", "http://"], "duration": 1e300}))
@example(("kling-o3-image-to-video", "strict", {"duration": 2**1024, "prompt": "\U0001f600" * 2501}))
def test_they_agree_on_a_request_with_other_values_in_its_places(drawn):
    agree(*drawn)


@given(MODELS, st.dictionaries(st.text(max_size=10), VALUES, max_size=5))
def test_they_agree_on_any_object(model, request):
    agree(model, "strict", {**request, "model": model})


@given(spliced())
def test_what_the_structure_finds_is_what_the_judge_reports(drawn):
    model, readings, request = drawn
    judge = judge_for(model, Readings.of(readings))
    verdict = check(request, readings=readings)

    cleaned = judge.without_null(plain(request))
    found = [(finding.at, finding.rule.id) for finding in judge.structure.findings(cleaned)]
    assert [(one.at, one.rule) for one in verdict.errors if one.rule in judge.structure.rules] == found


@given(spliced())
@example((O3, "strict", {"image_start": [], "prompt": [], "model_params": {"multi_shot": 1, "multi_prompt": {}}}))
@example(
    (O3, "strict", {"image_urls": [], "duration": 5.0, "model_params": [{"x": 1}], "callback_url": "https://a.local"})
)
def test_a_rule_that_is_not_asked_is_not_broken(drawn):
    model, readings, request = drawn
    judge = judge_for(model, Readings.of(readings))
    request = judge.without_null(plain(request))

    asked = {rule.id for _, rule in judge._questions.about(request).rules}
    for rule in judge.rules:
        if rule.id not in asked and not rule.kind.dead(judge.shape) and rule.condition.holds(request):
            assert rule.severity == "off" or list(rule.kind.breaches(request, NOTHING_KNOWN)) == [], rule.id


@given(spliced() | st.tuples(MODELS, st.sampled_from(PRESETS), VALUES))
@example((O3, "strict", {"model": None}))
@example((O3, "public", {"model": O3, "image_start": None, "model_params": {"multi_prompt": [None]}}))
@example((O3, "strict", {"model": "sora"}))
def test_what_a_parser_gave_has_the_same_verdict_unchecked(drawn):
    model, readings, request = drawn
    request = {"model": model, **request} if isinstance(request, dict) else request

    assert check(request, readings=readings, decoded=True) == check(request, readings=readings)


@given(spliced())
@example((O3, "strict", {"model_params": {"multi_shot": 1}, "sound": "off"}))
@example((O3, "strict", {"model_params": [], "sound": ["off"], "image_urls": []}))
def test_the_signs_of_a_condition_hold_just_where_the_condition_does(drawn):
    model, readings, request = drawn
    judge = judge_for(model, Readings.of(readings))
    request = plain(request)
    formulas = [(rule, rule.condition.signs()) for rule in judge.rules]
    glance = Glance(judge.shape, [sign for _, formula in formulas for sign in signs_of(formula)])
    seen = glance.look(request)

    for rule, formula in formulas:
        assert holds(formula, lambda sign: glance.shows(seen, sign)) is rule.condition.holds(request), rule.id


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("model", model_names())
def test_the_derived_schema_is_a_schema_and_takes_its_own_examples(model, preset):
    shape = judge_for(model, Readings.of(preset)).shape
    schema = json_schema(shape)

    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$id"].endswith(model)
    assert set(schema["properties"]) == {name for name in shape.parameters if "." not in name and "[]" not in name}
    for name, property_ in schema["properties"].items():
        assert jsonschema.Draft202012Validator(property_).is_valid(property_["examples"][0]), name


@pytest.mark.parametrize("model", model_names())
def test_a_closed_schema_refuses_strangers_at_every_level(model):
    shape = judge_for(model, Readings.of()).shape
    schema = json_schema(shape, closed=True)

    def levels(one):
        if one["type"] == "object":
            yield one
        for inner in (*one.get("properties", {}).values(), *([one["items"]] if "items" in one else [])):
            yield from levels(inner)

    holders = {parameter.parent for parameter in shape.parameters.values() if parameter.key != "[]"}
    assert len(list(levels(schema))) == len(holders)
    assert all(level["additionalProperties"] is False for level in levels(schema))
    assert "additionalProperties" not in json_schema(shape)

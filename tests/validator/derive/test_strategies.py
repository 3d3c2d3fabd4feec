"""What the strategies draw is what they say: valid, or broken in exactly one way."""

import subprocess
import sys

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from contracts import UnknownModelError, model_names
from validator import Readings, UnknownReadingError, UnknownRuleError, check, judge_for
from validator.derive.examples import Dead, rules_of, witness
from validator.derive.strategies import breakable_rules, broken_examples, broken_requests, valid_requests
from validator.questions import CompiledRule

O3 = "kling-o3-image-to-video"
PRESETS = st.sampled_from(("strict", "lenient", "public"))
MODELS = st.sampled_from(model_names())
FIRST_FOUND = settings(max_examples=2000, database=None, derandomize=True, phases=[Phase.generate])


@given(st.data())
def test_what_is_drawn_as_valid_is_valid(data):
    model, readings = data.draw(MODELS), data.draw(PRESETS)

    verdict = check(data.draw(valid_requests(model, readings=readings)), readings=readings)

    assert (verdict.model, verdict.valid) == (model, True)


@given(st.data())
def test_what_is_drawn_as_broken_breaks_that_rule_and_no_other(data):
    model, readings = data.draw(MODELS), data.draw(PRESETS)

    rule, broken = data.draw(broken_examples(model, readings=readings))

    verdict = check(broken.request, readings=readings, images=broken.media.images, videos=broken.media.videos)
    assert {error.rule for error in verdict.errors} == {rule}


@given(st.data())
def test_a_rule_that_is_asked_for_is_the_one_that_is_broken(data):
    model = data.draw(MODELS)
    asked = data.draw(st.sampled_from(breakable_rules(model)))

    rule, request = data.draw(broken_requests(model, rule=asked))

    assert rule == asked
    assert {error.rule for error in check(request).errors} == {asked}


@given(st.data())
def test_a_rule_about_media_is_broken_by_their_facts(data):
    model = data.draw(MODELS.filter(media_rules))
    asked = data.draw(st.sampled_from(sorted(media_rules(model))))

    rule, broken = data.draw(broken_examples(model, rule=asked))

    assert rule == asked
    assert check(broken.request).valid
    verdict = check(broken.request, images=broken.media.images, videos=broken.media.videos)
    assert {error.rule for error in verdict.errors} == {asked}


def media_rules(model):
    return set(breakable_rules(model, media=True)) - set(breakable_rules(model))


@pytest.mark.parametrize("preset", ["strict", "lenient", "public"])
@pytest.mark.parametrize("model", model_names())
def test_the_breakable_rules_are_those_that_are_errors_and_have_a_witness(model, preset):
    judge = judge_for(model, Readings.of(preset))
    bite = {
        name
        for name, rule in rules_of(judge).items()
        if not isinstance(witness(judge, name), Dead)
        and not (isinstance(rule, CompiledRule) and rule.severity != "error")
    }

    assert set(breakable_rules(model, readings=preset, media=True)) == bite


@pytest.mark.parametrize(
    "wanted",
    [
        lambda request: request.get("model_params", {}).get("multi_shot") is True,
        lambda request: len(request.get("image_urls", ())) == 7,
        lambda request: request.get("duration") == 15,
        lambda request: "image_end" in request,
        lambda request: len(request.get("prompt", "")) == 2500,
        lambda request: not request.get("prompt", "x").isascii(),
        lambda request: "callback_url" in request and "model_params" in request,
    ],
    ids=["multi-shot", "seven references", "15 s", "end frame", "longest prompt", "any script", "both"],
)
def test_valid_requests_reach_the_far_corners(wanted):
    assert find(valid_requests(O3), wanted, settings=FIRST_FOUND)


def test_unknown_names_are_refused():
    with pytest.raises(UnknownModelError):
        valid_requests("sora")
    with pytest.raises(UnknownReadingError):
        valid_requests(O3, readings="strikt")
    with pytest.raises(UnknownRuleError):
        broken_requests(O3, rule="o3/nothing")
    with pytest.raises(UnknownRuleError):
        broken_examples(O3, rule="o3/nothing")


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        ("o3/minimum-billing", "no request breaks rule o3/minimum-billing alone: .* never bites"),
        ("o3/element-kind", "no request breaks rule o3/element-kind alone"),
    ],
)
@pytest.mark.parametrize("strategy", [broken_requests, broken_examples])
def test_a_dead_rule_is_refused_with_its_reason(strategy, rule, says):
    with pytest.raises(ValueError, match=says):
        strategy(O3, rule=rule)


def test_a_rule_about_media_is_not_broken_by_a_request_alone():
    with pytest.raises(ValueError, match="use broken_examples"):
        broken_requests(O3, rule="o3/image-bytes")


def test_the_first_example_in_a_new_folder_is_not_too_slow(tmp_path):
    program = (
        "from hypothesis import given\n"
        "from validator.derive.strategies import valid_requests\n"
        f"given(valid_requests({O3!r}))(lambda request: None)()\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False)

    assert done.stderr == ""

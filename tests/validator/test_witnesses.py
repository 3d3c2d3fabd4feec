"""Each rule of each contract can be kept, and can be broken alone; those that cannot say why, and are listed."""

import pytest

from contracts import model_names
from validator import Readings, UnknownRuleError, check, judge_for
from validator.derive.examples import Dead, Witness, dead_reason, describe, rules_of, search, source_of, witness
from validator.questions import CompiledRule

PRESETS = ("strict", "lenient", "public")
LONG_SEARCH = 100
"""Attempts to break a rule that calls itself dead: ten times as many as any other rule needs."""

# A rule that nobody can break is worth a second look, so a new one must be written down here.
DEAD = {
    "kling-custom-element": {"element/video-face"},
    "kling-o3-image-to-video": {"o3/element-kind", "o3/end-frame-reference-limit", "o3/minimum-billing"},
    "kling-o3-reference-to-video": {"o3-r2v/element-kind", "o3-r2v/minimum-billing"},
    "kling-o3-text-to-video": {"o3-t2v/element-kind", "o3-t2v/minimum-billing"},
    "kling-o3-video-edit": {"o3-edit/element-kind", "o3-edit/minimum-billing"},
    "kling-v3-image-to-video": {
        "v3/element-kind",
        "v3/end-frame-needs-first-frame",
        "v3/minimum-billing",
        "v3/shot-within-total",
    },
    "kling-v3-motion-control": {"v3-motion/element-kind", "v3-motion/minimum-billing"},
    "kling-v3-text-to-video": {"v3-t2v/minimum-billing", "v3-t2v/shot-within-total"},
    "kling-v3-turbo-image-to-video": {"v3-turbo-i2v/minimum-billing"},
    "kling-v3-turbo-text-to-video": {"v3-turbo-t2v/minimum-billing"},
}


@pytest.fixture(params=[(preset, model) for preset in PRESETS for model in model_names()], ids="-".join)
def under(request):
    """Give each model under each preset: its readings and its judge."""
    preset, model = request.param
    readings = Readings.of(preset)
    return readings, judge_for(model, readings)


def verdict_on(example, readings):
    return check(example.request, readings=readings, images=example.media.images, videos=example.media.videos)


def reported(verdict):
    return {violation.rule for violation in (*verdict.errors, *verdict.notes)}


def test_each_rule_has_a_request_that_keeps_it_and_one_that_breaks_it_alone(under):
    readings, judge = under
    rules = rules_of(judge)
    assert rules
    for rule in rules:
        found = witness(judge, rule)
        if isinstance(found, Dead):
            continue
        passing, breaking = verdict_on(found.passing, readings), verdict_on(found.breaking, readings)
        assert (passing.valid, rule in reported(passing)) == (True, False), rule
        assert rule in reported(breaking), rule
        assert {violation.rule for violation in breaking.errors} <= {rule}, rule


def test_an_error_is_broken_as_an_error(under):
    readings, judge = under
    for rule in judge.rules:
        found = witness(judge, rule.id)
        if isinstance(found, Witness):
            broken = verdict_on(found.breaking, readings)
            assert broken.valid is (rule.severity != "error"), rule.id


def test_a_dead_rule_says_why_and_no_long_search_breaks_it(under):
    readings, judge = under
    for name, rule in rules_of(judge).items():
        found = witness(judge, name)
        if isinstance(found, Dead):
            assert found.reason, name
            assert not found.reason.endswith("."), name
            if readings != Readings.of() and name in DEAD[judge.shape.contract.model]:
                continue  # searched for under the preset that the list is about
            about = rule.rule.parameter if isinstance(rule, CompiledRule) else None
            if not about or about in judge.shape.parameters:
                assert search(judge, rule, attempts=LONG_SEARCH) is None, name


def test_a_living_rule_is_broken_within_a_tenth_of_that_search(under):
    _, judge = under
    for name, rule in rules_of(judge).items():
        if isinstance(witness(judge, name), Witness):
            assert search(judge, rule, attempts=LONG_SEARCH // 10), name


def test_no_rule_that_has_a_witness_calls_itself_dead(under):
    _, judge = under
    for name, rule in rules_of(judge).items():
        assert (dead_reason(judge, rule) is None) is isinstance(witness(judge, name), Witness), name


@pytest.mark.parametrize("model", model_names())
def test_the_dead_rules_are_these(model):
    judge = judge_for(model, Readings.of("strict"))

    assert {name for name in rules_of(judge) if isinstance(witness(judge, name), Dead)} == DEAD[model]


def test_a_limit_on_a_single_parameter_is_never_dead(under):
    _, judge = under
    for name in judge.structure.rules:
        assert isinstance(witness(judge, name), Witness), name


def test_the_same_witness_is_found_every_time(under):
    _, judge = under
    for name in rules_of(judge):
        assert witness(judge, name) == witness(judge, name)


def test_every_rule_says_itself_in_one_sentence_and_stands_somewhere(under):
    _, judge = under
    for name, rule in rules_of(judge).items():
        sentence = describe(rule)
        assert sentence.endswith(".")
        assert sentence.isprintable(), name
        assert not sentence.endswith(".."), name
        assert source_of(rule).page, name


def test_no_two_rules_of_a_model_say_the_same(under):
    _, judge = under
    sentences: dict[str, list[str]] = {}
    for name, rule in rules_of(judge).items():
        sentences.setdefault(describe(rule), []).append(name)

    assert [names for names in sentences.values() if len(names) > 1] == []


def test_an_unknown_rule_is_named_with_the_nearest():
    judge = judge_for("kling-o3-image-to-video", Readings.of())

    with pytest.raises(UnknownRuleError, match="did you mean o3/shot-sum"):
        witness(judge, "o3/shots-sum")

import json

import pytest

from contracts import api, disputes, load, model_names
from validator import Readings, check, judge_for
from validator.derive.examples import rules_of

EVERY_RULE = sorted({rule for model in model_names() for rule in rules_of(judge_for(model, Readings.of()))})


def explained(run, *words):
    return json.loads(run("explain", *words, "--format", "json").stdout)


def test_a_rule_is_explained_with_sentence_source_and_standing(run):
    shown = run("explain", "o3/duration/maximum").stdout

    assert "`duration` is at most 15." in shown
    assert "source: kling-o3, Request Parameters, duration, note 1" in shown
    assert "standing: documented" in shown


@pytest.mark.parametrize("name", ["o3/duration/maximum", "v3/intelligence-prompt", "o3/image-reference"])
def test_the_examples_are_true(run, name):
    (found,) = explained(run, name)
    kept, broken = check(found["examples"]["keeps it"]), check(found["examples"]["breaks only it"])

    assert name not in {one.rule for one in (*kept.errors, *kept.notes)}
    assert name in {one.rule for one in (*broken.errors, *broken.notes)}
    assert {one.rule for one in broken.errors} <= {name}


@pytest.mark.parametrize("name", EVERY_RULE[::7])
def test_rules_have_examples_or_a_reason_why_not(run, name):
    (found,) = explained(run, name)

    assert found["examples"] or found["facts"]["dead"]


def test_a_rule_that_only_another_reading_brings_to_life_says_which(run):
    (found,) = explained(run, "o3/end-frame-reference-limit")

    assert found["facts"]["under"] == "strict, o3-total-images=references-only"
    assert found["examples"]


def test_a_dead_rule_says_why(run):
    assert "dead: `duration` is at least 3" in run("explain", "o3/minimum-billing").stdout


def test_a_rule_of_media_tells_what_must_be_known(run):
    (found,) = explained(run, "o3/image-side")

    assert "width 299" in found["facts"]["known of https://example.com/first-frame.jpg"]


@pytest.mark.parametrize("name", disputes())
def test_every_dispute_is_explained_with_its_readings(run, name):
    (found,) = explained(run, name)

    assert found["sentence"] == disputes()[name].question
    assert {f"reading {one}" for one in disputes()[name].readings} <= set(found["facts"])
    assert found["facts"]["chosen"] == disputes()[name].default


@pytest.mark.parametrize("name", [*api().rules, *api().task_errors, *sorted({one.code for one in api().errors})])
def test_every_code_and_rule_of_the_service_is_explained(run, name):
    assert all(one["sentence"] for one in explained(run, name))


def test_a_value_that_a_reading_allows_is_explained(run):
    assert "disputed: quality-4k" in run("explain", "o3/quality/reading").stdout


def test_a_default_is_explained(run):
    (found,) = explained(run, "o3/duration/default")

    assert found["facts"]["source"] == str(load("kling-o3-image-to-video").parameters["duration"].source)


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("o3/duraton/maximum", "did you mean o3/duration/maximum"),
        ("quality-4", "did you mean quality-4k"),
        ("conten_policy_violation", "did you mean content_policy_violation"),
        ("zzzzzzzzzzzz", "klingmock contract show MODEL"),
        ("\x1b[2J", "\\x1b[2J"),
    ],
)
def test_an_unknown_name_ends_with_2_and_the_nearest(run, name, near):
    result = run("explain", name)

    assert result.exit_code == 2
    assert near in result.stderr
    assert result.stderr.count("\n") == 1

"""``klingmock sample`` makes up requests that validate takes as they are."""

import json

import pytest

from validator import check


def lines(result):
    assert result.exit_code == 0, result.stderr
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_samples_go_through_validate(run, tmp_path):
    made = run("sample", "kling-o3-image-to-video", "--count", "12", "--seed", "5")
    assert len(lines(made)) == 12
    file = tmp_path / "samples.jsonl"
    file.write_text(made.stdout, encoding="utf-8")

    assert run("validate", str(file)).exit_code == 0


def test_broken_ones_name_their_rule(run):
    found = lines(run("sample", "kling-v3-image-to-video", "--broken", "--count", "3"))

    rules = [{error.rule for error in check(one["request"]).errors} for one in found]
    assert rules == [{one["rule"]} for one in found]


def test_the_same_seed_makes_the_same(run):
    assert run("sample", "kling-o3-text-to-video").stdout == run("sample", "kling-o3-text-to-video").stdout


@pytest.mark.parametrize("words", [("nonsense",), ("kling-o3-text-to-video", "--count", "0")])
def test_what_cannot_be_made_is_said(run, words):
    result = run("sample", *words)

    assert result.exit_code == 2
    assert result.stderr.startswith(("Error", "Usage"))

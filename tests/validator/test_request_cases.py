"""What the fixtures say of requests is what the judge says, and what the README of the fixtures says of them holds."""

import json

import pytest

from contracts import model_names
from validator import check


def test_the_judge_says_what_the_case_says(request_case, found, ordered):
    verdict = check(request_case["request"], readings=request_case.get("readings"))

    assert ordered(found(verdict.errors)) == ordered(request_case["errors"])
    assert verdict.valid is request_case["valid"]
    assert (verdict.quote is None) is not verdict.valid
    if "notes" in request_case:
        assert ordered(found(verdict.notes)) == ordered(request_case["notes"])


@pytest.mark.parametrize("folder", ["requests", "prices", "callbacks", "images"])
def test_every_file_says_what_it_is_about(fixtures, folder):
    files = sorted((fixtures / folder).glob("*.json"))

    assert files
    assert all(json.loads(file.read_text(encoding="utf-8"))["about"].endswith(".") for file in files)


def test_every_name_of_a_case_is_used_once_in_its_file(fixtures):
    for file in (fixtures / "requests").glob("*.json"):
        names = [case["name"] for case in json.loads(file.read_text(encoding="utf-8"))["cases"]]
        assert sorted(set(names)) == sorted(names)


def test_every_model_has_a_valid_case_and_a_case_that_is_refused(fixtures):
    seen = set()
    for file in (fixtures / "requests").glob("*.json"):
        for case in json.loads(file.read_text(encoding="utf-8"))["cases"]:
            if "valid" in case and isinstance(case["request"], dict):
                seen.add((str(case["request"].get("model")), case["valid"]))

    assert seen >= {(model, valid) for model in model_names() for valid in (True, False)}

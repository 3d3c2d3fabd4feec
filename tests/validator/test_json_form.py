"""The JSON form of verdicts and quotes: the documented keys, money as text, places as JSON Pointers."""

import json
import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts import disputes, model_names, sources
from validator import check, quote
from validator.derive.strategies import broken_requests, valid_requests

O3 = "kling-o3-image-to-video"
A = "https://example.com/a.jpg"
VERDICT = ["model", "valid", "errors", "notes", "quote"]
VIOLATION = ["rule", "at", "message", "source", "dispute"]
QUOTE = ["credits", "usd", "usd_listed", "per_second", "seconds", "multiplier", "lines", "disputes"]
MONEY = re.compile(r"-?[0-9]+(\.[0-9]+)?")
PRESETS = st.sampled_from(("strict", "lenient", "public"))


def assert_is_a_quote(form):
    assert list(form) == QUOTE
    for key in ("credits", "usd", "usd_listed", "multiplier"):
        assert MONEY.fullmatch(form[key]), key
    assert form["per_second"] is None or MONEY.fullmatch(form["per_second"])
    assert re.fullmatch(r"[0-9]+\.[0-9]{3}", form["usd_listed"])
    assert form["seconds"] is None or type(form["seconds"]) is int
    assert form["lines"]
    assert set(form["disputes"]) <= set(disputes())


def assert_is_a_violation(form):
    assert list(form) == VIOLATION
    assert list(form["source"]) == ["page", "section", "entry"]
    assert form["at"] == "" or form["at"].startswith("/")
    assert form["dispute"] is None or form["dispute"] in disputes()


@given(st.data())
def test_a_valid_verdict_has_exactly_the_documented_keys(data):
    readings = data.draw(PRESETS)
    request = data.draw(st.sampled_from(model_names()).flatmap(lambda model: valid_requests(model, readings=readings)))

    verdict = check(request, readings=readings)
    form = json.loads(json.dumps(verdict.to_dict(), allow_nan=False))

    assert list(form) == VERDICT
    assert (form["model"], form["valid"], form["errors"]) == (request["model"], True, [])
    assert_is_a_quote(form["quote"])
    for note in form["notes"]:
        assert_is_a_violation(note)


@given(st.data())
def test_a_verdict_of_refusal_has_no_quote_and_cites_what_exists(data):
    readings = data.draw(PRESETS)
    rule, request = data.draw(
        st.sampled_from(model_names()).flatmap(lambda model: broken_requests(model, readings=readings))
    )

    verdict = check(request, readings=readings)
    form = json.loads(json.dumps(verdict.to_dict(), allow_nan=False))

    assert (form["valid"], form["quote"]) == (False, None)
    assert {error["rule"] for error in form["errors"]} == {rule}
    for violation in (*form["errors"], *form["notes"]):
        assert_is_a_violation(violation)
    for violation in (*verdict.errors, *verdict.notes):
        assert sources().problem_with(violation.source) is None


@given(st.data())
def test_what_strategies_call_valid_is_valid(data):
    readings = data.draw(PRESETS)
    model = data.draw(st.sampled_from(model_names()))

    assert check(data.draw(valid_requests(model, readings=readings)), readings=readings).errors == ()


def test_the_documented_refusal():
    form = check({"model": O3, "image_end": A}).to_dict()

    (error,) = form["errors"]
    assert {key: error[key] for key in ("rule", "at", "dispute")} == {
        "rule": "o3/end-frame-needs-first-frame",
        "at": "/image_end",
        "dispute": "o3-end-frame-alone",
    }
    assert error["source"] == {"page": "kling-o3", "section": "Request Parameters", "entry": "image_end, note 2"}
    assert (form["model"], form["valid"], form["quote"]) == (O3, False, None)


@pytest.mark.parametrize(
    ("request_", "at"),
    [
        ({"model": "kling-v3-image-to-video"}, "/image_start"),
        ({"model": O3}, ""),
        (
            {"model": O3, "image_start": A, "model_params": {"multi_shot": True, "shot_type": "customize"}},
            "/model_params/multi_prompt",
        ),
        (
            {
                "model": O3,
                "image_start": A,
                "model_params": {
                    "multi_shot": True,
                    "shot_type": "customize",
                    "multi_prompt": [{"index": 1, "prompt": "x", "duration": "4"}],
                },
            },
            "/model_params/multi_prompt",
        ),
        ({}, "/model"),
        ([], ""),
        ({"model": "kling-custom-element", "model_params": {}}, "/model_params/element_description"),
    ],
)
def test_a_breach_is_reported_at_its_place(request_, at):
    assert check(request_).errors[0].at == at


def test_names_in_a_place_are_escaped_as_json_pointers_are():
    strict = check({"model": O3, "image_start": A, "a/b": {"c~d": 1}}, readings={"unknown-parameter": "error"})
    lenient = check({"model": O3, "image_start": A, "a/b": {"c~d": None}, "e~/": None}, readings="lenient")

    assert [error.at for error in strict.errors] == ["/a~1b"]
    assert [note.at for note in lenient.notes if note.rule == "request/null"] == ["/a~1b/c~0d", "/e~0~1"]


def test_null_is_left_out_at_every_level_where_it_is_read_as_absent():
    request = {
        "model": O3,
        "image_start": A,
        "prompt": None,
        "image_urls": [None, A],
        "model_params": {"multi_shot": None, "element_list": [{"element_id": "1", "x": None}]},
    }

    verdict = check(request, readings={"null-value": "absent"})

    assert [note.at for note in verdict.notes if note.rule == "request/null"] == [
        "/prompt",
        "/model_params/multi_shot",
        "/model_params/element_list/0/x",
    ]
    assert [error.at for error in verdict.errors] == ["/image_urls/0"]


def test_defaults_are_told():
    verdict = check({"model": O3, "image_start": A, "model_params": {}})

    told = {note.at: note.message for note in verdict.notes if note.rule.endswith("/default")}
    assert told == {
        "/duration": "duration is not sent; 5 is used",
        "/quality": "quality is not sent; 720p is used",
        "/sound": "sound is not sent; off is used",
        "/model_params/multi_shot": "multi_shot is not sent; false is used",
    }


def test_a_default_inside_an_object_that_is_not_sent_is_not_told():
    verdict = check({"model": O3, "image_start": A})

    assert "/model_params/multi_shot" not in {note.at for note in verdict.notes}


def test_a_value_that_no_reading_allows_gets_no_note_that_one_does():
    verdict = check({"model": O3, "image_start": A, "quality": "8k"}, readings="lenient")

    assert [error.rule for error in verdict.errors] == ["o3/quality/enum"]
    assert "o3/quality/reading" not in {note.rule for note in verdict.notes}


def test_errors_come_in_one_order_whatever_the_order_of_the_request():
    request = {"model": O3, "duration": 2, "quality": "8k", "callback_url": "http://10.0.0.1/", "image_end": A}

    assert check(request).errors == check(dict(reversed(request.items()))).errors


def test_a_violation_and_a_line_read_well():
    (error,) = check({"model": O3}).errors
    line = quote({"model": O3}).receipt[0]

    names = "image_start, image, image_url, image_end, image_urls"
    assert str(error) == f"(request): at least one of {names} is required [o3/one-image-required]"
    assert (line.credits, str(line)) == (Decimal(27), quote({"model": O3}).lines[0])

"""The form asks for everything that the contract knows, once, and can hold every request that the judge allows."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts import disputes, load, model_names
from validator import Readings, check, judge_for
from validator.derive.examples import Witness, rules_of, witness
from validator.derive.field import CONTROLS
from validator.derive.form import form_of
from validator.derive.strategies import valid_requests

PRESETS = ("strict", "lenient", "public")
CASES = [(model, preset) for model in model_names() for preset in PRESETS]
MODELS = model_names()

HOLDS: Any = {
    "fixed": str,
    "select": str,
    "switch": bool,
    "slider": int,
    "number": int,
    "digits": str,
    "text": str,
    "text-area": str,
    "address": str,
    "image": str,
    "video": str,
    "group": dict,
    "list": list,
}


def form(model, preset="strict"):
    return form_of(judge_for(model, Readings.of(preset)))


def unexpressed(fields, request, at=""):
    """Name every value of *request* for which there is no control, or one that cannot hold it."""
    known = {field.name.rpartition(".")[2]: field for field in fields}
    for name, value in request.items():
        if name not in known:
            yield f"{at}/{name}"
        else:
            yield from unheld(known[name], value, f"{at}/{name}")


def unheld(field, value, at):
    if type(value) is not HOLDS[field.control] or (field.options and value not in field.options):
        yield at
    elif field.control == "group":
        yield from unexpressed(field.fields, value, at)
    elif field.control == "list":
        for number, item in enumerate(value):
            yield from unheld(field.item, item, f"{at}/{number}")


def test_every_control_is_tried_by_these_tests():
    assert set(HOLDS) == set(CONTROLS)
    assert {field.control for model in MODELS for field in form(model).every_field()} == set(CONTROLS)


@pytest.mark.parametrize(("model", "preset"), CASES)
def test_every_parameter_is_in_the_form_exactly_once(model, preset):
    wanted = judge_for(model, Readings.of(preset)).shape.parameters

    assert Counter(field.name for field in form(model, preset).every_field()) == Counter(list(wanted))


@pytest.mark.parametrize("model", MODELS)
def test_the_fields_stand_in_the_order_of_the_contract(model):
    assert [field.name for field in form(model).every_field()] == list(load(model).parameters)


@pytest.mark.parametrize("model", MODELS)
def test_every_rule_about_a_parameter_stands_at_it(model):
    judge = judge_for(model, Readings.of("strict"))
    shown = {rule.id for field in form(model).every_field() for rule in field.rules}
    whole = {one.id for one in judge.rules if not one.rule.parameter and not list(one.rule.names())}

    missing = {name for name in rules_of(judge) if isinstance(witness(judge, name), Witness)} - shown
    assert missing <= whole


@given(st.sampled_from(MODELS).flatmap(valid_requests))
def test_every_request_that_is_allowed_can_be_put_into_the_form(request):
    assert list(unexpressed(form(request["model"]).fields, request)) == []


@pytest.mark.parametrize("model", MODELS)
def test_every_witness_can_be_put_into_the_form(model):
    judge = judge_for(model, Readings.of("strict"))
    fields = form(model).fields
    passing = [found.passing.request for name in rules_of(judge) if isinstance(found := witness(judge, name), Witness)]

    assert passing
    # What only a note is about may be more than the form has.
    silent = [one for one in passing if not any("unknown" in note.rule for note in check(one).notes)]
    assert [list(unexpressed(fields, one)) for one in silent] == [[]] * len(silent)


@pytest.mark.parametrize("model", MODELS)
def test_the_form_as_json_is_that_form(model):
    found = form(model)
    whole = found.to_dict()

    assert [field["name"] for field in whole["fields"]] == [field.name for field in found.fields]
    assert whole["fields"][0]["source"] == load(model).parameters["model"].source.to_dict()
    assert len(whole["tiers"]) == len(found.tiers)


def the(name, model="kling-o3-image-to-video", preset="strict"):
    (found,) = [field for field in form(model, preset).every_field() if field.name == name]
    return found


def test_the_controls_of_o3():
    assert (the("duration").control, the("duration").minimum, the("duration").maximum) == ("slider", "3", "15")
    assert (the("duration").unit, the("model_params.multi_prompt[].duration").unit) == ("seconds", "seconds")
    assert (the("duration").price, the("quality").price, the("sound").price) == ("length", "tier", "tier")
    assert (the("prompt").control, the("prompt").max_length, the("prompt").price) == ("text-area", 2500, None)
    assert the("callback_url").control == "address"
    assert the("callback_url").label == "Callback URL"
    assert the("model_params.multi_prompt[]").label == "Shot"
    assert the("image_urls[]").label == "Image URL"
    assert [field.name for field in form("kling-o3-image-to-video").every_field() if field.counts] == [
        "model_params.multi_prompt[].index"
    ]


def test_the_playground_limits_of_reference_images_stand_at_the_list_and_its_items():
    limits = the("image_urls[]").files

    assert the("image_urls").max_items == 7
    assert (limits.formats, limits.bytes, limits.side, limits.ratio) == (("jpeg", "png"), 10_485_760, 300, "2.5")
    assert the("image_urls", preset="lenient").max_items is None
    assert the("model_params.element_list", model="kling-v3-image-to-video").max_items == 3


def test_an_option_that_only_a_reading_has_is_in_the_form_under_it():
    assert "quality-4k" in disputes()
    assert the("quality").options == ("720p", "1080p")
    assert the("quality", preset="lenient").options == ("720p", "1080p", "4k")
    assert len(form("kling-o3-image-to-video", "lenient").tiers) > len(form("kling-o3-image-to-video").tiers)


def test_a_tier_costs_what_the_page_prints():
    found = {tuple(tier.when.values()): (tier.credits, tier.usd) for tier in form("kling-o3-image-to-video").tiers}

    assert found["1080p", "on"] == ("9.0018", "0.125")
    assert found["720p", "off"] == ("5.4", "0.075")


def test_a_call_is_priced_by_the_call():
    found = form("kling-custom-element")

    assert (found.unit, [(tier.when, tier.credits) for tier in found.tiers]) == ("call", [({}, "1")])

"""The OpenAPI description is one, and says what the judge and the contracts say."""

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openapi_spec_validator import validate

from contracts import api, load, model_names
from validator import Readings, judge_for
from validator.derive.openapi import openapi
from validator.derive.strategies import broken_requests, valid_requests

PRESETS = ("strict", "lenient", "public")
DESCRIPTIONS = {preset: openapi(readings=preset) for preset in PRESETS}
CREATE = "/v1/videos/generations"


def body_of(description):
    schema = description["paths"][CREATE]["post"]["requestBody"]["content"]["application/json"]["schema"]
    return jsonschema.Draft202012Validator({**schema, "components": description["components"]})


@pytest.mark.parametrize("preset", PRESETS)
def test_it_is_a_valid_description(preset):
    validate(DESCRIPTIONS[preset])


def test_every_route_is_described_with_every_error_it_answers():
    paths = DESCRIPTIONS["strict"]["paths"]
    for route in api().routes.values():
        operation = paths[route.path][route.method.lower()]
        errors = {str(one.status) for one in api().errors if route.operation in one.operations}
        assert operation["operationId"] == route.operation
        assert set(operation["responses"]) == {"200", *errors}
        assert str(route.source) in operation["description"]


def test_every_model_has_its_request():
    schemas = DESCRIPTIONS["strict"]["components"]["schemas"]

    assert {name for name in schemas if name.startswith("Request.")} == {f"Request.{model}" for model in model_names()}


@given(st.data())
def test_it_takes_what_is_valid(data):
    preset = data.draw(st.sampled_from(PRESETS))
    request = data.draw(st.sampled_from(model_names()).flatmap(lambda model: valid_requests(model, readings=preset)))

    without_null = judge_for(request["model"], Readings.of(preset)).without_null(request)
    assert body_of(DESCRIPTIONS[preset]).is_valid(without_null)


@given(st.data())
def test_it_refuses_what_breaks_a_limit_of_a_single_parameter(data):
    model = data.draw(st.sampled_from(model_names()))
    rule, request = data.draw(broken_requests(model))

    structure = judge_for(model, Readings.of()).structure
    if rule in structure.rules and structure.rules[rule].keyword != "format":
        assert not body_of(DESCRIPTIONS["strict"]).is_valid(request)


def test_every_field_of_every_answered_task_is_there():
    schemas = DESCRIPTIONS["strict"]["components"]["schemas"]
    for model in model_names():
        for field in load(model).response:
            for operation, name in (("create", "CreatedTask"), ("query", "Task")):
                if operation in field.on:
                    found = schemas[name]
                    for step in field.name.split("."):
                        found = found["properties"][step.removesuffix("[]")]
                        found = found["items"] if step.endswith("[]") else found
                    assert found, field.name


def test_what_is_required_of_a_task_is_in_every_task():
    required = set(DESCRIPTIONS["strict"]["components"]["schemas"]["Task"]["required"])

    assert {"id", "model", "status"} <= required
    for model in model_names():
        always = {field.name for field in load(model).response if "query" in field.on and not field.states}
        assert required <= always


def test_strangers_are_refused_under_that_reading_only():
    closed = openapi(readings={"unknown-parameter": "error"})["components"]["schemas"]
    open_ = DESCRIPTIONS["strict"]["components"]["schemas"]

    assert closed["Request.kling-o3-image-to-video"]["additionalProperties"] is False
    assert "additionalProperties" not in open_["Request.kling-o3-image-to-video"]


def test_paths_of_another_surface_are_added():
    more = {"/_mock/health": {"get": {"responses": {"200": {"description": "Alive."}}}}}

    assert set(openapi(more_paths=more)["paths"]) == {*DESCRIPTIONS["strict"]["paths"], "/_mock/health"}

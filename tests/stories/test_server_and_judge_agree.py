"""The server accepts exactly what the judge accepts, and answers as its own description says."""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import jsonschema
import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from openapi_spec_validator import validate
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from contracts import model_names
from mockserver.app import create_app, services_of
from mockserver.settings import Settings
from validator import check
from validator.derive.openapi import openapi
from validator.derive.strategies import broken_requests, valid_requests

KEY = {"Authorization": "Bearer sk-agreement"}
MANUAL = {"clock": "manual", "lifecycle": "after:3s", "balance": "100000000"}

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@pytest.fixture(scope="module")
def client() -> Iterator[FlaskClient]:
    app = create_app(Settings.from_strings(MANUAL))
    yield app.test_client()
    services_of(app).close()


@pytest.fixture(scope="module")
def description() -> dict[str, Any]:
    return openapi()


def post(client: FlaskClient, request: object) -> tuple[int, dict[str, Any]]:
    answer = client.post(
        "/v1/videos/generations", data=json.dumps(request), headers=KEY, content_type="application/json"
    )
    return answer.status_code, json.loads(answer.data, parse_float=Decimal)


def conforms(answer: object, name: str, description: dict[str, Any]) -> bool:
    """Judge *answer* by the schema called *name* of the description, as any OpenAPI tool would."""
    resource = DRAFT202012.create_resource(description)
    registry: Registry[Any] = Registry().with_resource("urn:klingmock", resource)
    schema = {"$ref": f"urn:klingmock#/components/schemas/{name}"}
    jsonschema.Draft202012Validator(schema, registry=registry).validate(answer)
    return True


@pytest.mark.parametrize("model", model_names())
def test_what_strategies_call_valid_is_accepted_and_reserved_at_its_quote(client, description, model):
    @given(valid_requests(model))
    def claim(request: dict[str, Any]) -> None:
        verdict = check(request)
        status, answer = post(client, request)
        assert (status, verdict.valid) == (200, True)
        assert verdict.quote is not None
        assert Decimal(str(answer["usage"]["credits_reserved"])) == verdict.quote.credits
        assert conforms(answer, "CreatedTask", description)

    claim()


@pytest.mark.parametrize("model", model_names())
def test_what_breaks_one_rule_is_refused_under_that_rule(client, description, model):
    @given(broken_requests(model))
    def claim(case: tuple[str, dict[str, Any]]) -> None:
        rule, request = case
        status, answer = post(client, request)
        assert status == 400
        assert [one["rule"] for one in answer["error"]["violations"]] == [one.rule for one in check(request).errors]
        assert {one["rule"] for one in answer["error"]["violations"]} == {rule}
        assert rule in answer["error"]["message"]
        assert conforms(answer, "Error", description)

    claim()


@given(
    request=JSON_VALUES | st.dictionaries(st.sampled_from(["model", "prompt", "duration", "image_start"]), JSON_VALUES)
)
def test_the_server_accepts_exactly_what_the_judge_accepts(client, request):
    verdict = check(request)

    status, answer = post(client, request)

    assert (status == 200) == verdict.valid
    if not verdict.valid:
        assert [one["rule"] for one in answer["error"]["violations"]] == [one.rule for one in verdict.errors]


@pytest.mark.parametrize("preset", ["strict", "lenient", "public"])
def test_the_description_is_valid_openapi_under_every_preset(preset):
    validate(openapi(readings=preset))


def test_the_served_description_is_valid_openapi_and_has_both_surfaces(client):
    served = client.get("/_mock/openapi.json", headers=KEY).get_json()

    validate(served)

    assert {"/v1/videos/generations", "/v1/tasks/{task_id}", "/_mock/clock/advance"} <= set(served["paths"])


@pytest.mark.parametrize("magic", ["", "[[fail:service_error]]", "[[cancel]]", "[[hang]]"])
@pytest.mark.parametrize("model", ["kling-o3-image-to-video", "kling-v3-text-to-video"])
def test_a_task_conforms_to_the_description_in_every_state(client, description, model, magic):
    request = {"model": model, "prompt": f"A boat. {magic}"}
    if model.endswith("image-to-video"):
        request["image_start"] = "https://example.com/a.jpg"
    _, created = post(client, request)

    for _ in range(4):
        task = json.loads(client.get(f"/v1/tasks/{created['id']}", headers=KEY).data)
        assert conforms(task, "Task", description)
        client.post("/_mock/clock/advance", json={"by": "1s"}, headers=KEY)

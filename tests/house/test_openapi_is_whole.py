"""The served OpenAPI document and the routes of the app are the same: neither has what the other lacks."""

import re
from pathlib import Path

import pytest

from contracts import api
from mockserver import Settings, create_app
from mockserver.core.task import ID_PREFIX
from mockserver.web.openapi import FRONT

# Flask answers these by itself: HEAD as GET without its body, which the document says once for all.
BY_ITSELF = {"HEAD", "OPTIONS"}
# The page is for people: its addresses, forms and streams of news may change with it from one day to the next.
FOR_PEOPLE = {
    "page.entrance",
    "page.events",
    "page.item",
    "page.nowhere",
    "page.playground",
    "page.sign_in",
    "page.static",
    "page.view",
}


@pytest.fixture(scope="module")
def app():
    return create_app(Settings())


@pytest.fixture(scope="module")
def document(app):
    return app.test_client().get("/_mock/openapi.json").get_json()


@pytest.fixture(scope="module")
def operations(document):
    return {(method, path): one for path, item in document["paths"].items() for method, one in item.items()}


def served(app):
    """Yield the method, the path and the endpoint of everything that the app answers."""
    for rule in app.url_map.iter_rules():
        for method in (rule.methods or set()) - BY_ITSELF:
            yield method.lower(), re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), rule.endpoint


def test_every_route_for_programs_is_in_the_document_and_no_other_path(app, operations):
    routes = {(method, path) for method, path, endpoint in served(app) if endpoint not in FOR_PEOPLE}

    assert routes <= set(operations)
    assert {path for _, path in routes} == {path for _, path in operations}


def test_every_path_is_described_with_the_methods_that_it_answers(app, document):
    map_ = app.url_map.bind("127.0.0.1")

    for path, item in document["paths"].items():
        answered = set(map_.allowed_methods(re.sub(r"\{\w+\}", "x", path))) - BY_ITSELF
        assert {method.upper() for method in item} == answered, path


def test_what_is_left_out_is_there(app):
    assert {endpoint for _, _, endpoint in served(app)} >= FOR_PEOPLE


def test_every_path_parameter_is_described(operations):
    for (_, path), operation in operations.items():
        named = {one["name"] for one in operation.get("parameters", ()) if one["in"] == "path"}
        assert named == set(re.findall(r"\{(\w+)\}", path)), path


def test_every_answer_has_a_media_type_and_json_a_schema(operations):
    for place, operation in operations.items():
        for status, answer in operation["responses"].items():
            assert (status == "304") is ("content" not in answer), (place, status)
            for kind, media in answer.get("content", {}).items():
                assert "json" not in kind or media["schema"], (place, status)


def test_every_operation_says_what_happens_when_the_server_itself_fails(operations):
    for place, operation in operations.items():
        assert {"500", "503"} <= set(operation["responses"]), place


def test_the_refusals_of_the_front_are_known():
    wire = "".join(path.read_text() for path in Path("mockserver/wire").glob("*.py"))
    written = {int(status) for status in re.findall(r"RefusedError\(\s*([0-9]{3}),", wire)}

    assert written == set(FRONT)


def test_every_operation_has_them(operations):
    for place, operation in operations.items():
        for status in FRONT:
            assert "application/json" in operation["responses"][str(status)]["content"], (place, status)


def test_ids_of_tasks_are_described_as_they_are_made(operations):
    (task_id,) = operations["get", "/v1/tasks/{task_id}"]["parameters"]

    assert task_id["schema"]["pattern"] == f"^{ID_PREFIX}"


def test_no_answer_is_left_to_a_default(operations):
    assert [place for place, operation in operations.items() if "default" in operation["responses"]] == []


def test_the_gateway_is_described_under_the_readings_of_the_server():
    strict, lenient = (
        create_app(Settings.from_strings({"reading": reading})).test_client().get("/_mock/openapi.json").get_json()
        for reading in ("strict", "lenient")
    )

    assert strict["components"]["schemas"] != lenient["components"]["schemas"]


def test_the_control_token_is_asked_for_where_one_is_set():
    app = create_app(Settings.from_strings({"control_token": "a control word"}))
    header = {"X-Klingmock-Control-Token": "a control word"}
    document = app.test_client().get("/_mock/openapi.json", headers=header).get_json()

    assert document["paths"]["/_mock/world"]["get"]["security"] == [{"control": []}, {"control": [], "bearer": []}]
    assert document["paths"]["/_mock/health"]["get"]["security"] == [{}, {"bearer": []}]


def test_every_route_of_the_contract_is_there(operations):
    routes = (*api().routes.values(), *api().file_routes.values())

    assert {(route.method.lower(), route.path) for route in routes} <= set(operations)

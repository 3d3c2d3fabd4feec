"""The control routes: who may use them, and that they describe themselves."""

import re

import pytest

from mockserver.web import CONTROL_ROUTES, describe_route

TOKEN = {"X-Klingmock-Control-Token": "let me in"}


def control_paths():
    return [(route.method, re.sub(r"\{\w+\}", "x", route.path), route.open) for route in CONTROL_ROUTES]


@pytest.mark.parametrize(("method", "path", "is_open"), control_paths())
def test_a_control_token_is_asked_for_where_one_is_set(make_client, method, path, is_open):
    client = make_client(control_token="let me in")  # noqa: S106 - a test's

    without = client.open(method, path).status_code
    wrong = client.open(method, path, headers={next(iter(TOKEN)): "é"}).status_code
    right = client.open(method, path, headers=TOKEN).status_code

    assert (without == 403, wrong == 403) == (not is_open, not is_open)
    assert right != 403


@pytest.mark.parametrize(
    ("host", "let_in"),
    [
        ("localhost:8080", True),
        ("127.0.0.1", True),
        ("[::1]:9", True),
        ("192.168.1.7:8080", True),
        ("kling.test", True),
        ("evil.example", False),
        ("localhost.evil.example", False),
        ("127.0.0.1.evil.example", False),
        ("[::1", False),
        ("", False),
    ],
)
def test_a_name_that_was_made_to_point_here_is_refused(make_client, host, let_in):
    client = make_client(public_url="https://kling.test")

    answer = client.get("/_mock/world", headers={"Host": host})

    assert (answer.status_code == 200) is let_in
    assert let_in or answer.status_code == 403


@pytest.mark.parametrize(
    ("origin", "let_in"),
    [
        ("http://localhost:3000", True),
        ("http://127.0.0.1:8080", True),
        ("https://evil.example", False),
        ("null", False),
        ("", False),
        ("http://[", False),
    ],
)
def test_a_page_from_elsewhere_is_refused(client, origin, let_in):
    answer = client.get("/_mock/world", headers={"Origin": origin})

    assert (answer.status_code == 200) is let_in


def test_a_strange_host_may_still_use_the_gateway(client):
    assert client.get("/v1/models", headers={"Host": "api.evolink.ai"}).status_code == 200


def test_health_says_what_it_is(client):
    answer = client.http.get("/_mock/health").json

    assert answer["status"] == "ok"
    assert set(answer) == {"status", "version", "contract_revision"}


def test_the_contracts_can_be_read(client):
    models = [one["model"] for one in client.get("/_mock/contract").json["models"]]
    contracts = [client.get(f"/_mock/contract/{model}").json for model in models]

    assert [one["model"] for one in contracts] == models
    assert contracts[0]["parameters"]["model"]["required"] is True
    assert client.get("/_mock/contract/kling-9").status_code == 404


def test_the_description_knows_every_route(client):
    described = client.get("/_mock/openapi.json").json

    wanted = {(route.path, route.method.lower()) for route in CONTROL_ROUTES}
    found = {(path, method) for path, item in described["paths"].items() for method in item}
    assert described["openapi"].startswith("3.1")
    assert wanted <= found
    assert ("/_mock/openapi.json", "get") in found


def test_operations_have_names_of_their_own():
    names = [describe_route(route)["operation"] for route in CONTROL_ROUTES]

    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("path", "keys"),
    [
        ("/_mock/world", "get_world"),
        ("/_mock/clock", "get_clock"),
        ("/_mock/calls", "list_calls"),
        ("/_mock/callbacks", "list_callbacks"),
        ("/_mock/ledger", "get_ledger"),
        ("/_mock/tasks", "list_control_tasks"),
        ("/_mock/contract", "list_contracts"),
        ("/_mock/health", "health"),
        ("/_mock/accidents", "list_accidents"),
    ],
)
def test_answers_have_the_keys_that_are_described(client, path, keys):
    (route,) = [one for one in CONTROL_ROUTES if one.operation == keys]

    assert set(client.get(path).json) == set((route.answer or {})["properties"])


@pytest.mark.parametrize("path", ["/_mock/nowhere", "/_mock/world/x"])
def test_an_unknown_control_route_is_a_problem(client, path):
    answer = client.get(path)

    assert (answer.status_code, answer.content_type) == (404, "application/problem+json")
    assert answer.json["status"] == 404


def test_a_wrong_method_is_a_problem(client):
    answer = client.post("/_mock/health")

    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")
    assert answer.content_type == "application/problem+json"


def test_a_body_too_large_is_a_problem(client):
    answer = client.put("/_mock/world", data=b" " * 1_048_577)

    assert (answer.status_code, answer.content_type) == (413, "application/problem+json")


def test_a_body_that_breaks_off_is_a_problem(client):
    answer = client.put("/_mock/world", data=b"{}", environ_overrides={"CONTENT_LENGTH": "50"})

    assert (answer.status_code, answer.content_type) == (400, "application/problem+json")

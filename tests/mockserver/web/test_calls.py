"""What a tester asks the journal over HTTP."""

import json

import pytest

HOOK = "https://your-domain.com/hook"


def verify(client, **question):
    return client.post("/_mock/calls/verify", json=question)


def test_it_was_called_as_expected(client):
    task_id = client.create()
    client.task(task_id)

    answer = verify(client, expect={"operation": "create", "body": {"model": "kling-o3-image-to-video"}})

    assert answer.json == {"met": True, "found": 1, "calls": [1], "dropped": 0}
    assert verify(client, in_order=[{"operation": "create"}, {"task": task_id, "method": "GET"}]).json["met"]


def test_it_was_not_called_as_expected_and_the_nearest_call_tells_why(client):
    client.create(duration=5)

    answer = verify(client, expect={"operation": "create", "body": {"duration": 10}}).json

    assert (answer["met"], answer["nearest"][0]["number"]) == (False, 1)
    assert answer["nearest"][0]["differences"] == [{"at": "/body/duration", "wanted": 10, "got": 5}]


def test_a_question_that_cannot_be_asked_is_refused_with_pointers(client):
    answer = verify(client, expect={"colour": 1})

    assert answer.status_code == 422
    assert answer.json["errors"][0]["pointer"] == "/expect/colour"
    assert client.post("/_mock/calls/verify", data=b"{").status_code == 400
    assert client.post("/_mock/calls/verify", data=b"[]").status_code == 422


def test_a_question_that_takes_too_long_is_refused(client, monkeypatch):
    monkeypatch.setattr("mockserver.web.control.verification.STEPS", 1)
    client.create()

    answer = verify(client, expect={"body": {"model": "a", "prompt": "b"}})

    assert answer.status_code == 422
    assert "takes too long" in answer.json["detail"]


def test_an_expectation_with_the_key_meets_what_is_shown_of_it(client):
    client.generate(prompt=f"my key is {client.key}")

    answer = verify(client, expect={"body": {"prompt": f"my key is {client.key}"}})
    missed = verify(client, expect={"body": {"prompt": f"your key is {client.key}"}})

    assert answer.json["met"]
    assert client.key not in missed.text


def test_the_archive_is_searched_as_the_journal_is(client):
    client.create()
    client.get("/nowhere")

    log = client.get("/_mock/calls.har?status=4xx").json["log"]

    assert [entry["_klingmock"]["number"] for entry in log["entries"]] == [2]
    assert log["_klingmock"] == {"found": 1, "next": None, "total": 2, "dropped": 0}
    assert log["creator"]["name"] == "klingmock"


def test_pages_of_the_journal_are_followed(client):
    for _ in range(5):
        client.get("/v1/credits")

    first = client.get("/_mock/calls?limit=2").json
    second = client.get(f"/_mock/calls?limit=2&after={first['next']}").json
    newest = client.get("/_mock/calls?limit=2&order=newest").json

    assert [one["number"] for one in first["calls"] + second["calls"]] == [1, 2, 3, 4]
    assert [one["number"] for one in newest["calls"]] == [5, 4]
    assert client.get(f"/_mock/calls?limit=9&order=newest&before={newest['next']}").json["next"] is None


def test_a_fault_that_met_a_call_is_named_and_found(client):
    client.post("/_mock/faults", json={"id": "first", "on": "create", "do": "status", "status": 503})
    client.generate()
    client.get("/v1/credits")

    (entry,) = client.calls(fault="first")

    assert entry == client.calls(fault="status")[0]
    assert entry["faults"][0].startswith("first status before")
    assert verify(client, expect={"fault": "status"}).json["calls"] == [1]


@pytest.mark.parametrize("path", ["/_mock/calls", "/_mock/calls.har", "/_mock/tasks", "/_mock/ledger"])
def test_a_page_of_none_can_be_asked_for(client, path):
    client.create()

    assert client.get(f"{path}?limit=0").status_code == 200
    assert client.get(f"{path}?limit=x").status_code == 422


def test_bodies_of_odd_bytes_are_searched(client):
    client.post("/v1/videos/generations", data=b"\xff" + json.dumps({"prompt": "caf\u00e9"}).encode())

    assert len(client.calls(text="caf\\u00e9")) == 1
    assert client.calls(text="nothing of that") == []


@pytest.mark.parametrize(("path", "name"), [("tasks", "tasks"), ("ledger", "entries"), ("calls", "calls")])
def test_the_pages_of_what_a_world_has_many_of_are_all_of_it(client, path, name):
    for _ in range(5):
        client.create()
    client.post("/_mock/clock/run")
    whole = client.get(f"/_mock/{path}").json
    pages, after = [], 0
    while after is not None:
        page = client.get(f"/_mock/{path}?limit=2&after={after}").json
        assert page["total"] == whole["total"]
        pages.append(page[name])
        after = page["next"]

    assert [one for page in pages for one in page] == whole[name]
    assert {len(page) for page in pages[:-1]} == {2}
    assert whole["next"] is None
    assert len(pages[-1]) in {1, 2}


@pytest.mark.parametrize("path", ["tasks", "ledger"])
def test_beyond_the_last_there_is_an_empty_page(client, path):
    client.create()

    page = client.get(f"/_mock/{path}?after=99").json

    assert (page.get("tasks", page.get("entries")), page["next"]) == ([], None)


def test_a_page_of_long_requests_is_short(client, monkeypatch):
    monkeypatch.setattr("mockserver.core.search.PAGE_BYTES", 1)
    for _ in range(2):
        client.create()

    page = client.get("/_mock/tasks").json

    assert ([task["number"] for task in page["tasks"]], page["next"], page["total"]) == ([1], 1, 2)

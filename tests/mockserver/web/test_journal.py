"""What was asked and answered, for whoever must find out why."""

import json

import pytest

from mockserver.core import journal as journal_module

HOOK = "https://your-domain.com/hook"


def test_an_entry_tells_everything(client):
    task_id = client.create(image_end="https://example.com/b.jpg")

    entry = client.calls()[0]

    assert {
        name: entry[name]
        for name in ("number", "at", "operation", "method", "path", "status", "task", "price", "rules")
    } == {
        "number": 1,
        "at": "2026-01-01T00:00:00.000000Z",
        "operation": "create",
        "method": "POST",
        "path": "/v1/videos/generations",
        "status": 200,
        "task": task_id,
        "price": "27",
        "rules": [],
    }
    assert task_id in entry["answer"]["body"]["text"]
    assert "image_end" in entry["request"]["body"]["text"]


def test_a_refused_call_names_rules_and_readings(client):
    client.post(
        "/v1/videos/generations", json={"model": "kling-o3-image-to-video", "image_end": "https://example.com/b.jpg"}
    )

    entry = client.calls()[0]

    assert "o3/end-frame-needs-first-frame" in entry["rules"]
    assert entry["readings"]["o3-end-frame-alone"] == "error"
    assert (entry["price"], entry["task"]) == (None, None)


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ({}, [1, 2, 3, 4]),
        ({"operation": "create"}, [1, 2]),
        ({"status": 400}, [2]),
        ({"rule": "o3/duration/maximum"}, [2]),
        ({"operation": "query", "status": 200}, [3]),
        ({"after": 2}, [3, 4]),
        ({"limit": 1}, [1]),
        ({"operation": "unknown"}, [4]),
        ({"status": "4xx"}, [2, 4]),
        ({"fault": "reset"}, []),
        ({"before": 3}, [1, 2]),
        ({"text": "a.jpg"}, [1, 2]),
        ({"since": "2026-01-01T00:00:00Z"}, [1, 2, 3, 4]),
        ({"until": "2026-01-01T00:00:00Z"}, []),
        ({"order": "newest", "limit": 2}, [4, 3]),
    ],
)
def test_the_journal_is_searched(client, query, wanted):
    task_id = client.create()
    client.generate(duration=99)
    client.task(task_id)
    client.get("/nowhere")

    assert [entry["number"] for entry in client.calls(**query)] == wanted
    assert [one["number"] for one in client.calls(task=task_id)] == [1, 3]


@pytest.mark.parametrize("query", ["status=x", "limit=-1", "after=1.5", "colour=red", "since=today", "order=up"])
def test_a_search_that_cannot_be_is_refused(client, query):
    assert client.get(f"/_mock/calls?{query}").status_code == 422


def test_keys_never_show(client):
    key = client.key
    client.post(
        f"/v1/videos/generations?key={key}",
        json={"model": key, "prompt": key},
        headers={"Cookie": f"k={key}", "X-Api-Key": key, "X-Other": key},
    )
    client.get(f"/v1/tasks/task-unified-{key}")
    client.get(f"/{key}")
    client.create(prompt=f"{key} [[{key}]]", callback_url=f"https://example.com/?k={key}", **{key: 1})
    client.post("/_mock/clock/run")
    (delivery,) = client.callbacks()
    client.post(f"/_mock/callbacks/{delivery['id']}/redeliver")

    views = ("calls", "world", "tasks", "callbacks", "ledger", "accidents")
    shown = json.dumps(delivery) + "".join(client.get(f"/_mock/{name}").text for name in views)

    assert key not in shown
    assert shown.count(key[-4:]) >= 7


def test_a_long_body_is_cut(client):
    client.post("/v1/videos/generations", data=b"x" * 100_000)

    body = client.calls()[0]["request"]["body"]

    assert (len(body["text"]), body["bytes"]) == (65_536, 100_000)


def test_any_bytes_can_be_shown(client):
    client.post("/v1/videos/generations", data=bytes(range(256)))

    assert client.calls()[0]["request"]["body"]["bytes"] == 256


def test_the_journal_is_bounded_and_goes_on_counting(client, monkeypatch):
    monkeypatch.setattr(journal_module, "ENTRY_LIMIT", 3)
    client.open("DELETE", "/_mock/world")
    for _ in range(5):
        client.get("/v1/credits")

    answer = client.get("/_mock/calls").json

    assert [entry["number"] for entry in answer["calls"]] == [3, 4, 5]
    assert (answer["found"], answer["total"], answer["dropped"], answer["next"]) == (3, 5, 2, None)


def test_control_calls_are_not_in_it(client):
    client.set(seed=1)
    client.get("/_mock/nowhere")

    assert client.calls() == []


def test_a_key_made_of_json_signs_spoils_nothing(client):
    odd = client.other('"duration":5,')
    odd.post(
        "/v1/videos/generations",
        data='{"duration":5,"model":"kling-o3-image-to-video","image_start":"https://example.com/a.jpg"}',
        content_type="application/json",
    )

    (task,) = odd.get("/_mock/tasks").json["tasks"]

    assert task["request"].startswith("{****")
    assert odd.key not in odd.get("/_mock/calls").json["calls"][0]["request"]["body"]["text"]


@pytest.mark.parametrize("name", ["api_key", "access-token", "X_Secret"])
def test_a_key_in_the_query_never_shows(client, name):
    client.get(f"/v1/credits?{name}=hunter2-hunter3&page=2")

    shown = client.get("/_mock/calls").text + client.get("/_mock/calls.har").text

    assert "hunter2" not in shown
    assert f"{name}=****ter3" in shown

"""A lost answer after the creation: what it costs a careless client, and how a careful one gets its task."""

import json
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlsplit

import pytest

from mockserver.client import Client
from mockserver.serving import running
from mockserver.settings import Settings

REQUEST = {"model": "kling-o3-text-to-video", "prompt": "A paper boat."}
LOST = [
    {"do": "reset"},
    {"do": "reset", "after_bytes": 10},
    {"do": "close"},
    {"do": "truncate", "keep": 20},
    {"do": "status", "status": 502},
    {"do": "html", "status": 504},
    {"do": "empty"},
    {"do": "not-json"},
    {"do": "garbage"},
    {"do": "field-missing", "at": "/id"},
    {"do": "silence"},
]


@pytest.fixture
def url() -> Iterator[str]:
    with running(Settings.from_strings({"port": "0", "clock": "manual", "lifecycle": "after:20s"})) as server:
        yield server.url


def try_once(url: str, key: str, **headers: str) -> Any:
    """Create a task; return the answer, None where there was none that could be understood."""
    address = urlsplit(url)
    # Nobody who waits for an answer that never comes waits for long here.
    connection = HTTPConnection(str(address.hostname), address.port, timeout=0.5)
    bearer = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    try:
        connection.request("POST", "/v1/videos/generations", json.dumps(REQUEST), bearer | headers)
        answer = connection.getresponse()
        task = json.loads(answer.read())
    except (OSError, HTTPException, ValueError):
        return None
    finally:
        connection.close()
    return task if answer.status == 200 and "id" in task else None


def create(url: str, key: str, **headers: str) -> Any:
    """Create a task as clients do that try again."""
    return try_once(url, key, **headers) or try_once(url, key, **headers)


@pytest.mark.parametrize("fault", LOST, ids=lambda fault: "-".join(map(str, fault.values())))
def test_who_simply_tries_again_has_two_tasks_and_the_journal_names_both(url, fault):
    key = f"sk-careless-{LOST.index(fault):04}"
    mock = Client(url, api_key=key)
    mock.add_faults({"on": "create", "when": {"nth": 1}, "phase": "after", **fault})

    task = create(url, key)

    first, second = (one["id"] for one in mock.tasks()["tasks"])
    assert task["id"] == second
    reserved = [entry["task"] for entry in mock.ledger()["entries"] if entry["kind"] == "reserve"]
    assert reserved == [first, second]
    assert mock.ledger()["reserved"] == "54"
    lost, found = mock.calls()["calls"]
    assert (lost["task"], found["task"]) == (first, second)
    assert found["faults"] == []
    (told,) = lost["faults"]
    assert told.startswith(f"fault-1 {fault['do']} after: ")
    assert told.endswith(f"; {first} was made, and the client never learned of it")
    assert mock.faults()["unused"] == []


@pytest.mark.parametrize("fault", LOST, ids=lambda fault: "-".join(map(str, fault.values())))
def test_who_sends_an_idempotency_key_gets_the_first_task(url, fault):
    key = f"sk-careful-{LOST.index(fault):04}"
    mock = Client(url, api_key=key)
    mock.add_faults({"on": "create", "when": {"nth": 1}, "phase": "after", **fault})

    task = create(url, key, **{"Idempotency-Key": "the-only-intent-0001"})

    assert [one["id"] for one in mock.tasks()["tasks"]] == [task["id"]]
    assert mock.ledger()["reserved"] == "27"
    lost, found = mock.calls()["calls"]
    assert (lost["task"], found["task"], found["replayed"]) == (task["id"], task["id"], True)

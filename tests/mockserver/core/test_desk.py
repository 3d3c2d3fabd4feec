"""The desk answers at once where it can, and says so where it cannot."""

from datetime import timedelta

import pytest

from mockserver.core.clock import parse_instant
from mockserver.core.headers import Headers
from mockserver.core.wire import Call, Postponed
from mockserver.services import Services


def query(services: Services, task_id, *, authorization="Bearer sk-test-abcdef123456"):
    world_key, token = services.desk.admit(authorization)
    path = f"/v1/tasks/{task_id}"
    return Call(operation="query", method="GET", path=path, task_id=task_id, world_key=world_key, token=token)


def test_both_ways_answer_the_same(client):
    task_id = client.create()
    call = query(client.services, task_id)

    one, other = client.services.desk.answer_at_once(call), client.services.desk.answer(call)

    assert (one.status, one.body) == (other.status, other.body)


def test_a_world_that_somebody_has_makes_it_wait(client):
    call = query(client.services, client.create())

    with client.services.store.by_key(client.key):
        assert client.services.desk.answer_at_once(call) is None

    assert client.services.desk.answer_at_once(call).status == 200


def test_an_auto_clock_that_must_move_makes_it_wait(make_client):
    client = make_client(clock="auto")
    call = query(client.services, client.create())

    assert client.services.desk.answer_at_once(call) is None
    assert b"processing" in client.services.desk.answer(call).body
    assert b"completed" in client.services.desk.answer(call).body
    assert client.services.desk.answer_at_once(call).status == 200


def test_an_auto_clock_that_a_fault_moves_on_makes_it_wait_and_is_moved_once(make_client):
    client = make_client(clock="auto", lifecycle="after:1h")
    client.put("/_mock/faults", json={"on": "query", "do": "latency", "fixed": "2s", "when": {"nth": 1}})
    desk, call = client.services.desk, query(client.services, client.create())
    assert desk.answer_at_once(call) is None
    client.post("/_mock/clock/advance", json={"by": "2h"})

    postponed = desk.answer_at_once(call)

    assert isinstance(postponed, Postponed)
    assert (postponed.wait, postponed.to) == (timedelta(), parse_instant("2026-01-01T02:00:02Z"))
    assert desk.answer_at_once(call, postponed=postponed) is None
    assert desk.answer(call, postponed=postponed).status == 200
    assert client.get("/_mock/clock").json["now"] == "2026-01-01T02:00:02.000000Z"
    assert len(client.calls(operation="query")) == 1


def test_a_call_that_waits_in_real_time_is_answered_at_once_then(make_client):
    client = make_client(clock="manual")
    client.put("/_mock/faults", json={"on": "query", "do": "latency", "fixed": "2s", "real": True})
    desk, call = client.services.desk, query(client.services, client.create())

    postponed = desk.answer_at_once(call)

    assert isinstance(postponed, Postponed)
    assert (postponed.wait, postponed.to) == (timedelta(seconds=2), None)
    assert desk.answer_at_once(call, postponed=postponed).status == 200
    assert [fault["fired"] for fault in client.get("/_mock/faults").json["faults"]] == [1]


@pytest.mark.parametrize("authorization", [None, "Basic x", "Bearer sk-invalid-1"])
def test_who_has_no_key_is_answered_on_every_clock(make_client, authorization):
    client = make_client(clock="auto")
    call = query(client.services, client.create(), authorization=authorization)

    assert client.services.desk.answer_at_once(call).status == 401


def test_a_callback_that_comes_before_the_answer_makes_it_wait(client):
    answer = client.post("/_mock/faults", json={"on": "callback", "do": "early", "when": {"nth": 1}})
    assert answer.status_code == 200
    body = b'{"model": "kling-o3-image-to-video", "image_start": "https://example.com/a.jpg"}'
    call = Call(
        operation="create",
        method="POST",
        path="/v1/videos/generations",
        headers=Headers([("content-type", "application/json")]),
        body=body,
        size=len(body),
        world_key=client.key,
        token=client.key,
    )

    assert client.services.desk.answer_at_once(call) is None
    assert client.services.desk.answer(call).status == 200

"""The desk answers at once where it can, and says so where it cannot."""

import pytest

from mockserver.core.wire import Call
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


@pytest.mark.parametrize("authorization", [None, "Basic x", "Bearer sk-invalid-1"])
def test_who_has_no_key_is_answered_on_every_clock(make_client, authorization):
    client = make_client(clock="auto")
    call = query(client.services, client.create(), authorization=authorization)

    assert client.services.desk.answer_at_once(call).status == 401

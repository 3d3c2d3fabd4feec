"""The tasks from behind, and what no public route offers."""

import pytest


def test_a_task_shows_its_future(client):
    task_id = client.create(prompt="[[after:8s]] [[fail:x]]", duration=7)

    (task,) = client.get("/_mock/tasks").json["tasks"]

    assert task == {
        "id": task_id,
        "number": 1,
        "model": "kling-o3-image-to-video",
        "status": "pending",
        "progress": 0,
        "created_at": "2026-01-01T00:00:00.000000Z",
        "starts_at": "2026-01-01T00:00:02.000000Z",
        "ends_at": "2026-01-01T00:00:08.000000Z",
        "ends_as": "failed",
        "error": {"code": "x", "message": "The task failed as it was asked to"},
        "polls": None,
        "polls_seen": 0,
        "credits": "37.8",
        "seconds": 7,
        "callback_url": None,
        "link": None,
        "link_expires_at": None,
        "request": task["request"],
    }
    assert task["request"]["duration"] == 7


def test_a_task_without_a_future_shows_none(client):
    client.create(prompt="[[polls:2]]")

    (task,) = client.get("/_mock/tasks").json["tasks"]

    assert (task["starts_at"], task["ends_at"], task["polls"]) == (None, None, 2)


@pytest.mark.parametrize("act", ["cancel", "fail", "complete"])
def test_a_task_ends_once(client, act):
    task_id = client.create()
    assert client.post(f"/_mock/tasks/{task_id}/{act}").status_code == 200

    answer = client.post(f"/_mock/tasks/{task_id}/cancel")

    assert (answer.status_code, answer.content_type) == (409, "application/problem+json")
    assert client.ledger()["reserved"] == "0"


def test_a_failure_by_hand_is_named(client):
    task_id = client.create()

    client.post(f"/_mock/tasks/{task_id}/fail", json={"code": "quota_exceeded", "message": "mine"})

    assert client.task(task_id)["error"] == {
        "code": "quota_exceeded",
        "message": "mine",
        "type": "task_error",
    }


@pytest.mark.parametrize("body", [{"code": 1}, {"code": "NO"}, {"message": 1}, {"colour": "red"}, []])
def test_a_failure_that_cannot_be_is_refused(client, body):
    task_id = client.create()

    assert client.post(f"/_mock/tasks/{task_id}/fail", json=body).status_code == 422


def test_a_task_that_nobody_knows(client):
    assert client.post("/_mock/tasks/task-unified-1-a/cancel").status_code == 404


def test_lifecycles_are_chosen_for_the_next_task(client):
    first = client.create()
    client.set(lifecycle=[{"fail": "service_error"}, {"hang": True}])
    second, third = client.create(), client.create()
    client.advance("1h")

    assert [client.status(one) for one in (first, second, third)] == [
        "completed",
        "processing",
        "processing",
    ]


def test_an_immediate_task_is_pending_in_its_first_answer_only(client):
    client.set(lifecycle="immediate")

    created = client.generate().json

    assert (created["status"], client.status(created["id"])) == ("pending", "completed")


def test_a_result_says_until_when_its_link_works(client):
    task_id = client.create()
    client.advance("1m")

    task = client.get(f"/_mock/tasks/{task_id}").json

    assert task["link"] == client.task(task_id)["results"][0]
    assert client.get(task["link"]).status_code == 200
    client.post("/_mock/clock/advance", json={"to": task["link_expires_at"]})
    assert client.get(task["link"]).status_code == 404


def test_one_task_is_as_in_the_list(client):
    client.create()
    task_id = client.create(prompt="[[fail:x]]")

    assert client.get(f"/_mock/tasks/{task_id}").json == client.get("/_mock/tasks").json["tasks"][1]
    assert client.get("/_mock/tasks/none").status_code == 404

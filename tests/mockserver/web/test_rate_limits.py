"""Limits of a world, as its clients meet them."""

import pytest


def wait_of(answer):
    assert answer.status_code == 429, answer.text
    return answer.headers.get("Retry-After")


def test_a_limit_is_a_setting_of_the_world(client):
    assert client.get("/_mock/world").json["rate_limit"] is None
    assert client.set(rate_limit={"tasks_at_once": 3})["rate_limit"] == {
        "requests_per_minute": None,
        "tasks_at_once": 3,
    }
    assert client.set(rate_limit=None)["rate_limit"] is None
    assert client.put("/_mock/world", json={"rate_limit": {"tasks": 3}}).json["errors"][0]["pointer"] == "/rate_limit"


@pytest.mark.parametrize("path", ["/v1/credits", "/v1/models", "/v1/tasks", "/v1/tasks/task-unified-1"])
def test_every_operation_counts_and_is_refused_in_its_own_documented_words(client, path):
    client.set(rate_limit={"requests_per_minute": 1})
    client.create()

    answer = client.get(path)

    assert wait_of(answer) == "60"
    assert answer.json["error"]["type"] == ("evo_api_error" if "tasks" in path else "rate_limit_error")


def test_time_of_the_world_lets_the_next_one_in(client):
    client.set(rate_limit={"requests_per_minute": 2})
    client.create()
    client.advance("20s")
    client.create()

    assert wait_of(client.generate()) == "40"
    client.advance("39999ms")
    assert wait_of(client.generate()) == "1"
    client.advance("1ms")
    assert client.generate().status_code == 200


def test_a_refused_request_changes_nothing_and_control_routes_are_free(client):
    client.set(rate_limit={"requests_per_minute": 1})
    client.create()
    before = client.ledger()

    assert {client.generate().status_code for _ in range(3)} == {429}
    assert client.ledger() == before
    assert len(client.get("/_mock/tasks").json["tasks"]) == 1


def test_who_has_no_accepted_key_does_not_use_the_limit_up(client):
    stranger = client.other("sk-invalid-1")
    stranger.set(rate_limit={"requests_per_minute": 1})

    assert {stranger.get("/v1/models").status_code for _ in range(3)} == {401}


def test_so_many_tasks_run_at_once(client):
    client.set(lifecycle="after:90s", rate_limit={"tasks_at_once": 2})
    client.create()
    client.advance("30s")
    client.create()

    assert wait_of(client.generate()) == "60"
    client.advance("59s")
    assert wait_of(client.generate()) == "1"
    client.advance("1s")
    assert client.generate().status_code == 200
    assert wait_of(client.generate()) == "30"


def test_a_wait_that_nobody_knows_is_not_made_up(client):
    client.set(rate_limit={"tasks_at_once": 1})
    task = client.create(prompt="A boat. [[hang]]")

    assert wait_of(client.generate()) is None
    client.post(f"/_mock/tasks/{task}/cancel")
    assert client.generate().status_code == 200


def test_polls_that_end_a_task_make_room(client):
    client.set(lifecycle="polls:0", rate_limit={"tasks_at_once": 1})
    task = client.create()

    assert wait_of(client.generate()) is None
    assert client.status(task) == "completed"
    assert client.generate().status_code == 200


def test_a_request_that_is_wrong_is_refused_as_wrong(client):
    client.set(lifecycle="after:90s", rate_limit={"tasks_at_once": 1})
    client.create()

    assert client.generate(duration=99).status_code == 400


def test_a_replay_is_no_task_but_a_request(client):
    key = {"Idempotency-Key": "the-same-key-0001"}
    client.set(lifecycle="after:90s", rate_limit={"tasks_at_once": 1, "requests_per_minute": 3})

    first, again = client.generate(headers=key), client.generate(headers=key)

    assert (again.status_code, again.json["id"]) == (200, first.json["id"])
    assert wait_of(client.generate()) == "90"
    assert wait_of(client.generate(headers=key)) == "60"


def test_a_world_that_is_reset_has_room_again(client):
    client.set(lifecycle="after:90s", rate_limit={"tasks_at_once": 1, "requests_per_minute": 1})
    client.create()
    client.open("DELETE", "/_mock/world")
    client.set(lifecycle="after:90s", rate_limit={"tasks_at_once": 1, "requests_per_minute": 1})

    assert client.generate().status_code == 200

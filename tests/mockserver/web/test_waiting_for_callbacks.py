"""``POST /_mock/callbacks/wait``: what came, or what came nearest."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event

import pytest

HOOK = "https://your-domain.com/hook"
SOON = 5


def wait(client, **wanted):
    return client.post("/_mock/callbacks/wait", json={"within": "5s"} | wanted)


def nearest(client, **wanted):
    answer = wait(client, **{"within": "1ms"} | wanted)
    assert (answer.status_code, answer.content_type) == (409, "application/problem+json")
    return [one["detail"] for one in answer.json["errors"]]


def test_what_has_come_already_is_not_waited_for(client):
    task = client.create(callback_url=HOOK)
    client.advance("2s")

    answer = wait(client)

    assert answer.json["callbacks"] == client.callbacks()
    assert answer.json["callbacks"][0]["task"] == task


@pytest.mark.parametrize("prompt", ["x", "[[after:3h]]"])
def test_on_an_auto_clock_time_runs_on_until_it_comes(routed, make_receiver, prompt):
    client = routed(make_receiver((500, 200)), clock="auto")
    task = client.create(callback_url=HOOK, prompt=prompt)

    (delivery,) = wait(client, task=task).json["callbacks"]

    assert (delivery["state"], delivery["attempts_made"]) == ("delivered", 2)


def test_on_an_auto_clock_time_runs_no_further_than_it_must(make_client):
    client = make_client(clock="auto")
    client.create(callback_url=HOOK, prompt="[[after:5s]]")
    client.create(callback_url=HOOK, prompt="[[after:1h]]")

    wait(client)

    assert client.get("/_mock/clock").json["now"] == "2026-01-01T00:00:05.000000Z"


@pytest.mark.parametrize("routes", [{}, {"callback_route": "*=http://127.0.0.1:9"}])
def test_who_waits_is_woken_by_whoever_moves_the_clock(routed, make_receiver, routes):
    client = routed(make_receiver(), **routes or {"callback_route": "https://other.example=http://127.0.0.1:9"})
    client.create(callback_url=HOOK)

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(wait, client.other(client.key))
        for _ in range(500):
            if client.services.pacer._waiters._events:
                break
            Event().wait(0.01)
        client.advance("2s")
        answer = waiting.result(SOON)

    assert len(answer.json["callbacks"]) == 1


def test_whoever_waits_may_be_the_first_in_the_world(client):
    first, second = client.other("sk-nobody-yet"), client.other("sk-nobody-yet")

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(wait, first)
        for _ in range(500):
            if client.services.pacer._waiters._events or waiting.done():
                break
            Event().wait(0.01)
        second.create(callback_url=HOOK)
        second.advance("2s")

        assert waiting.result(SOON).status_code == 200


def test_who_waits_is_woken_by_a_poll_that_ends_the_task(client):
    client.set(lifecycle="polls:0")
    task = client.create(callback_url=HOOK)

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(wait, client.other(client.key))
        for _ in range(500):
            if client.services.pacer._waiters._events:
                break
            Event().wait(0.01)
        client.status(task)
        answer = waiting.result(SOON)

    assert answer.json["callbacks"][0]["task"] == task


def test_on_a_moving_clock_nobody_needs_to_ask_meanwhile(make_client, make_machine):
    machine = make_machine()
    client = make_client(clock="scaled:1000000", machine=machine, lifecycle="after:20ms")
    client.create(callback_url=HOOK)

    class Passing:
        def __call__(self):
            machine.now += timedelta(milliseconds=10)
            return machine.now

    client.services.pacer._real_now = Passing()

    assert len(wait(client).json["callbacks"]) == 1


def test_so_many_are_waited_for(client):
    for _ in range(3):
        client.create(callback_url=HOOK)
    client.advance("2s")

    assert len(wait(client, count=3).json["callbacks"]) == 3
    assert wait(client, count=4, within="1ms").status_code == 409


class TestNearestMisses:
    def test_no_task_at_all(self, client):
        assert nearest(client) == ["no task was ever created in this world"]

    def test_a_task_that_nobody_knows(self, client):
        assert nearest(client, task="task-unified-1") == ["there is no task 'task-unified-1' in this world"]

    def test_a_task_that_nobody_knows_beside_those_that_came(self, client):
        client.create(callback_url=HOOK)
        client.advance("2s")

        assert nearest(client, task="x")[1].endswith("is recorded after 1 attempt, the last recorded")

    def test_a_task_without_a_callback_address(self, client):
        task = client.create()

        assert nearest(client, task=task) == [f"{task} was created without a callback_url"]

    def test_a_task_that_has_not_ended(self, client):
        task = client.create(callback_url=HOOK)

        assert nearest(client) == [f"{task} is pending and ends at 2026-01-01T00:00:02.000000Z"]

    def test_a_task_that_never_ends(self, client):
        task = client.create(callback_url=HOOK, prompt="[[hang]]")

        assert nearest(client) == [f"{task} is pending and does not end by itself"]

    def test_a_delivery_that_waits_for_its_next_attempt(self, routed, make_receiver):
        client = routed(make_receiver((503,)))
        task = client.create(callback_url=HOOK)
        client.advance("2s")
        (delivery,) = client.callbacks()

        (said,) = nearest(client)
        assert said == (
            f"{delivery['id']} of {task} is waiting after 1 attempt, the last refused (503), "
            "next at 2026-01-01T00:00:03.000000Z"
        )

    def test_one_that_came_otherwise(self, client):
        client.create(callback_url=HOOK)
        client.advance("2s")

        assert "is recorded" in nearest(client, state="given-up")[0]

    def test_the_detail_says_all_of_it(self, client):
        task = client.create()

        detail = wait(client, task=task, count=2, within="1ms").json["detail"]

        assert detail == (
            f"within 1ms there were not 2 delivered or recorded of {task}; nearest: "
            f"{task} was created without a callback_url"
        )

    def test_it_does_not_grow_without_end(self, client):
        for _ in range(15):
            client.create()

        said = nearest(client)

        assert (len(said), said[-1]) == (11, "and 5 more")


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"task": 1}, "/task"),
        ({"state": 1}, "/state"),
        ({"state": "lost"}, "/state"),
        ({"count": 0}, "/count"),
        ({"count": True}, "/count"),
        ({"count": 10_001}, "/count"),
        ({"within": 10}, "/within"),
        ({"within": "10"}, "/within"),
        ({"within": "301s"}, "/within"),
        ({"until": "1s"}, "/until"),
    ],
)
def test_a_wish_that_cannot_be_understood_is_refused(client, body, pointer):
    answer = client.post("/_mock/callbacks/wait", json=body)

    assert answer.status_code == 422
    assert [one["pointer"] for one in answer.json["errors"]] == [pointer]


def test_nobody_waits_once_the_server_stops(client):
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(wait, client, within="1m")
        for _ in range(500):
            if client.services.pacer._waiters._events:
                break
            Event().wait(0.01)
        client.services.close()
        assert waiting.result(SOON).status_code == 409

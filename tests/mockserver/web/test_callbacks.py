"""Callbacks on the world's clock: recorded, or sent along a route."""

import pytest

from mockserver.core.attempt import Outcome

HOOK = "https://your-domain.com/hook?id=7"


def moments(delivery):
    return [attempt["at"][17:21] for attempt in delivery["attempts"]]


@pytest.mark.parametrize(
    ("prompt", "status"), [("x", "completed"), ("[[fail:x]]", "failed"), ("[[cancel]]", "cancelled")]
)
def test_without_a_route_a_callback_is_recorded(client, prompt, status):
    task_id = client.create(prompt=prompt, callback_url=HOOK)
    assert client.callbacks() == []
    client.advance("2s")

    (delivery,) = client.callbacks()

    assert {name: delivery[name] for name in ("task", "url", "state", "next_at")} == {
        "task": task_id,
        "url": HOOK,
        "state": "recorded",
        "next_at": None,
    }
    assert [one["outcome"] for one in delivery["attempts"]] == ["recorded"]
    assert delivery["body"] == client.task(task_id)
    assert delivery["body"]["status"] == status


def test_without_a_callback_address_there_is_none(client):
    client.create()
    client.advance("1h")

    assert client.callbacks() == []


def test_along_a_route_the_body_is_what_the_query_answers(routed, make_receiver):
    receiver = make_receiver()
    client = routed(receiver)
    task_id = client.create(callback_url=HOOK)
    client.advance("2s")

    assert receiver.sent == [("http://127.0.0.1:9/hook?id=7", client.task(task_id))]
    assert client.callbacks()[0]["state"] == "delivered"


def test_an_address_without_a_route_of_its_own_is_recorded(routed, make_receiver):
    receiver = make_receiver()
    client = routed(receiver, callback_route="https://other.example=http://127.0.0.1:9")
    client.create(callback_url=HOOK)
    client.advance("2s")

    assert receiver.sent == []
    assert client.callbacks()[0]["state"] == "recorded"


@pytest.mark.parametrize(
    ("answers", "state", "seconds"),
    [
        ((200,), "delivered", ["02.0"]),
        ((299,), "delivered", ["02.0"]),
        ((500, 204), "delivered", ["02.0", "03.0"]),
        ((302, 400, 404, 201), "delivered", ["02.0", "03.0", "05.0", "09.0"]),
        ((503,), "given-up", ["02.0", "03.0", "05.0", "09.0"]),
        ((Outcome.TIMED_OUT,), "given-up", ["02.0", "13.0", "25.0", "39.0"]),
        ((Outcome.UNREACHABLE,), "given-up", ["02.0", "03.0", "05.0", "09.0"]),
    ],
)
def test_when_it_is_tried_again(routed, make_receiver, answers, state, seconds):
    client = routed(make_receiver(answers))
    client.create(callback_url=HOOK)
    client.advance("10m")

    (delivery,) = client.callbacks()

    assert (delivery["state"], delivery["next_at"]) == (state, None)
    assert moments(delivery) == seconds


def test_the_retries_are_a_reading(routed, make_receiver):
    client = routed(make_receiver((500,)))
    client.set(readings={"callback-retries": "three", "callback-backoff": "from-first-attempt"})
    client.create(callback_url=HOOK)
    client.advance("10m")

    assert moments(client.callbacks()[0]) == ["02.0", "03.0", "04.0"]


def test_several_fall_due_in_order_of_time(routed, make_receiver):
    receiver = make_receiver((500, 200))
    client = routed(receiver)
    ids = [client.create(prompt=f"[[after:{n}s]]", callback_url=HOOK) for n in (5, 3, 4)]
    client.advance("1m")

    assert [body["id"] for _, body in receiver.sent] == [ids[1], ids[1], ids[2], ids[0]]


def test_the_receiver_sees_the_world_as_it_is_then(routed, make_receiver):
    receiver, seen = make_receiver(), []
    client = routed(receiver)

    def look(body):
        data = client.get("/v1/credits").json["data"]["user"]
        clock = client.get("/_mock/clock").json["now"]
        seen.append((client.status(body["id"]), data["used_credits"], clock[11:19]))

    receiver.then = look
    client.create(callback_url=HOOK)
    client.create(prompt="[[after:9s]]", callback_url=HOOK)
    client.advance("1h")

    assert seen == [("completed", 27, "00:00:02"), ("completed", 54, "00:00:09")]


def test_the_receiver_may_move_the_clock_itself(routed, make_receiver):
    receiver = make_receiver()
    client = routed(receiver)
    receiver.then = lambda _: client.advance("1m")
    for _ in range(3):
        client.create(callback_url=HOOK)

    client.advance("2s")

    assert len(receiver.sent) == 3


@pytest.mark.parametrize(("act", "status"), [("cancel", "cancelled"), ("fail", "failed"), ("complete", "completed")])
def test_ending_a_task_by_hand_delivers_before_the_answer(routed, make_receiver, act, status):
    receiver = make_receiver()
    client = routed(receiver)
    task_id = client.create(callback_url=HOOK)

    answer = client.post(f"/_mock/tasks/{task_id}/{act}")

    assert answer.json["status"] == status
    assert [body["status"] for _, body in receiver.sent] == [status]
    client.advance("1h")
    assert len(receiver.sent) == 1


class TestRedelivery:
    def test_a_recorded_one_is_recorded_again(self, client):
        client.create(callback_url=HOOK)
        client.advance("2s")
        delivery = client.callbacks()[0]
        client.advance("1m")

        answer = client.post(f"/_mock/callbacks/{delivery['id']}/redeliver").json

        assert answer["id"] == delivery["id"]
        assert [one["redelivery"] for one in answer["attempts"]] == [False, True]
        assert [one["outcome"] for one in answer["attempts"]] == ["recorded"] * 2

    def test_a_sent_one_is_sent_again_with_the_same_body(self, routed, make_receiver):
        receiver = make_receiver((500, 500, 500, 500, 200))
        client = routed(receiver)
        client.create(callback_url=HOOK)
        client.advance("1m")
        delivery = client.callbacks()[0]
        assert delivery["state"] == "given-up"

        answer = client.post(f"/_mock/callbacks/{delivery['id']}/redeliver").json

        assert answer["state"] == "delivered"
        assert answer["attempts"][-1]["redelivery"] is True
        assert receiver.sent[-1] == receiver.sent[0]

    def test_one_that_waits_goes_on_waiting(self, routed, make_receiver):
        client = routed(make_receiver((500,)))
        client.create(callback_url=HOOK)
        client.advance("2s")
        delivery = client.callbacks()[0]

        answer = client.post(f"/_mock/callbacks/{delivery['id']}/redeliver").json

        assert (answer["state"], answer["next_at"]) == ("waiting", delivery["next_at"])
        client.advance("1m")
        assert len(client.callbacks()[0]["attempts"]) == 5

    def test_one_that_nobody_knows(self, client):
        answer = client.post("/_mock/callbacks/delivery-x/redeliver")

        assert (answer.status_code, answer.content_type) == (404, "application/problem+json")


def test_deliveries_are_searched(client):
    ids = [client.create(callback_url=HOOK), client.create(callback_url=HOOK)]
    client.advance("2s")

    found = client.get(f"/_mock/callbacks?task={ids[1]}&state=recorded").json["callbacks"]

    assert [one["task"] for one in found] == [ids[1]]
    assert client.get("/_mock/callbacks?state=waiting").json["callbacks"] == []


def test_a_callback_on_its_way_through_a_reset_is_forgotten(routed, make_receiver):
    receiver = make_receiver()
    client = routed(receiver)
    receiver.then = lambda _: client.open("DELETE", "/_mock/world")
    client.create(callback_url=HOOK)

    client.advance("2s")

    assert len(receiver.sent) == 1
    assert client.callbacks() == []

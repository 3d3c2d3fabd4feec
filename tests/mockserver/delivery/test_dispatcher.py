"""Callbacks on clocks that move by themselves, and the bounds of moving time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event, Timer

import pytest

from mockserver.delivery import dispatcher as module

HOOK = "https://your-domain.com/hook"
SOON = 5


@pytest.mark.parametrize("clock", ["real", "scaled:60", "manual"])
def test_what_is_due_is_sent_without_being_asked_for(routed, make_receiver, clock):
    arrived = Event()
    receiver = make_receiver()
    receiver.then = lambda _: arrived.set()
    client = routed(receiver, clock=clock, lifecycle="immediate")

    task_id = client.create(callback_url=HOOK)

    assert arrived.wait(SOON)
    assert receiver.sent[0][1]["id"] == task_id


def test_what_falls_due_later_is_sent_then(routed, make_receiver):
    arrived = Event()
    receiver = make_receiver((500, 200))

    def arrive(_):
        if len(receiver.sent) == 2:
            arrived.set()

    receiver.then = arrive
    client = routed(receiver, clock="real", lifecycle="after:1s")
    client.create(callback_url=HOOK)

    for _ in range(500):
        client.machine.passes(seconds=1)
        client.get("/v1/credits")
        if arrived.wait(0.01):
            break

    assert len(receiver.sent) == 2


def test_the_retry_of_a_real_clock_counts_from_when_the_attempt_ended(routed, make_receiver):
    receiver = make_receiver((500,))
    client = routed(receiver, clock="real", lifecycle="immediate")
    client.services.pacer.rest()
    receiver.then = lambda _: client.machine.passes(seconds=3)
    client.create(callback_url=HOOK)

    client.services.pacer.deliver(client.key)

    (delivery,) = client.callbacks()
    assert delivery["attempts"][0]["ended_at"] == "2026-11-21T12:00:03.000000Z"
    assert delivery["next_at"] == "2026-11-21T12:00:04.000000Z"


def test_an_accident_of_the_thread_is_remembered(routed, make_receiver):
    seen = Event()

    def fall(_):
        seen.set()
        raise ZeroDivisionError

    receiver = make_receiver()
    receiver.then = fall
    client = routed(receiver, clock="real", lifecycle="immediate")
    client.create(callback_url=HOOK)
    assert seen.wait(SOON)
    client.services.pacer.close()

    (accident,) = client.get("/_mock/accidents").json["accidents"]
    assert (accident["kind"], accident["where"]) == ("ZeroDivisionError", "callbacks")


def test_nobody_watches_where_nothing_is_sent(client):
    client.create(callback_url=HOOK)

    client.services.pacer.wake(client.key)
    client.services.pacer.close()

    assert client.callbacks() == []


def test_running_is_bounded(routed, make_receiver, monkeypatch):
    monkeypatch.setattr(module, "_MOST_STEPS", 3)
    client = routed(make_receiver((500,)))
    client.services.pacer.rest()
    client.create(callback_url=HOOK)

    assert client.post("/_mock/clock/run").json["finished"] is False
    assert client.post("/_mock/clock/run").json["finished"] is True


def test_a_clock_is_not_moved_past_a_callback_that_is_on_its_way(routed, make_receiver):
    begun, go = Event(), Event()
    receiver = make_receiver((500, 200))
    client = routed(receiver, lifecycle="immediate")

    def hold(_):
        begun.set()
        go.wait(SOON)

    receiver.then = hold
    client.create(callback_url=HOOK)
    assert begun.wait(SOON)

    later = Timer(0.05, go.set)
    later.start()
    client.advance("1m")
    later.join()

    (delivery,) = client.callbacks()
    assert [attempt["at"][17:19] for attempt in delivery["attempts"]] == ["00", "01"]


def test_a_receiver_that_moves_the_clock_is_not_waited_for(routed, make_receiver, monkeypatch):
    monkeypatch.setattr(module, "_PATIENCE", timedelta(milliseconds=20))
    done = Event()
    receiver = make_receiver()
    client = routed(receiver, lifecycle="immediate")

    def move(_):
        with ThreadPoolExecutor(1) as other:
            other.submit(client.advance, "1m").result(SOON)
        done.set()

    receiver.then = move
    client.create(callback_url=HOOK)

    assert done.wait(SOON)

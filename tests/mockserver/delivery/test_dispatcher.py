"""Callbacks on clocks that move by themselves, and the bounds of moving time."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event, Timer
from threading import enumerate as enumerate_threads

import pytest

from mockserver.core.attempt import Outcome
from mockserver.core.key import world_id
from mockserver.delivery import Sent
from mockserver.delivery import dispatcher as module
from mockserver.delivery.sender import INTERRUPTED

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

    client.services.pacer.deliver(world_id(client.key))

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
    eventually(lambda: client.get("/_mock/accidents").json["accidents"])

    (accident,) = client.get("/_mock/accidents").json["accidents"]
    assert (accident["kind"], accident["where"]) == ("ZeroDivisionError", "callbacks")


def test_nobody_watches_where_nothing_is_sent(client):
    client.create(callback_url=HOOK)

    client.services.pacer.wake(world_id(client.key))
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


class Gate:
    """A receiver that hangs for the tasks it was told to, until it is opened."""

    def __init__(self):
        self.open, self.stuck, self.others = Event(), Event(), []

    def __call__(self, outgoing):
        if b"hang.example" in dict(outgoing.headers)["Host"].encode():
            self.stuck.set()
            self.open.wait(SOON)
        else:
            self.others.append(outgoing)


class GatedSender:
    def __init__(self, gate):
        self.gate, self.closed = gate, False

    def send(self, outgoing):
        self.gate(outgoing)
        return INTERRUPTED if self.closed else Sent(Outcome.DELIVERED, status=200)

    def close(self):
        self.closed = True
        self.gate.open.set()


ROUTES = "https://hang.example=http://hang.example:1,*=http://127.0.0.1:9"


@pytest.fixture
def gated(routed):
    def make(**strings):
        gate = Gate()
        return routed(GatedSender(gate), callback_route=ROUTES, allow_remote_callbacks="true", **strings), gate

    return make


def eventually(claim):
    for _ in range(500):
        if claim():
            return
        Event().wait(0.01)
    assert claim()


@pytest.mark.parametrize("clock", ["real", "scaled:60"])
def test_a_receiver_that_hangs_holds_up_nobody_else(gated, clock):
    client, gate = gated(clock=clock, lifecycle="immediate")
    for _ in range(20):
        client.create(callback_url="https://hang.example/hook")
    assert gate.stuck.wait(SOON)

    client.create(callback_url=HOOK)
    other = client.other("sk-other-123456")
    other.create(callback_url=HOOK)

    eventually(lambda: len(gate.others) == 2)
    states = Counter(one["state"] for one in client.callbacks())
    assert states["sending"] == 20
    gate.open.set()


@pytest.mark.parametrize("clock", ["manual", "auto"])
def test_a_receiver_that_hangs_holds_up_its_own_world_only_where_time_stands(gated, clock):
    client, gate = gated(clock=clock, lifecycle="immediate")
    client.create(callback_url="https://hang.example/hook")
    assert gate.stuck.wait(SOON)
    client.create(callback_url=HOOK)

    other = client.other("sk-other-123456")
    other.create(callback_url=HOOK)

    eventually(lambda: len(gate.others) == 1)
    assert [one["state"] for one in other.callbacks()] == ["delivered"]
    gate.open.set()
    eventually(lambda: len(gate.others) == 2)


@pytest.mark.parametrize("clock", ["real", "manual"])
def test_what_is_under_way_when_the_server_stops_is_noted(gated, clock):
    client, gate = gated(clock=clock, lifecycle="immediate")
    for _ in range(12):
        client.create(callback_url="https://hang.example/hook")
    assert gate.stuck.wait(SOON)

    client.services.pacer.close()

    begun = [one for one in client.callbacks() if one["attempts"]]
    assert {one["attempts"][0]["outcome"] for one in begun} == {"interrupted"}
    assert {one["attempts"][0]["error"] for one in begun} == {"the server stopped"}
    assert {one["state"] for one in client.callbacks()} == {"waiting"}


def test_an_attempt_that_nothing_can_cut_is_noted_all_the_same(gated, monkeypatch):
    client, gate = gated(clock="real", lifecycle="immediate")
    monkeypatch.setattr(client.services.pacer._sender, "close", lambda: None)
    client.create(callback_url="https://hang.example/hook")
    assert gate.stuck.wait(SOON)

    client.services.pacer.close()

    (delivery,) = client.callbacks()
    assert [one["outcome"] for one in delivery["attempts"]] == ["interrupted"]
    gate.open.set()
    eventually(lambda: "klingmock-callback" not in {thread.name for thread in enumerate_threads()})
    assert len(client.callbacks()[0]["attempts"]) == 1


def test_a_callback_in_flight_through_a_reset_is_not_noted_on_its_successor(gated):
    client, gate = gated(clock="real", lifecycle="immediate")
    client.create(callback_url="https://hang.example/hook")
    assert gate.stuck.wait(SOON)
    (before,) = client.callbacks()

    client.open("DELETE", "/_mock/world")
    client.set(lifecycle="after:1h")
    task = client.create(callback_url="https://hang.example/hook")
    client.machine.passes(hours=2)
    eventually(client.callbacks)
    (after,) = client.callbacks()
    assert (after["id"], after["task"]) == (before["id"], task)
    gate.open.set()

    eventually(lambda: client.callbacks()[0]["state"] == "delivered")
    assert [one["at"] for one in client.callbacks()[0]["attempts"]] == ["2026-11-21T14:00:00.000000Z"]


def test_an_attempt_on_a_moving_clock_begins_when_it_is_made(gated):
    client, _ = gated(clock="real", lifecycle="immediate")
    client.services.pacer.rest()
    client.create(callback_url=HOOK)
    client.machine.passes(seconds=7)

    client.services.pacer.deliver(world_id(client.key))

    assert client.callbacks()[0]["attempts"][0]["at"] == "2026-11-21T12:00:07.000000Z"


def test_a_forgotten_world_is_not_made_again_by_what_was_due_in_it(routed, make_receiver):
    client = routed(make_receiver(), clock="real", lifecycle="after:1s")
    client.create(callback_url=HOOK)
    client.open("DELETE", "/_mock/world")

    client.services.pacer._round(world_id(client.key))

    assert client.services.store.ids() == ()


def test_where_time_stands_nobody_sends_while_another_does(gated):
    client, gate = gated(lifecycle="immediate")
    client.create(callback_url="https://hang.example/hook")
    assert gate.stuck.wait(SOON)
    client.create(callback_url=HOOK)

    with ThreadPoolExecutor(1) as pool:
        delivering = pool.submit(client.services.pacer.deliver, world_id(client.key))
        Event().wait(0.1)
        assert gate.others == []
        gate.open.set()
        delivering.result(SOON)

    assert len(gate.others) == 1


@pytest.mark.parametrize("clock", ["manual", "real"])
def test_one_after_the_other_is_sent_without_being_asked_for(routed, make_receiver, clock):
    receiver = make_receiver()
    client = routed(receiver, clock=clock, lifecycle="immediate")

    for number in range(1, 6):
        client.create(callback_url=HOOK)
        eventually(lambda number=number: len(receiver.sent) == number)

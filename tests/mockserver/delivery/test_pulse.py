"""Servers that share a store see each other live, die and change worlds."""

import pytest

from mockserver.core.store_error import StoreError
from mockserver.delivery.pulse import DEAD_AFTER, Pulse


class Seconds:
    """A clock that stands until it is pushed."""

    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


class Server:
    """One of several servers on a store, whose pulse the test makes beat."""

    def __init__(self, client, receiver):
        self.client, self.receiver = client, receiver
        self.seconds = Seconds()
        self.failures: list[Exception] = []
        services = client.services
        self.store, self.dispatcher = services.store, services.pacer
        self.pulse = Pulse(self.store, self.dispatcher, failed=self.failures.append, clock=self.seconds)

    def look(self, after=0.0):
        self.seconds.now += after
        self.pulse.look()


@pytest.fixture
def servers(routed, durable, make_receiver, make_machine):
    """Return a function that starts so many servers on one store."""

    def make(many, **settings):
        machine, made = make_machine(), []
        for _ in range(many):
            receiver = make_receiver()
            made.append(Server(routed(receiver, machine=machine, store=durable, **settings), receiver))
        return made

    return make


def claim(server):
    """Let a callback fall due, and let *server* take it; it dies before it has sent it."""
    task = server.client.create(callback_url="https://a.example/x", prompt="[[after:1s]]")
    world = server.client.get("/_mock/worlds").json["worlds"][0]["id"]
    with server.store.by_id(world) as found:
        found.jump(found.latest.replace(year=found.latest.year + 1), real_now=server.client.machine())
        assert found.take_sending(by=server.store.server).delivery_id
    return task


def test_what_a_dead_server_was_sending_is_sent_by_another_under_the_same_id(servers):
    dying, living = servers(2)
    dying.look()
    task = claim(dying)
    (before,) = living.client.callbacks()
    assert (before["state"], before["attempts"]) == ("sending", [])

    for _ in range(int(DEAD_AFTER)):
        living.look(after=1)
        assert living.client.callbacks()[0]["attempts"] == []
    living.look(after=1)
    living.client.post("/_mock/callbacks/wait", json={"state": "delivered"})

    (after,) = living.client.callbacks()
    assert (after["id"], after["state"], after["task"]) == (before["id"], "delivered", task)
    assert [one["outcome"] for one in after["attempts"]] == ["interrupted", "delivered"]
    assert after["attempts"][0]["error"] == "the server that sent it is gone"
    assert living.store.beats() == {}
    assert living.store.claims() == {}


def test_a_server_that_beats_keeps_what_it_sends(servers):
    one, other = servers(2)
    one.look()
    claim(one)

    for _ in range(10):
        one.look(after=1)
        other.look(after=1)

    assert other.client.callbacks()[0]["state"] == "sending"
    assert list(other.store.claims()) == [one.store.server]


def test_a_server_that_nobody_knows_any_more_is_dead_at_once(servers):
    gone, living = servers(2)
    claim(gone)

    living.look(after=1)
    living.client.post("/_mock/callbacks/wait", json={"state": "delivered"})

    assert [one["outcome"] for one in living.client.callbacks()[0]["attempts"]] == ["interrupted", "delivered"]


def test_a_server_that_was_held_for_dead_does_not_note_its_attempt_twice(servers):
    slow, other = servers(2)
    slow.look()

    def meanwhile(_):
        slow.receiver.then = None
        for _ in range(int(DEAD_AFTER) + 2):
            other.look(after=1)

    slow.receiver.then = meanwhile
    slow.client.create(callback_url="https://a.example/x", prompt="[[after:1s]]")
    slow.client.advance("1m")
    other.client.post("/_mock/callbacks/wait", json={"state": "delivered"})

    (delivery,) = other.client.callbacks()
    assert [one["outcome"] for one in delivery["attempts"]] == ["interrupted", "delivered"]
    assert len(slow.receiver.sent) + len(other.receiver.sent) == 2


def test_the_worlds_in_which_something_is_due_are_named(servers):
    one, other = servers(2, clock="real")
    one.client.create(callback_url="https://a.example/x", prompt="[[after:5s]]")
    assert other.store.due() == []

    one.client.machine.passes(seconds=5)

    assert list(other.store.due()) == list(one.store.ids())


def test_a_change_by_another_server_is_seen_by_who_waits_here(servers):
    one, other = servers(2)
    one.client.create()
    world = one.store.ids()[0]
    with other.dispatcher._waiters.waiting(world) as bell:
        other.look()
        bell.clear()
        other.look()
        assert not bell.is_set()

        one.client.create()
        other.look()
        assert bell.is_set()


def test_an_attempt_that_could_not_be_noted_is_noted_later(servers, monkeypatch):
    (server,) = servers(1)
    database, end = server.store.database, server.store.database.end
    server.client.create(callback_url="https://a.example/x", prompt="[[after:1s]]")

    def full(connection, statements):
        end(connection, commit=False)
        raise StoreError("disk full")

    server.receiver.then = lambda _: monkeypatch.setattr(database, "keep", full)
    assert server.client.post("/_mock/clock/advance", json={"by": "1m"}).status_code == 503
    monkeypatch.undo()
    assert server.client.callbacks()[0]["state"] == "sending"

    server.look()

    assert [one["outcome"] for one in server.client.callbacks()[0]["attempts"]] == ["delivered"]
    assert len(server.receiver.sent) == 1


def test_a_server_that_stops_leaves_nothing_behind(servers):
    one, other = servers(2)
    one.look()
    assert list(other.store.beats()) == [one.store.server]

    one.client.services.close()

    assert other.store.beats() == {}

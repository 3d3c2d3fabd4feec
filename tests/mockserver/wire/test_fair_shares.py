"""Clients that are slow, deaf, half gone or too many: each has its bound, and holds up nobody else."""

import json
from datetime import timedelta
from threading import Event

import pytest

from mockserver.core.faults import parse_faults
from mockserver.serving import _limits
from mockserver.web.control import CONTROL_ROUTES

PATIENCE = 10
QUERY = "/v1/tasks/task-unified-0"
HOOKED = b'{"model": "kling-o3-text-to-video", "prompt": "a boat", "callback_url": "https://your-domain.com/hook"}'
EVENTS = b"GET /_mock/events HTTP/1.1\r\nHost: x\r\n\r\n"


def passes(wire, seconds):
    """Let time pass as it does in the server, which looks at its clients once a second."""
    for _ in range(seconds):
        wire.loop.passes(seconds=1)
        wire.front.sweep()
        wire.loop.settle()


class TestSlowClients:
    def test_empty_lines_keep_no_connection(self, make_wire, ask_for):
        wire = make_wire(limits={"idle": timedelta(seconds=5)})
        fresh, used = wire.connects(), wire.connects()
        passes(wire, 3)
        used.says(ask_for(), b"\r\n")
        passes(wire, 3)
        assert (fresh.says(b"\r\n").ended, used.says(b"\r\n").ended) == ("aborted", "")
        passes(wire, 3)

        assert used.ended == "aborted"

    def test_a_call_after_empty_lines_keeps_it(self, make_wire, ask_for):
        wire = make_wire(limits={"idle": timedelta(seconds=5)})
        client = wire.connects()
        for _ in range(4):
            passes(wire, 4)
            assert client.says(b"\r\n\r\n", b"\r\n" + ask_for(target=QUERY)).answer().status == 404

        assert client.ended == ""

    @pytest.mark.parametrize("target", ["/v1/videos/generations", "/api/v1/files/upload/base64"])
    def test_a_body_may_not_dribble_for_ever(self, make_wire, ask_for, target):
        wire = make_wire(limits={"body": timedelta(seconds=20), "silence": timedelta(seconds=5)})
        slow = wire.connects().says(ask_for("POST", target, body=b"x" * 100)[:-100])
        for _ in range(20):
            assert slow.says(b"x").gets() == b""
            passes(wire, 1)
        assert slow.ended == ""
        assert wire.ask(ask_for()).status == 200
        passes(wire, 1)
        answer = slow.answer("POST")

        assert answer.status == 408
        assert "not complete after 20 s" in answer.body.decode()

    def test_a_connection_that_is_left_open_on_purpose_is_not_so_for_ever(self, make_wire, ask_for):
        wire = make_wire(limits={"hanging": timedelta(seconds=9)})
        body = b'{"on": "credits", "do": "silence"}'
        with wire.services.store.by_key("sk-wire-1234") as world:
            world.faults.add(parse_faults(json.loads(body), kinds=wire.services.parts.fault_kinds))
        client = wire.connects().says(ask_for())
        passes(wire, 9)
        assert (client.gets(), client.ended) == (b"", "")
        passes(wire, 1)

        assert client.ended == "aborted"
        assert not wire.front._connections


class TestDeafClients:
    def test_who_reads_a_little_at_a_time_is_not_waited_for_for_ever(self, make_wire, ask_for):
        wire = make_wire(limits={"reading": timedelta(seconds=20), "silence": timedelta(seconds=5)})
        client = wire.connects().says(ask_for())
        for backlog in range(100_000, 99_979, -1):
            client.backlog = backlog
            passes(wire, 1)
        assert client.ended == ""
        client.backlog -= 1
        passes(wire, 1)

        assert client.ended == "aborted"
        assert not wire.front._connections

    def test_who_has_read_one_answer_has_time_for_the_next(self, make_wire, ask_for):
        wire = make_wire(limits={"reading": timedelta(seconds=20), "silence": timedelta(seconds=5)})
        client = wire.connects().says(ask_for())
        for backlog in [*range(30, 15, -1), 0, *range(30, 15, -1)]:
            client.backlog = backlog
            passes(wire, 1)

        assert client.ended == ""

    def test_who_reads_one_answer_after_the_other_may_do_so_for_ever(self, make_wire, ask_for):
        wire = make_wire(limits={"reading": timedelta(seconds=20), "silence": timedelta(seconds=5)})
        client = wire.connects().says(ask_for())
        for backlog in range(100_050, 100_000, -1):
            client.protocol.pause_writing()
            client.backlog = backlog
            passes(wire, 1)
            client.protocol.resume_writing()

        assert client.ended == ""


class TestManyCallsAtOnce:
    def test_who_sends_many_calls_at_once_is_served_in_turn_with_others(self, make_wire, ask_for):
        wire = make_wire(limits={"turn": 4})
        greedy, modest = wire.connects(), wire.connects()
        greedy.protocol.data_received(ask_for(target=QUERY) * 50)
        modest.protocol.data_received(ask_for(target=QUERY))
        assert modest.answer().status == 404
        assert len(greedy.answers()) <= 4

        wire.loop.settle()
        assert len(greedy.answers()) >= 46

    def test_its_calls_are_answered_in_their_order_whatever_comes_meanwhile(self, make_wire, ask_for):
        wire = make_wire(limits={"turn": 2})
        client = wire.connects().says(ask_for(target=QUERY))
        ids = [f"task-unified-{number}" for number in range(40)]
        calls = [ask_for(target=f"/v1/tasks/{one}") for one in ids]
        for place in range(0, 40, 4):
            client.protocol.data_received(b"".join(calls[place : place + 3]))
            client.protocol.data_received(calls[place + 3])
        wire.loop.settle()

        with wire.services.store.by_key("sk-wire-1234") as world:
            asked = [record.call.task_id for record in world.journal.records()]
        assert asked == ["task-unified-0", *ids]
        assert len(client.answers()) == 41

    def test_a_server_that_drains_says_to_one_that_waits_for_its_turn_which_answer_is_the_last(
        self, make_wire, ask_for
    ):
        wire = make_wire(limits={"turn": 2})
        client = wire.connects()
        client.protocol.data_received(ask_for(target=QUERY) * 9)
        first = client.answers()
        wire.front.drain()
        assert client.ended == ""
        wire.loop.settle()

        assert "connection" not in first[-1].headers
        assert client.answer().headers["connection"] == "close"
        assert client.ended == "closed"

    def test_who_leaves_before_its_turn_is_forgotten(self, make_wire, ask_for):
        wire = make_wire(limits={"turn": 2})
        client = wire.connects()
        client.protocol.data_received(ask_for(target=QUERY) * 50)
        client.leaves()

        assert not wire.front._connections
        assert wire.ask(ask_for()).status == 200


class Watched:
    """A WSGI app whose answers go on: each says something, and something more once the test lets it."""

    def __init__(self):
        self.more = Event()

    def __call__(self, _, start_response):
        start_response("200 OK", [("Content-Type", "text/event-stream")])
        return self.parts()

    def parts(self):
        yield b"something"
        assert self.more.wait(PATIENCE)
        yield b"more"


class TestAnswersThatGoOn:
    @pytest.fixture
    def watched(self):
        return Watched()

    @pytest.fixture
    def wire(self, make_wire, watched):
        limits = {"streams": 1, "going_on": timedelta(seconds=9)}
        wire = make_wire(app=watched, limits=limits, inline=False)
        yield wire
        watched.more.set()
        wire.front.abort()
        wire.loop.settle()
        wire.front.backroom.close()

    def watches(self, wire):
        client = wire.connects().says(EVENTS)
        wire.loop.runs_until(lambda: b"something" in client.sent or client.half_closed or client.ended)
        return client

    def ends(self, wire):
        wire.loop.runs_until(lambda: wire.front.backroom._streams.free == 1)

    def test_an_answer_that_goes_on_has_an_end_though_nobody_reads_it(self, wire, watched):
        client = self.watches(wire)
        passes(wire, 9)
        assert b"\r\n0\r\n\r\n" not in client.sent
        passes(wire, 1)
        answer = client.answer()
        watched.more.set()
        self.ends(wire)

        assert (answer.body, answer.whole, client.ended) == (b"something", True, "")

    def test_one_answer_too_many_that_goes_on_is_refused_at_once(self, wire, watched):
        first = self.watches(wire)
        refused = self.watches(wire).answer()
        first.leaves()
        watched.more.set()
        self.ends(wire)

        assert refused.status == 503
        assert "too many answers go on" in refused.body.decode()
        assert self.watches(wire).gets().startswith(b"HTTP/1.1 200")


class TestCallsThatWait:
    def ask(self, wire, method, path, body=b""):
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer sk-wire-1234\r\n"
        length = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        return wire.connects().says(f"{head}{length}".encode() + body)

    def answer(self, wire, client, method="POST"):
        wire.loop.runs_until(lambda: client.sent)
        return client.answer(method)

    @pytest.mark.parametrize("path", ["/_mock/callbacks/wait", "/_mock/callbacks/wait/"])
    def test_calls_that_wait_hold_up_nobody_else_and_one_too_many_is_refused_at_once(self, make_wire, path):
        patient = frozenset({"/_mock/callbacks/wait"})
        wire = make_wire(limits={"threads": 1, "waits": 2, "patient": patient}, inline=False, lifecycle="immediate")
        try:
            waiting = [self.ask(wire, "POST", path, b'{"within": "5m"}') for _ in range(2)]
            assert self.answer(wire, self.ask(wire, "POST", path, b'{"within": "5m"}')).status == 503
            assert self.answer(wire, self.ask(wire, "GET", "/_mock/clock"), "GET").status == 200
            assert [client.gets() for client in waiting] == [b"", b""]

            self.answer(wire, self.ask(wire, "POST", "/v1/videos/generations", HOOKED))
            self.answer(wire, self.ask(wire, "POST", "/_mock/clock/advance", b'{"by": "1s"}'))
            assert [self.answer(wire, client).status for client in waiting] == [200, 200]
            wire.loop.runs_until(lambda: wire.front.backroom._waits.free == 2)
            assert self.answer(wire, self.ask(wire, "POST", path, b'{"within": "0"}')).status == 200
        finally:
            wire.services.close()
            wire.front.backroom.close()

    def test_the_server_knows_which_those_are(self):
        (path,) = (route.path for route in CONTROL_ROUTES if route.operation == "wait_for_callbacks")

        assert _limits().patient == {path}

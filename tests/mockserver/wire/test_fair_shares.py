"""Clients that are slow, deaf, half gone or too many: each has its bound, and holds up nobody else."""

import json
from datetime import timedelta
from threading import Event

import pytest

from mockserver.core.faults import parse_faults

PATIENCE = 10
QUERY = "/v1/tasks/task-unified-0"
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

    def test_an_answer_that_goes_on_has_an_end_though_nobody_reads_it(self, make_wire):
        ended = Event()
        wire = make_wire(app=endless(ended), limits={"going_on": timedelta(seconds=9)}, inline=False)
        client = wire.connects().says(EVENTS)
        wire.loop.runs_until(lambda: client.sent)
        passes(wire, 9)
        assert b"0\r\n\r\n" not in client.sent
        passes(wire, 1)
        answer = client.answer()
        wire.front.backroom.close()

        assert (answer.status, answer.whole, client.ended) == (200, True, "")
        assert ended.wait(PATIENCE)


def endless(ended):
    """Make a WSGI app whose answer never ends by itself."""

    def parts():
        try:
            while True:
                yield b": so on\n\n"
        finally:
            ended.set()

    def app(_, start_response):
        start_response("200 OK", [("Content-Type", "text/event-stream")])
        return parts()

    return app


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

"""How answers go out: late, slowly, in part, or never. Each way holds for calls of the gateway and for Flask's."""

import struct
from dataclasses import dataclass
from datetime import timedelta
from socket import SO_LINGER, SOL_SOCKET
from typing import Any

import pytest

from mockserver.core.transmission import Ending, Transmission
from mockserver.core.wire import Reply

BODY = b'{"id":"task-unified-1"}'


@dataclass
class Sender:
    """A server all of whose answers to GET /v1/credits go out the same way."""

    wire: Any
    target: str

    def sends(self, how, *, status=200, body=BODY):
        reply = Reply(status, (("content-type", "application/json"),), body, Transmission(**how))
        self.wire.services.desk.answer = self.wire.services.desk.answer_at_once = lambda _, **__: reply
        return self.wire.connects().says(b"GET %b HTTP/1.1\r\nHost: x\r\n\r\n" % self.target.encode())


@pytest.fixture(params=["/v1/tasks/a", "/v1/tasks/%61"], ids=["the desk's", "flask's"])
def sender(request, make_wire):
    return Sender(make_wire(), request.param)


SECOND = timedelta(seconds=1)


def test_a_plain_answer_goes_out_in_one_piece(sender):
    client = sender.sends({})

    assert len(client.writes) == 1
    assert client.answer().body == BODY
    assert client.ended == ""


@pytest.mark.parametrize("status", [204, 304])
@pytest.mark.parametrize("how", [{}, {"chunk": 5}])
def test_a_status_that_has_no_body_sends_none_that_would_be_the_next_answer(sender, status, how):
    client = sender.sends(how, status=status)

    assert client.gets().endswith(b"\r\n\r\n")
    assert client.ended == ""


def test_a_late_answer_is_waited_for_by_the_loop(sender):
    client = sender.sends({"wait": 3 * SECOND})
    sender.wire.loop.passes(seconds=2.9)
    assert client.gets() == b""
    sender.wire.loop.passes(seconds=0.1)

    assert client.answer().body == BODY


def test_a_dribbled_answer_comes_a_few_bytes_at_a_time(sender):
    client = sender.sends({"chunk": 5, "chunk_every": SECOND})
    heard = []
    for _ in range(5):
        heard.append(client.gets())
        sender.wire.loop.passes(seconds=1)

    assert heard[0].endswith(b"\r\n\r\n" + BODY[:5])
    assert heard[1:] == [BODY[5:10], BODY[10:15], BODY[15:20], BODY[20:]]
    assert client.says(b"GET /v1/tasks/a HTTP/1.1\r\nHost: x\r\n\r\n").gets() != b""


def test_the_next_call_waits_for_the_end_of_a_dribble(sender):
    client = sender.sends({"chunk": 5, "chunk_every": SECOND})
    client.says(b"GET /v1/tasks/a HTTP/1.1\r\nHost: x\r\n\r\n")
    sender.wire.loop.passes(seconds=4)
    sender.wire.loop.passes(seconds=4)

    assert [answer.body for answer in client.answers()] == [BODY, BODY]


@pytest.mark.parametrize(("ending", "ended"), [(Ending.CLOSE, "closed"), (Ending.RESET, "reset"), (Ending.HANG, "")])
@pytest.mark.parametrize("cut", [0, 7, len(BODY), 10_000])
def test_an_answer_may_break_off(sender, ending, ended, cut):
    client = sender.sends({"cut": cut, "ending": ending})
    got = client.gets()

    assert b"Content-Length: %d\r\n" % len(BODY) in got
    assert got.partition(b"\r\n\r\n")[2] == BODY[:cut]
    assert client.ended == ended


@pytest.mark.parametrize(("ending", "ended"), [(Ending.CLOSE, "closed"), (Ending.RESET, "reset"), (Ending.HANG, "")])
def test_there_may_be_no_answer_at_all(sender, ending, ended):
    client = sender.sends({"head": False, "cut": 0, "ending": ending})

    assert (client.gets(), client.ended) == (b"", ended)


def test_an_answer_may_be_no_http(sender):
    client = sender.sends({"head": False, "ending": Ending.CLOSE}, status=0, body=b"SSH-2.0-OpenSSH_9.9\r\n")

    assert (client.gets(), client.ended) == (b"SSH-2.0-OpenSSH_9.9\r\n", "closed")


def test_a_reset_is_one_for_the_kernel(sender):
    client = sender.sends({"head": False, "cut": 0, "ending": Ending.RESET})

    assert client.socket.options == [(SOL_SOCKET, SO_LINGER, struct.pack("ii", 1, 0))]


def test_a_dribble_may_end_in_a_reset(sender):
    client = sender.sends({"chunk": 4, "chunk_every": SECOND, "cut": 10, "ending": Ending.RESET})
    sender.wire.loop.passes(seconds=1)
    assert client.ended == ""
    sender.wire.loop.passes(seconds=1)

    assert client.ended == "reset"
    assert client.gets().endswith(BODY[:10])


def test_whoever_hangs_is_heard_no_more_until_he_leaves(sender):
    client = sender.sends({"head": False, "cut": 0, "ending": Ending.HANG})
    client.says(b"GET /v1/tasks/a HTTP/1.1\r\nHost: x\r\n\r\n" * 3)
    for _ in range(300):
        sender.wire.loop.passes(seconds=1)
        sender.wire.front.sweep()
    assert (client.gets(), client.ended) == (b"", "")

    assert client.stops().ended == "closed"


def test_whoever_hangs_is_seen_to_leave_however_much_he_said_before(sender):
    call = b"GET %b HTTP/1.1\r\nHost: x\r\n\r\n" % sender.target.encode()
    client = sender.sends({"head": False, "cut": 0, "ending": Ending.HANG, "wait": SECOND}).says(call * 2_000)
    assert client.paused
    sender.wire.loop.passes(seconds=1)

    assert not client.paused
    assert client.stops().ended == "closed"


def test_who_has_stopped_sending_does_not_hang(sender):
    client = sender.sends({"head": False, "cut": 0, "ending": Ending.HANG, "wait": SECOND}).stops()
    sender.wire.loop.passes(seconds=1)

    assert client.ended == "closed"


@pytest.mark.parametrize("how", [{"wait": SECOND}, {"chunk": 1, "chunk_every": SECOND}])
def test_a_client_that_leaves_leaves_no_timer_behind(sender, how):
    client = sender.sends(how)
    assert len(sender.wire.loop.waiting) == 1
    client.leaves()

    assert sender.wire.loop.waiting == []


@pytest.mark.parametrize("how", [{"ending": Ending.HANG}, {"wait": SECOND}, {"chunk": 1, "chunk_every": SECOND}])
def test_stopping_ends_whatever_goes_on(sender, how):
    client = sender.sends(how)
    sender.wire.front.abort()
    sender.wire.loop.settle()

    assert client.ended == "aborted"
    assert sender.wire.loop.waiting == []


def test_draining_lets_go_of_those_who_hang(sender):
    client = sender.sends({"ending": Ending.HANG})
    sender.wire.front.drain()

    assert client.ended == "closed"

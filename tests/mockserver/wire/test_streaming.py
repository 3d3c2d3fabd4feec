"""Answers that go on: made in a thread, no faster than the client reads, and ended when it leaves."""

from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from queue import SimpleQueue
from threading import Event
from typing import Any
from wsgiref.validate import validator

import pytest

ASK = b"GET /_mock/events HTTP/1.1\r\nHost: x\r\n\r\n"
PATIENCE = 10
voice = ContextVar("voice", default="nobody")


class Events:
    """A WSGI app whose one answer goes on: it says what the test tells it to, and whether it was closed."""

    def __init__(self):
        self.told: SimpleQueue[Any] = SimpleQueue()
        self.asked: SimpleQueue[str] = SimpleQueue()
        self.closed = Event()

    def __call__(self, _, start_response):
        voice.set("the app")
        start_response("200 OK", [("Content-Type", "text/event-stream")])
        return self

    def __iter__(self):
        while True:
            self.asked.put(voice.get())
            part = self.told.get(timeout=3 * PATIENCE)
            if part is None:
                return
            if isinstance(part, Exception):
                raise part
            yield part

    def close(self):
        self.closed.set()


@pytest.fixture
def events():
    return Events()


@pytest.fixture
def wire(make_wire, events):
    """Make a front whose calls run at once, and whose streams have a thread, as they do in the server."""
    wire = make_wire(app=events)
    wire.front.backroom._streams.threads = ThreadPoolExecutor(2)
    yield wire
    wire.front.abort()
    wire.loop.settle()
    events.told.put(None)
    wire.front.backroom.close()


def test_each_part_goes_out_when_it_comes(wire, events):
    client = wire.connects().says(ASK)
    assert client.gets().endswith(b"Transfer-Encoding: chunked\r\n\r\n")

    for number in (b"1", b"2"):
        events.told.put(b"data: " + number + b"\n\n")
        wire.loop.runs_until(lambda: client.sent)
        assert client.gets() == b"9\r\ndata: " + number + b"\n\n\r\n"


def test_an_answer_may_end_and_the_connection_goes_on(wire, events):
    client = wire.connects().says(ASK)
    events.told.put(b"a")
    events.told.put(None)
    wire.loop.runs_until(lambda: client.sent.endswith(b"0\r\n\r\n"))
    answer = client.answer()

    assert (answer.status, answer.body, answer.whole) == (200, b"a", True)
    assert client.ended == ""
    assert events.closed.is_set()


def test_in_http_1_0_the_end_of_the_connection_is_the_end_of_the_answer(wire, events):
    client = wire.connects().says(ASK.replace(b"1.1", b"1.0"))
    for part in (b"a", b"b", None):
        events.told.put(part)
    wire.loop.runs_until(lambda: client.ended)

    assert client.gets().endswith(b"Connection: close\r\n\r\nab")
    assert client.ended == "closed"


def test_an_answer_that_fails_in_the_middle_breaks_off_and_the_test_is_told(wire, events):
    client = wire.connects().says(ASK)
    events.told.put(b"a")
    events.told.put(ZeroDivisionError("an example"))
    wire.loop.runs_until(lambda: client.ended)

    assert client.answer().whole is False
    assert client.ended == "closed"
    assert [accident.kind for accident in wire.services.accidents] == ["ZeroDivisionError"]


def test_a_client_that_does_not_read_is_waited_for(wire, events):
    client = wire.connects().says(ASK)
    client.gets()
    client.protocol.pause_writing()
    for part in (b"first", b"second", b"third"):
        events.told.put(part)
    wire.loop.runs_until(lambda: client.sent)
    wire.loop.settle()
    asked = events.asked.qsize()
    assert client.gets() == b"5\r\nfirst\r\n"
    client.protocol.resume_writing()
    wire.loop.runs_until(lambda: client.sent.endswith(b"third\r\n"))

    assert asked <= 2  # for the first part and the second, which the thread then holds in its hands


def test_a_client_that_leaves_without_reading_ends_the_answer(wire, events):
    client = wire.connects().says(ASK)
    client.protocol.pause_writing()
    for part in (b"first", b"second"):
        events.told.put(part)
    for _ in range(2):
        events.asked.get(timeout=PATIENCE)
    client.leaves()

    assert events.closed.wait(PATIENCE)


def test_a_client_that_leaves_ends_the_answer(wire, events):
    client = wire.connects().says(ASK)
    client.leaves()
    events.told.put(b"")

    assert events.closed.wait(PATIENCE)


def test_an_answer_is_made_in_one_context_though_in_two_threads(wire, events):
    wire.connects().says(ASK)

    assert events.asked.get(timeout=PATIENCE) == "the app"
    assert voice.get() == "nobody"


class TestOtherApps:
    """What an app may do that Flask does not."""

    def ask(self, make_wire, app, method="GET"):
        wire = make_wire(app=app)
        return wire, wire.connects().says(ASK.replace(b"GET", method.encode()))

    def test_an_app_that_fails_is_apologised_for(self, make_wire):
        def app(environ, start_response):
            raise ZeroDivisionError("an example")

        wire, client = self.ask(make_wire, app)
        answer = client.answer()

        assert answer.status == 500
        assert b'"internal_error"' in answer.body
        assert b"example" not in answer.body
        assert [accident.where for accident in wire.services.accidents] == ["GET /_mock/events"]

    def test_an_answer_without_a_body_needs_no_length(self, make_wire):
        def app(environ, start_response):
            start_response("204 NO CONTENT", [])
            return []

        _, client = self.ask(make_wire, app)

        assert client.gets() == b"HTTP/1.1 204 No Content\r\n\r\n"
        assert client.ended == ""

    def test_the_length_of_an_answer_to_head_is_not_made_up(self, make_wire):
        def app(environ, start_response):
            start_response("200 OK", [("Content-Type", "text/event-stream")])
            return []

        _, client = self.ask(make_wire, app, "HEAD")

        assert client.gets() == b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"

    def test_a_status_that_nobody_knows_is_sent_all_the_same(self, make_wire):
        def app(environ, start_response):
            start_response("799 SO SO", [("Content-Length", "2")])
            return [b"o", b"k"]

        _, client = self.ask(make_wire, app)

        assert client.gets() == b"HTTP/1.1 799 Unknown\r\nContent-Length: 2\r\n\r\nok"

    def test_an_app_may_not_write_behind_our_back(self, make_wire):
        def app(environ, start_response):
            start_response("200 OK", [("Content-Length", "2")])(b"ok")
            return []

        wire, client = self.ask(make_wire, app)

        assert client.answer().status == 500
        assert wire.services.accidents[0].kind == "NotImplementedError"

    def test_the_environment_is_that_of_pep_3333(self, make_wire):
        seen = {}

        @validator
        def app(environ, start_response):
            seen.update(environ)
            start_response("200 OK", [("Content-Length", "2"), ("Content-Type", "text/plain")])
            return [b"ok"]

        wire = make_wire(app=app)
        client = wire.connects().says(
            b"POST /a%2Fb%20c/%ff?x=%20 HTTP/1.1\r\nHost: mock.test\r\n"
            b"X-A: 1\r\nx-a: 2\r\nX_A: 3\r\nContent-Length: 2\r\n\r\nhi"
        )

        assert client.answer("POST").status == 200
        assert seen["PATH_INFO"] == "/a/b c/\xff"
        assert seen["QUERY_STRING"] == "x=%20"
        assert seen["RAW_URI"] == "/a%2Fb%20c/%ff?x=%20"
        assert seen["HTTP_X_A"] == "1, 2"
        assert seen["CONTENT_LENGTH"] == "2"
        assert "HTTP_CONTENT_LENGTH" not in seen
        assert (seen["SERVER_NAME"], seen["SERVER_PORT"], seen["REMOTE_ADDR"]) == ("127.0.0.1", "8080", "127.0.0.1")

"""A front without a port: its loop and its clients are here, and its time moves when a test says so."""

import heapq
from collections import deque
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count
from queue import SimpleQueue
from typing import Any

import h11
import pytest

from mockserver.app import make_app, make_services
from mockserver.settings import Settings
from mockserver.wire.front import Front
from mockserver.wire.limits import Limits

PATIENCE = 20
HEAD = b"Host: mock.test:8080\r\nAuthorization: Bearer sk-wire-1234\r\n"


class Timer:
    def __init__(self):
        self.cancelled = False

    def cancel(self):
        self.cancelled = True


class Loop:
    """A loop whose time stands still until `passes`."""

    def __init__(self):
        self.now = 0.0
        self._soon: SimpleQueue[Any] = SimpleQueue()
        self._later = []
        self._order = count()

    def time(self):
        return self.now

    def call_later(self, delay, callback, *args):
        timer = Timer()
        heapq.heappush(self._later, (self.now + delay, next(self._order), timer, callback, args))
        return timer

    def call_soon(self, callback, *args):
        self._soon.put((callback, args))

    call_soon_threadsafe = call_soon

    def settle(self):
        """Do what is to be done now."""
        while not self._soon.empty():
            callback, args = self._soon.get()
            callback(*args)

    def runs_until(self, holds):
        """Do what threads want to be done, until something holds."""
        while not holds():
            callback, args = self._soon.get(timeout=PATIENCE)
            callback(*args)

    def passes(self, **span):
        """Let time pass, and do what falls due on the way."""
        self.settle()
        until = self.now + timedelta(**span).total_seconds()
        while self._later and self._later[0][0] <= until:
            self.now, _, timer, callback, args = heapq.heappop(self._later)
            if not timer.cancelled:
                callback(*args)
            self.settle()
        self.now = until

    @property
    def waiting(self):
        return [timer for _, _, timer, _, _ in self._later if not timer.cancelled]


class Socket:
    def __init__(self):
        self.options = []

    def setsockopt(self, *option):
        self.options.append(option)


@dataclass
class Client:
    """Both ends of one connection: what the server does to it, and what it does."""

    front: Any
    sent: bytearray = field(default_factory=bytearray)
    ended: str = ""
    half_closed: bool = False
    paused: bool = False
    backlog: int = 0
    socket: Any = field(default_factory=Socket)
    protocol: Any = None
    told: list[str] = field(default_factory=list)
    writes: list[bytes] = field(default_factory=list)

    def __post_init__(self):
        self.protocol = self.front.connect()
        self.protocol.connection_made(self)

    # --- as the transport ---

    def write(self, data):
        assert not self.half_closed
        if not self.ended:
            self.sent += data
            self.writes.append(bytes(data))

    def close(self):
        self._end("closed")

    def abort(self):
        self._end("reset" if self.socket.options else "aborted")

    def write_eof(self):
        self.half_closed = True

    def is_closing(self):
        return bool(self.ended)

    def get_write_buffer_size(self):
        return self.backlog

    def get_extra_info(self, name):
        return {"socket": self.socket, "peername": ("127.0.0.1", 5000)}.get(name)

    def pause_reading(self):
        assert not self.paused
        self.paused = True

    def resume_reading(self):
        assert self.paused
        self.paused = False

    def _end(self, how):
        if not self.ended:
            self.ended = how
            self.front.loop.call_soon_threadsafe(self.protocol.connection_lost, None)

    # --- as the client ---

    def says(self, *parts):
        """Send bytes, and let the server do all that it can do at once."""
        for part in parts:
            if not self.ended:
                self.protocol.data_received(part)
        self.front.loop.settle()
        return self

    def stops(self):
        """Send no more."""
        if not self.protocol.eof_received():
            self.close()
        self.front.loop.settle()
        return self

    def leaves(self):
        """Close the connection."""
        self._end("left")
        self.front.loop.settle()

    def gets(self):
        """Take what has come, as bytes."""
        taken = bytes(self.sent)
        self.sent.clear()
        return taken

    def answers(self, *methods):
        """Take what has come as answers to requests of these methods (GET unless given), read by another parser."""
        reader = h11.Connection(h11.CLIENT)
        found: list[Got] = []
        asked = deque(methods)
        reader.receive_data(self.gets())
        while reader.trailing_data[0] or found == []:
            reader.send(h11.Request(method=asked.popleft() if asked else "GET", target="/", headers=[("Host", "x")]))
            reader.send(h11.EndOfMessage())
            answer = read_answer(reader, ended=bool(self.ended or self.half_closed))
            if answer is None:
                break
            found.append(answer)
            if reader.their_state is not h11.DONE:
                break
            reader.start_next_cycle()
        return found

    def answer(self, method="GET"):
        (one,) = self.answers(method)
        return one


@dataclass
class Got:
    """One answer."""

    status: int
    headers: dict[str, str]
    body: bytes
    whole: bool


def read_answer(reader, *, ended):
    head, body = None, []
    try:
        while True:
            event = reader.next_event()
            if event is h11.NEED_DATA and ended:
                reader.receive_data(b"")
            elif event is h11.NEED_DATA or isinstance(event, h11.ConnectionClosed):
                break
            elif isinstance(event, h11.Response):
                head = event
            elif isinstance(event, h11.Data):
                body.append(bytes(event.data))
            elif isinstance(event, h11.EndOfMessage):
                return _got(head, body, whole=True)
    except h11.RemoteProtocolError:
        pass
    return _got(head, body, whole=False) if head else None


def _got(head, body, *, whole):
    headers = {name.decode(): value.decode() for name, value in head.headers}
    return Got(head.status_code, headers, b"".join(body), whole)


class Inline(Executor):
    """Does work at once, in this thread."""

    def submit(self, work, /, *args, **kwargs):
        done: Future[Any] = Future()
        done.set_result(work(*args, **kwargs))
        return done


@dataclass
class Wire:
    """A front with its loop and its parts."""

    front: Any
    loop: Any
    services: Any

    def connects(self):
        return Client(self.front)

    def ask(self, data):
        """Send one request on a connection of its own, and take the answer."""
        return self.connects().says(data).answer(data.split(b" ")[0].decode("latin-1"))


@pytest.fixture(scope="session")
def make_wire():
    """Return a function that makes a front; limits are fields of `Limits`, settings are given as text."""

    def make(*, limits=None, machine=None, inline=True, app=None, **strings):
        settings = Settings.from_strings({"clock": "manual"} | strings)
        loop = Loop()
        services = replace(
            make_services(settings, real_now=machine), sleep=lambda span: loop.passes(seconds=span.total_seconds())
        )
        front = Front(
            loop,
            services,
            lambda: app or make_app(services),
            limits=replace(Limits(), **limits or {}),
            address=("127.0.0.1", 8080),
        )
        if inline:
            front.backroom.close()
            front.backroom._calls = front.backroom._waits.threads = front.backroom._streams.threads = Inline()
        return Wire(front, loop, services)

    return make


@pytest.fixture
def wire(make_wire):
    """Make a front on a manual clock."""
    return make_wire()


def request(method="GET", target="/v1/credits", *, body=b"", headers=b"", version=b"1.1"):
    """Write a request whose body has its length declared."""
    length = b"Content-Length: %d\r\nContent-Type: application/json\r\n" % len(body) if body else b""
    return b"%b %b HTTP/%b\r\n%b%b%b\r\n%b" % (method.encode(), target.encode(), version, HEAD, length, headers, body)


@pytest.fixture(scope="session")
def ask_for():
    """Return `request`."""
    return request


GENERATION = b'{"model": "kling-o3-image-to-video", "image_start": "https://example.com/a.jpg"}'


@pytest.fixture(scope="session")
def creation():
    """Return the bytes of a valid generation."""
    return request("POST", "/v1/videos/generations", body=GENERATION)

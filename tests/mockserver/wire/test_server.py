"""The front on a port, on each event loop that there is."""

import json
import socket
import struct
import subprocess
import sys
import threading
from contextlib import ExitStack, closing
from datetime import timedelta
from importlib.util import find_spec
from urllib.parse import urlsplit

import pytest

from mockserver.serving import running, serve
from mockserver.settings import Settings, SettingsError
from mockserver.wire.open_files import raise_open_files, room_for_connections

PATIENCE = 20
KEY = "sk-port-1234"
IDLE, BUSY, CALLS = 1_000, 200, 5


@pytest.fixture(autouse=True, params=["uvloop", "asyncio"])
def _loop(request, monkeypatch):
    if find_spec(request.param) is None:
        pytest.skip(f"{request.param} is not installed")
    monkeypatch.setenv("KLINGMOCK_LOOP", request.param)


@pytest.fixture
def server():
    with running(Settings.from_strings({"port": "0", "clock": "manual"})) as server:
        yield server


def ask(method, target, body=None):
    data = b"" if body is None else json.dumps(body).encode()
    kind = "Content-Type: application/json\r\n" if data else ""
    length = f"Content-Length: {len(data)}\r\n" if data else ""
    head = f"{method} {target} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {KEY}\r\n{kind}{length}\r\n"
    return head.encode() + data


CREDITS = ask("GET", "/v1/credits")
QUERY = ask("GET", "/v1/tasks/task-unified-1")


def connect(server):
    address = urlsplit(server.url)
    return socket.create_connection((address.hostname, address.port), timeout=PATIENCE)


def receive(client):
    """Receive one answer with a Content-Length, and no more."""
    got = b""
    while b"\r\n\r\n" not in got:
        got += some(client)
    head, _, body = got.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
    while len(body) < length:
        body += some(client)
    return head, body


def some(client):
    got = client.recv(65_536)
    assert got, "the connection ended"
    return got


def tell(server, method, target, body=None):
    with closing(connect(server)) as client:
        client.sendall(ask(method, target, body))
        head, answer = receive(client)
    assert head.startswith((b"HTTP/1.1 200", b"HTTP/1.1 201")), answer
    return json.loads(answer)


def spoil(server, **fault):
    tell(server, "POST", "/_mock/faults", {"on": "credits"} | fault)


@pytest.mark.parametrize(
    "call", [QUERY, ask("GET", "/v1/tasks/task-unified-%31"), CREDITS], ids=["loop", "flask", "thread"]
)
def test_a_reset_is_seen_as_one(server, call):
    spoil(server, on="any", do="reset")
    with closing(connect(server)) as client:
        client.sendall(call)
        with pytest.raises(ConnectionResetError):
            client.recv(1)


def test_a_reset_in_the_middle_comes_after_what_was_sent(server):
    spoil(server, do="reset", phase="after", after_bytes=10)
    with closing(connect(server)) as client:
        client.sendall(CREDITS)
        got = bytearray()
        with pytest.raises(ConnectionResetError):
            drain_into(got, client)

    assert got.startswith(b"HTTP/1.1 200 OK\r\n")
    assert len(got.partition(b"\r\n\r\n")[2]) == 10


def drain_into(got, client):
    while True:
        got += some(client)


def test_a_truncated_answer_ends_quietly(server):
    spoil(server, do="truncate", keep=10)
    with closing(connect(server)) as client:
        client.sendall(CREDITS)
        got = b"".join(iter(lambda: client.recv(65_536), b""))

    assert len(got.partition(b"\r\n\r\n")[2]) == 10


def test_a_silent_connection_ends_when_the_client_has_enough(server):
    spoil(server, do="silence")
    with closing(connect(server)) as client:
        client.sendall(CREDITS)
        tell(server, "GET", "/_mock/ledger")
        client.shutdown(socket.SHUT_WR)

        assert client.recv(1) == b""


def test_answers_are_not_held_back_by_the_kernel(server):
    with closing(connect(server)) as client:
        client.sendall(QUERY)
        receive(client)
        (connection,) = server._server._front._connections
        option = connection._transport.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)

    assert option != 0


def test_stopping_does_not_wait_for_anybody():
    """Idle, hung, late and dribbling connections, one in the middle of a request, one that waits in a thread."""
    server = serve(Settings.from_strings({"port": "0"}))
    hour = {"fixed": "1h", "real": True}
    for on, fault in (
        ("query", {"do": "dribble", "bytes": 1, "every": "1h", "real": True}),
        ("models", {"do": "silence"}),
        ("credits", {"do": "latency"} | hour),
    ):
        spoil(server, on=on, **fault)
    calls = [
        b"",
        b"GET /v1/tasks/ta",
        ask("POST", "/v1/videos/generations", {})[:-1],
        QUERY,
        ask("GET", "/v1/models"),
        CREDITS,
        ask("GET", "/v1/credits").replace(b"127.0.0.1", b"ODD.example"),
    ]
    with ExitStack() as stack:
        clients = [stack.enter_context(closing(connect(server))) for _ in calls]
        for client, call in zip(clients, calls, strict=True):
            client.sendall(call)
        assert some(clients[3])
        tell(server, "GET", "/_mock/ledger")
        server.stop()

        assert server.wait(seconds=0)
        assert [ended(client) for client in clients] == [True] * len(clients)
    with pytest.raises(ConnectionError):
        connect(server)


def ended(client):
    try:
        while client.recv(65_536):
            pass
    except ConnectionError:
        pass
    return True


def test_stopping_twice_is_stopping_once(server):
    server.stop()
    server.stop()

    assert server.wait(seconds=0)


def test_draining_finishes_what_has_come_and_takes_no_more():
    server = serve(Settings.from_strings({"port": "0"}))
    try:
        spoil(server, do="latency", fixed="300ms", real=True)
        with closing(connect(server)) as idle, closing(connect(server)) as busy:
            busy.sendall(CREDITS)
            tell(server, "GET", "/_mock/ledger")
            server.drain(within=timedelta(seconds=PATIENCE))
            assert idle.recv(1) == b""
            with pytest.raises(ConnectionError):
                connect(server)
            head, _ = receive(busy)
            assert busy.recv(1) == b""
        assert head.startswith(b"HTTP/1.1 200")
        assert server.wait(seconds=PATIENCE)
    finally:
        server.stop()


def test_draining_has_an_end():
    server = serve(Settings.from_strings({"port": "0"}))
    try:
        spoil(server, do="latency", fixed="1h", real=True)
        with closing(connect(server)) as busy:
            busy.sendall(CREDITS)
            tell(server, "GET", "/_mock/ledger")
            server.drain(within=timedelta(milliseconds=50))
            assert server.wait(seconds=PATIENCE)
            assert ended(busy)
    finally:
        server.stop()


def test_a_thousand_idle_and_two_hundred_busy_connections(server):
    raise_open_files(2 * (IDLE + BUSY))
    if room_for_connections(2 * (IDLE + BUSY)) < 2 * (IDLE + BUSY):
        pytest.skip("the limit of open files is too low for both ends of 1,200 connections")
    server.stop()
    with running(Settings.from_strings({"port": "0", "clock": "manual"})) as big, ExitStack() as stack:
        idle = [stack.enter_context(closing(connect(big))) for _ in range(IDLE)]
        busy = [stack.enter_context(closing(connect(big))) for _ in range(BUSY)]
        for _ in range(CALLS):
            for client in busy:
                client.sendall(QUERY)
            assert {receive(client)[0].split(b" ")[1] for client in busy} == {b"404"}
        for client in idle:
            client.sendall(QUERY)
        assert {receive(client)[0].split(b" ")[1] for client in idle} == {b"404"}
        assert tell(big, "GET", "/_mock/calls?limit=1")["total"] >= IDLE + BUSY * CALLS
        assert len([thread for thread in threading.enumerate() if thread.name.startswith("klingmock")]) <= 3


def test_no_flask_before_somebody_asks_for_it():
    code = """
import sys, socket
from mockserver.serving import running
from mockserver.settings import Settings
def ask(server, target):
    with socket.create_connection(("127.0.0.1", int(server.url.rpartition(":")[2]))) as client:
        client.sendall(b"GET " + target + b" HTTP/1.1\\r\\nHost: x\\r\\nAuthorization: Bearer k\\r\\n\\r\\n")
        return client.recv(20)
late = ("flask", "werkzeug", "jinja2", "jsonschema")
with running(Settings.from_strings({"port": "0"})) as server:
    print(ask(server, b"/v1/tasks/task-unified-1"), ask(server, b"/v1/credits"))
    print([name for name in late if name in sys.modules])
    print(ask(server, b"/_mock/health"))
    print([name for name in late if name in sys.modules][:2])
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)

    assert ran.stdout.splitlines() == [
        "b'HTTP/1.1 404 Not Fou' b'HTTP/1.1 200 OK\\r\\nCon'",
        "[]",
        "b'HTTP/1.1 200 OK\\r\\nCon'",
        "['flask', 'werkzeug']",
    ], ran.stderr


@pytest.mark.parametrize("name", ["libev", "UVLOOP"])
def test_an_unknown_loop_is_said_to_be_one(monkeypatch, name):
    monkeypatch.setenv("KLINGMOCK_LOOP", name)

    with pytest.raises(SettingsError, match=f"KLINGMOCK_LOOP: '{name}' is no event loop; known: asyncio, uvloop"):
        serve(Settings.from_strings({"port": "0"}))


def test_a_loop_that_is_not_installed_is_said_to_be_missing(monkeypatch):
    monkeypatch.setenv("KLINGMOCK_LOOP", "uvloop")
    monkeypatch.setitem(sys.modules, "uvloop", None)

    with pytest.raises(SettingsError, match=r"uvloop is not installed; pip install 'klingmock\[fast\]'"):
        serve(Settings.from_strings({"port": "0"}))


def test_without_a_choice_and_without_uvloop_python_s_own_loop_does_it(monkeypatch):
    monkeypatch.delenv("KLINGMOCK_LOOP")
    monkeypatch.setitem(sys.modules, "uvloop", None)

    with running(Settings.from_strings({"port": "0"})) as server:
        assert tell(server, "GET", "/v1/credits")


def test_a_client_that_resets_its_connection_spoils_nothing(server):
    for call in (QUERY, CREDITS, QUERY[:9], ask("POST", "/v1/videos/generations", {})):
        client = connect(server)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        client.sendall(call)
        client.close()

    assert tell(server, "GET", "/v1/credits")
    assert list(server.services.accidents) == []

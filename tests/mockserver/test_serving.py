"""The whole of it over a real port."""

import json
import os
import struct
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.util import find_spec
from socket import SHUT_WR, create_connection, create_server
from threading import Thread
from urllib.parse import urlsplit

import pytest

from mockserver.serving import running, serve
from mockserver.settings import Settings, SettingsError

REQUEST = {"model": "kling-o3-image-to-video", "image_start": "https://example.com/a.jpg"}

CHUNKS = (
    b"POST /v1/videos/generations HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer k\r\n"
    b"Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"
)


@pytest.fixture(autouse=True, params=["uvloop", "asyncio"])
def _loop(request, monkeypatch):
    if find_spec(request.param) is None:
        pytest.skip(f"{request.param} is not installed")
    monkeypatch.setenv("KLINGMOCK_LOOP", request.param)


def ask(url, *, data=None, method=None):
    body = None if data is None else json.dumps(data).encode()
    headers = {"Authorization": "Bearer sk-port-1234", "Content-Type": "application/json"}
    request = urllib.request.Request(url, data=body, headers=headers, method=method)  # noqa: S310 - loopback
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - loopback
        return answer.headers, answer.read()


def settings(**strings):
    return Settings.from_strings({"port": "0", "clock": "manual"} | strings)


def test_a_generation_from_its_creation_to_its_callback():
    got = []

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self):
            got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204 if len(got) > 1 else 500)
            self.end_headers()

        def log_message(self, *args):
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Receiver) as receiver:
        thread = Thread(target=receiver.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        route = f"https://your-domain.com=http://127.0.0.1:{receiver.server_port}"
        with running(settings(callback_route=route)) as server:
            hook = {"callback_url": "https://your-domain.com/hook"}
            headers, body = ask(f"{server.url}/v1/videos/generations", data=REQUEST | hook)
            assert headers["Date"] == "Thu, 01 Jan 2026 00:00:00 GMT"
            ask(f"{server.url}/_mock/clock/advance", data={"by": "1m"})
            task = json.loads(ask(f"{server.url}/v1/tasks/{json.loads(body)['id']}")[1])
            video = ask(task["results"][0])[1]
        receiver.shutdown()
        thread.join()

    assert got == [task, task]
    assert task["results"][0].startswith(server.url)
    assert video[4:8] == b"ftyp"


def test_the_ready_file_says_where(tmp_path):
    ready = tmp_path / "ready.json"
    server = serve(settings(), ready_file=str(ready))
    try:
        assert json.loads(ready.read_text()) == {"url": server.url, "pid": os.getpid()}
        assert json.loads(ask(f"{server.url}/_mock/health")[1])["status"] == "ok"
        assert server.wait(seconds=0) is False
    finally:
        server.stop()
    assert server.wait() is True
    assert list(tmp_path.iterdir()) == [ready]


def test_a_stopped_server_answers_no_more():
    with running(settings()) as server:
        pass

    with pytest.raises(urllib.error.URLError):
        ask(f"{server.url}/_mock/health")


def test_an_address_in_use_is_said_so():
    with running(settings()) as server:
        port = urlsplit(server.url).port

        with pytest.raises(SettingsError, match=f"cannot listen on 127.0.0.1:{port}"):
            serve(settings(port=str(port)))


def test_an_address_of_the_newer_kind():
    try:
        server = serve(settings(host="::1"))
    except SettingsError:
        pytest.skip("this machine has no IPv6")
    try:
        assert server.url.startswith("http://[::1]:")
        assert json.loads(ask(f"{server.url}/_mock/health")[1])["status"] == "ok"
    finally:
        server.stop()


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"POST /v1/videos/generations HTTP/1.1\r\nHost: x\r\nContent-Length: abc\r\n\r\n",
        CHUNKS,
        b"GET /v1/tasks/%00%ff HTTP/1.1\r\nHost: \xff\xfe\r\nAuthorization: Bearer k\r\n\r\n",
        b"GET http://other/v1/models HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /v1/credits HTTP/1.1\r\nHost: x\r\nHost: y\r\nAuthorization: \x80\r\n\r\n",
    ],
)
def test_odd_requests_get_an_answer_that_is_no_fault(request_bytes):
    with running(settings()) as server:
        address = urlsplit(server.url)
        with create_connection((address.hostname, address.port), timeout=10) as connection:
            connection.sendall(request_bytes)
            status = connection.makefile("rb").readline()
        accidents = server.services.accidents

    assert status.split()[1][:1] == b"4"
    assert list(accidents) == []


def test_a_client_that_leaves_spoils_nothing():
    with running(settings()) as server:
        address = urlsplit(server.url)
        with create_connection((address.hostname, address.port), timeout=10) as connection:
            connection.setsockopt(1, 13, struct.pack("ii", 1, 0))
            connection.sendall(b"POST /v1/videos/generations HTTP/1.1\r\nContent-Length: 9\r\n\r\n{")

        assert json.loads(ask(f"{server.url}/_mock/health")[1])["status"] == "ok"


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET /v1/credits HTTP/1.1\r\nX-A: " + b"a" * 70_000 + b"\r\n\r\n", 431),
        (b"GET /v1/credits HTTP/1.1\r\n" + b"X-A: a\r\n" * 300 + b"\r\n", 431),
        (b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n\r\n", 414),
        (b"\x16\x03\x01\x02\x00\x01\x00\xff\r\n\r\n", 400),
        (b"one two three four\r\n\r\n", 400),
        (b"x " * 10_000 + b"\r\n\r\n", 400),
    ],
)
def test_what_is_no_http_is_answered_with_json_too(sent, status):
    with running(settings()) as server, create_connection(("127.0.0.1", urlsplit(server.url).port)) as client:
        client.sendall(sent)
        answer = b"".join(iter(lambda: client.recv(65_536), b""))

    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(f"HTTP/1.1 {status} ".encode())
    assert json.loads(body)["error"]["type"] == "invalid_request_error"
    assert len(answer) < 600


def test_a_body_that_breaks_off_is_called_that():
    head = (
        b"POST /v1/videos/generations HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer sk-1234\r\n"
        b"Content-Type: application/json\r\nContent-Length: 500\r\n\r\n{}"
    )
    with running(settings()) as server, create_connection(("127.0.0.1", urlsplit(server.url).port)) as client:
        client.sendall(head)
        client.shutdown(SHUT_WR)
        answer = b"".join(iter(lambda: client.recv(65_536), b""))

    assert b"400" in answer.partition(b"\r\n")[0]
    assert b"The body breaks off." in answer


def test_a_receiver_that_hangs_does_not_hold_up_a_stop():
    with create_server(("127.0.0.1", 0)) as receiver:
        route = f"https://your-domain.com=http://127.0.0.1:{receiver.getsockname()[1]}"
        server = serve(
            Settings.from_strings({"port": "0", "clock": "manual", "lifecycle": "after:2s", "callback_route": route})
        )
        callback = {**REQUEST, "callback_url": "https://your-domain.com/hook"}
        ask(f"{server.url}/v1/videos/generations", data=callback)
        address = urlsplit(server.url)
        with create_connection((address.hostname, address.port)) as client:
            client.sendall(
                b"POST /_mock/clock/advance HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer sk-port-1234\r\n"
                b'Content-Type: application/json\r\nContent-Length: 12\r\n\r\n{"by": "1h"}'
            )
            with receiver.accept()[0]:
                stopping = Thread(target=server.stop, daemon=True)
                stopping.start()
                stopping.join(5)  # an attempt alone may take ten seconds
                stopped = not stopping.is_alive()
        stopping.join()

    assert stopped

"""One attempt over a real port of this machine."""

import json
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from socket import create_server
from threading import Event, Thread

import pytest

from mockserver.core.callbacks import Outcome
from mockserver.delivery import HttpSender


@contextmanager
def receiver(status, *, headers=(), body=b""):
    got = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            length = int(self.headers["Content-Length"])
            got.append((self.path, dict(self.headers), self.rfile.read(length)))
            self.send_response(status)
            for name, value in headers:
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", got
        finally:
            server.shutdown()
            thread.join()


def test_what_arrives():
    with receiver(200) as (url, got):
        sent = HttpSender().send(f"{url}/hook?x=1", body=b'{"id": 1}')

    ((path, headers, body),) = got
    assert (sent.outcome, sent.status, sent.error) == (Outcome.DELIVERED, 200, None)
    assert (path, json.loads(body)) == ("/hook?x=1", {"id": 1})
    assert headers["Content-Type"] == "application/json"


@pytest.mark.parametrize("status", [301, 302, 307, 400, 404, 429, 500, 503])
def test_everything_but_2xx_is_refused_and_no_redirect_followed(status):
    with receiver(status, headers=[("Location", "/elsewhere")]) as (url, got):
        sent = HttpSender().send(url, body=b"{}")

    assert (sent.outcome, sent.status) == (Outcome.REFUSED, status)
    assert [path for path, _, _ in got] == ["/"]


def test_a_long_answer_is_not_read_to_its_end():
    with receiver(200, body=b"x" * 1_000_000) as (url, _):
        assert HttpSender().send(url, body=b"{}").outcome is Outcome.DELIVERED


def test_nobody_there():
    with create_server(("127.0.0.1", 0)) as socket:
        port = socket.getsockname()[1]

    sent = HttpSender().send(f"http://127.0.0.1:{port}", body=b"{}")

    assert (sent.outcome, sent.status) == (Outcome.UNREACHABLE, None)
    assert "ConnectionRefusedError" in str(sent.error)


@pytest.mark.parametrize("said", [b"", b"nonsense\r\n\r\n"])
def test_who_does_not_speak_http_is_not_reached(said):
    with create_server(("127.0.0.1", 0)) as socket:

        def answer():
            connection, _ = socket.accept()
            with connection:
                connection.recv(65_536)
                connection.sendall(said)

        thread = Thread(target=answer, daemon=True)
        thread.start()
        sent = HttpSender().send(f"http://127.0.0.1:{socket.getsockname()[1]}", body=b"{}")
        thread.join()

    assert sent.outcome is Outcome.UNREACHABLE


@pytest.mark.parametrize("drip", [False, True])
def test_who_takes_too_long_is_cut_off(drip):
    done = Event()
    with create_server(("127.0.0.1", 0)) as socket:

        def answer():
            connection, _ = socket.accept()
            with connection:
                while not done.wait(0.02):
                    if drip:
                        connection.sendall(b"H")

        thread = Thread(target=answer, daemon=True)
        thread.start()
        sender = HttpSender(timedelta(milliseconds=150))
        sent = sender.send(f"http://127.0.0.1:{socket.getsockname()[1]}", body=b"{}")
        done.set()
        thread.join()

    assert (sent.outcome, sent.status) == (Outcome.TIMED_OUT, None)

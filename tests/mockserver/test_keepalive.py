"""A client in a ``with`` keeps its connections, and leaves none behind."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from mockserver.client import Client, UnreachableError

KNOWN = {"id": "w", "now": "", "entries": [], "tasks": []}
"""What a klingmock is known by; nobody else is listened to."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        body = json.dumps(KNOWN).encode()
        assert isinstance(self.server, Server)
        self.server.asked.append(self.client_address)
        if self.server.together:
            self.server.together.wait(10)
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        if self.path.endswith("/ledger"):
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)
        self.close_connection |= self.path.endswith("/clock")

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = False

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[object] = []
        self.hung_up = threading.Event()
        self.together: threading.Barrier | None = None
        self.url = f"http://127.0.0.1:{self.server_port}"

    def shutdown_request(self, request):
        super().shutdown_request(request)
        self.hung_up.set()


@pytest.fixture
def server():
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_calls_one_after_the_other_share_a_connection(server):
    with Client(server.url, api_key="sk-test") as client:
        for _ in range(5):
            client.world()

    assert len(set(server.asked)) == 1


def test_without_a_with_each_call_has_its_own(server):
    client = Client(server.url, api_key="sk-test")
    for _ in range(3):
        client.world()

    assert len(set(server.asked)) == 3


def test_calls_at_the_same_time_do_not_wait_for_each_other(server):
    server.together = threading.Barrier(4)
    with Client(server.url, api_key="sk-test") as client, ThreadPoolExecutor(4) as threads:
        answers = [threads.submit(client.world) for _ in range(4)]
        assert [answer.result() for answer in answers] == [KNOWN] * 4

    assert len(set(server.asked)) == 4


def test_what_the_server_has_closed_is_opened_anew(server):
    with Client(server.url, api_key="sk-test") as client:
        client.ledger()
        client.world()

    assert len(set(server.asked)) == 2


def test_what_the_server_has_closed_without_a_word_is_opened_anew_too(server):
    with Client(server.url, api_key="sk-test") as client:
        client.clock()
        assert server.hung_up.wait(10)
        client.world()

    assert len(set(server.asked)) == 2


def test_after_the_with_it_goes_on_with_a_connection_each(server):
    with Client(server.url, api_key="sk-test") as client:
        client.world()
    client.world()

    assert len(set(server.asked)) == 2


@pytest.mark.parametrize("url", ["ftp://127.0.0.1", "http://127.0.0.1:port", "http://127.0.0.1:1", "nonsense"])
def test_who_does_not_answer_is_unreachable(url):
    with Client(url, api_key="sk-test") as client, pytest.raises(UnreachableError, match="nobody answers at"):
        client.world()

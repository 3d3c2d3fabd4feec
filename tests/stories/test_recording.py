"""A client talks to the gateway through the recording server, and the file proves what was said."""

import json
import os
import signal
import subprocess
import sys
import threading
from contextlib import closing
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from mockserver.client import Client, fetch
from mockserver.evidence import take_in, weigh
from mockserver.har import read_har
from mockserver.serving import running
from mockserver.settings import Settings, SettingsError
from validator import Readings

KEY = "sk-recording-0123456789"
GOOD = {"model": "kling-o3-text-to-video", "prompt": "A boat."}
BAD = GOOD | {"duration": 99}


def ask(url, method, path, body=None, **headers):
    sent = {"Content-Type": "application/json", "Authorization": f"Bearer {KEY}"} | headers
    return fetch(f"{url}{path}", method=method, headers=sent, body=None if body is None else json.dumps(body).encode())


def create(url, body, **headers):
    return ask(url, "POST", "/v1/videos/generations", body, **headers)


@pytest.fixture
def gateway():
    """Run a second klingmock in the place of the real gateway."""
    with running(Settings.from_strings({"port": "0", "lifecycle": "immediate"})) as server:
        yield server.url


@pytest.fixture
def file(tmp_path):
    return tmp_path / "recording.har"


@pytest.fixture
def settings(file):
    """Return a function that makes the settings of a recording server."""

    def make(url, **more):
        return Settings.from_strings({"port": "0", "record_from": url, "record_to": str(file)} | more)

    return make


def entries(file):
    return [entry.read() for entry in read_har(file)]


def test_what_was_said_through_it_is_proven_by_the_file(gateway, settings, file):
    with running(settings(gateway)) as proxy:
        task = create(proxy.url, GOOD).json()
        seen = ask(proxy.url, "GET", f"/v1/tasks/{task['id']}").json()
        refused = create(proxy.url, BAD)
        for path in ("/v1/credits", "/v1/models", "/v1/tasks?page=1&status=completed"):
            assert ask(proxy.url, "GET", path).status == 200
        calls = Client(proxy.url, api_key=KEY).calls()["calls"]

    found = weigh(take_in([file]), readings=Readings.of())

    assert (seen["status"], refused.status) == ("completed", 400)
    assert found.contradicted == []
    confirmed = {name for name, finding in found.findings.items() if finding.confirmed}
    assert {"rate:kling-o3-text-to-video/quality=720p,sound=off", "rule:o3-t2v/duration/maximum"} <= confirmed
    assert [call["rules"] for call in calls][:3] == [[], [], ["o3-t2v/duration/maximum"]]
    assert calls[0]["task"] == task["id"]
    assert calls[0]["price"] == "27"


def test_the_answer_goes_through_byte_for_byte(gateway, settings):
    with running(settings(gateway)) as proxy:
        task = create(proxy.url, GOOD).json()
        through, straight = (ask(url, "GET", f"/v1/tasks/{task['id']}") for url in (proxy.url, gateway))

    assert through.body == straight.body
    kept = {name for name in straight.headers if name.lower() not in {"date", "x-request-id", "connection"}}
    assert {name: through.headers[name] for name in kept} == {name: straight.headers[name] for name in kept}


def test_no_key_is_in_the_file(gateway, settings, file):
    with running(settings(gateway)) as proxy:
        create(proxy.url, GOOD | {"prompt": f"my key is {KEY}"}, **{"X-Api-Key": "hunter-hunter-2"})

    text = file.read_text(encoding="utf-8")
    assert KEY not in text
    assert "hunter-hunter" not in text
    assert "****6789" in text


def test_a_strict_one_keeps_back_what_would_cost_for_nothing(gateway, settings, file):
    with running(settings(gateway, record_strict=True)) as proxy:
        kept = create(proxy.url, BAD)
        garbled = fetch(
            f"{proxy.url}/v1/videos/generations",
            method="POST",
            headers={"Content-Type": "application/json", "Authorization": f"Bearer {KEY}"},
            body=b"{",
        )
        passed = create(proxy.url, GOOD)
    calls = Client(gateway, api_key=KEY).calls()["calls"]

    assert (kept.status, garbled.status, passed.status) == (400, 400, 200)
    assert "o3-t2v/duration/maximum" in kept.json()["error"]["message"]
    assert [call["operation"] for call in calls] == ["create"]
    assert len(entries(file)) == 1


def test_what_the_gateway_takes_and_our_judge_refuses_is_noted(settings, monkeypatch, file):
    monkeypatch.setenv("KLINGMOCK_MUTANT", "broken-requests-taken")
    with running(Settings.from_strings({"port": "0"})) as lax:
        monkeypatch.delenv("KLINGMOCK_MUTANT")
        with running(settings(lax.url)) as proxy:
            assert create(proxy.url, BAD).status == 200
            notes = Client(proxy.url, api_key=KEY).calls()["calls"][0]["notes"]

    assert notes[0] == f"forwarded to {lax.url}"
    assert "accepted what our judge refuses" in notes[1]
    assert [f.clause.id for f in weigh(take_in([file]), readings=Readings.of()).contradicted] == [
        "rule:o3-t2v/duration/maximum"
    ]


def test_the_control_routes_stay_its_own(gateway, settings, file):
    with running(settings(gateway)) as proxy:
        control = Client(proxy.url, api_key=KEY)
        control.change_world({"clock": "manual"})
        assert control.clock()["clock"] == "manual"
        assert ask(proxy.url, "GET", "/v1/nonsense").status == 404

    assert entries(file) == []
    assert Client(gateway, api_key=KEY).clock()["clock"] == "real"


class OddServer(ThreadingHTTPServer):
    """Runs a gateway that answers as it is told, and remembers what it was asked."""

    def __init__(self, answer: Any) -> None:
        super().__init__(("127.0.0.1", 0), Odd)
        self.asked: list[Any] = []
        self.odd = answer


class Odd(BaseHTTPRequestHandler):
    """One call of it."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        assert isinstance(self.server, OddServer)
        self.server.asked.append((self.path, self.headers.items()))
        self.server.odd(self)

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def log_message(self, *_):
        """Be quiet."""


@pytest.fixture
def odd():
    """Return a function that runs a gateway with the given answer, and returns its address and what it was asked."""
    servers = []

    def start(answer):
        server = OddServer(answer)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        servers.append((server, thread))
        return f"http://127.0.0.1:{server.server_port}", server.asked

    yield start
    for server, thread in servers:
        server.shutdown()
        thread.join()
        server.server_close()


def answering(status, body=b"{}", **headers):
    def answer(handler):
        handler.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def test_a_redirect_is_passed_on_and_not_followed(odd, settings):
    other, asked_there = odd(answering(200))
    url, asked = odd(answering(307, Location=f"{other}/v1/credits"))

    with running(settings(url)) as proxy:
        answer = ask(proxy.url, "GET", "/v1/credits")

    assert answer.status == 307
    assert (len(asked), asked_there) == (1, [])


def test_what_is_for_one_connection_only_does_not_go_through(odd, settings):
    url, asked = odd(answering(200, Connection="close, X-Inner", X_Inner="1", X_Outer="2", Keep_Alive="timeout=5"))

    with running(settings(url)) as proxy:
        line = HTTPConnection(proxy.url.removeprefix("http://"), timeout=10)
        with closing(line):
            mine = {"Connection": "X-Mine", "X-Mine": "1", "TE": "trailers", "X-Yours": "2"}
            line.request("GET", "/v1/credits", headers={"Authorization": f"Bearer {KEY}"} | mine)
            answer = line.getresponse()
            answer.read()

    sent = {name.lower(): value for name, value in asked[0][1]}
    assert {"x-mine", "te", "connection"} & set(sent) == set()
    assert sent["x-yours"] == "2"
    assert sent["host"] == url.removeprefix("http://")
    assert sent["authorization"] == f"Bearer {KEY}"
    assert sent["via"] == "1.1 klingmock-recording"
    assert answer.headers["x-outer"] == "2"
    assert not {"x-inner", "keep-alive"} & {name.lower() for name in answer.headers}


@pytest.mark.parametrize(
    ("path", "arrives"),
    [
        ("/v1/tasks/task-1?a=b%20c&d", "/v1/tasks/task-1?a=b%20c&d"),
        ("/v1/tasks/a%2Fb", "/v1/tasks/a%2Fb"),
        ("/v1/tasks/..%2f..%2fadmin", None),
    ],
)
def test_a_path_leads_to_its_route_and_nowhere_else(odd, settings, path, arrives):
    url, asked = odd(answering(200))

    with running(settings(f"{url}/prefix")) as proxy:
        ask(proxy.url, "GET", path)

    assert all(one.startswith("/prefix/v1/tasks/") and "/../" not in one for one, _ in asked)
    if arrives is not None and asked:
        assert asked[0][0] == f"/prefix{arrives}"


def hang_up(handler):
    handler.close_connection = True
    handler.connection.close()


@pytest.mark.parametrize(
    "answer",
    [
        hang_up,
        lambda handler: handler.wfile.write(b"nonsense\r\n\r\n"),
        lambda handler: handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{") and hang_up(handler),
    ],
    ids=["silence", "nonsense", "half"],
)
def test_no_whole_answer_is_a_502_in_the_documented_envelope_and_no_traffic_of_the_gateway(odd, settings, file, answer):
    url, asked = odd(answer)

    with running(settings(url)) as proxy:
        got = create(proxy.url, GOOD)

    assert (got.status, got.json()["error"]["code"]) == (502, "upstream_error")
    assert url in got.json()["error"]["message"]
    assert len(asked) == 1  # to try again could pay twice
    assert [entry["response"]["status"] for entry in entries(file)] == [0]
    assert take_in([file]).exchanges[0].status == 0


def test_a_packed_answer_goes_through_packed_and_is_recorded_unpacked(odd, settings, file):
    import gzip  # noqa: PLC0415 - here only

    url, _ = odd(answering(200, gzip.compress(b'{"success": true}'), Content_Encoding="gzip"))

    with running(settings(url)) as proxy:
        answer = ask(proxy.url, "GET", "/v1/credits")

    assert gzip.decompress(answer.body) == b'{"success": true}'
    assert entries(file)[0]["response"]["content"]["text"] == '{"success": true}'


def test_one_that_leads_to_itself_ends_at_once(settings, odd):
    url, asked = odd(answering(200))

    with running(settings(url)) as proxy:
        answer = ask(proxy.url, "GET", "/v1/credits", Via="1.1 klingmock-recording")

    assert (answer.status, asked) == (502, [])
    assert "lead back" in answer.json()["error"]["message"]


def test_only_the_named_keys_may_pass(gateway, settings, file):
    with running(settings(gateway, key="sk-somebody-else")) as proxy:
        assert create(proxy.url, GOOD).status == 401

    assert entries(file) == []


def test_an_address_that_would_leak_is_refused():
    with pytest.raises(SettingsError, match="in the clear; use https"):
        Settings.from_strings({"record_from": "http://api.example.com"})


def test_a_file_or_strictness_without_an_address_is_refused():
    with pytest.raises(SettingsError, match="they go with record_from"):
        Settings.from_strings({"record_to": "recording.har"})


def test_a_file_of_somebody_else_is_not_touched(settings, file, gateway):
    file.write_text("{}", encoding="utf-8")

    with pytest.raises(SettingsError, match="no recording of klingmock"):
        running(settings(gateway)).__enter__()
    assert file.read_text(encoding="utf-8") == "{}"


def test_killed_it_leaves_a_file_that_is_read_and_goes_on(gateway, settings, file, tmp_path):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KLINGMOCK_")}
    ready = tmp_path / "ready.json"
    command = [sys.executable, "-P", "-m", "mockserver", "serve", "--port", "0", "--ready-file", str(ready)]
    process = subprocess.Popen(
        [*command, "--record-from", gateway, "--record-to", str(file)], stderr=subprocess.PIPE, text=True, env=kept
    )
    watchdog = threading.Timer(30, process.kill)
    watchdog.start()
    try:
        assert process.stderr is not None
        process.stderr.readline()
        url = json.loads(Path(ready).read_text(encoding="utf-8"))["url"]
        made = [create(url, GOOD).json()["id"] for _ in range(3)]
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=20)
    finally:
        process.kill()
        process.communicate()
        watchdog.cancel()
        watchdog.join()

    assert [json.loads(entry["response"]["content"]["text"])["id"] for entry in entries(file)] == made
    with running(settings(gateway)) as proxy:
        made.append(create(proxy.url, GOOD).json()["id"])
    assert [one.shown["id"] for one in take_in([file]).exchanges] == made

import json
import signal
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from mockserver.client import Client, UnreachableError, fetch


@contextmanager
def serving(*words):
    """Run ``klingmock serve`` as a process, and hand out it and its address."""
    command = [sys.executable, "-m", "mockserver", "serve", "--port", "0", *words]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    watchdog = threading.Timer(30, process.kill)
    watchdog.start()
    try:
        assert process.stderr is not None
        greeting = "".join(iter(process.stderr.readline, "Ctrl-C stops it.\n"))
        yield process, greeting.partition(" listens on ")[2].split(" ")[0], greeting
    finally:
        process.kill()
        process.communicate()
        watchdog.cancel()
        watchdog.join()


def test_the_greeting_leads_to_the_page():
    with serving() as (_, url, greeting):
        (address,) = [word for word in greeting.split() if word.endswith("/_mock/")]

        assert address == f"{url}/_mock/"
        assert b"<title>Worlds" in fetch(address).body


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_serve_answers_and_stops_cleanly(number):
    with serving("--ready-file", "ready.json", "--clock", "manual") as (process, url, _):
        ready = json.loads(Path("ready.json").read_text(encoding="utf-8"))
        now = Client(url, api_key="sk-test").clock()["now"]
        process.send_signal(number)
        out, err = process.communicate(timeout=20)

    assert ready == {"url": url, "pid": process.pid}
    assert now == "2026-01-01T00:00:00.000000Z"
    assert process.returncode == 0
    assert out == ""
    assert err.endswith("Stopped.\n")
    assert "Traceback" not in err
    with pytest.raises(UnreachableError):
        Client(url, api_key="sk-test").clock()


def test_serve_suggests_a_first_request_that_works():
    with serving("--key", "sk-mine") as (_, url, greeting):
        answer = fetch(
            f"{url}/v1/videos/generations",
            method="POST",
            headers={"Authorization": "Bearer sk-mine", "Content-Type": "application/json"},
            body=greeting.partition("-d '")[2].partition("'\n")[0].encode(),
        )

    assert f"curl -s {url}/v1/videos/generations" in greeting
    assert "Bearer YOUR_KEY" in greeting
    assert "sk-mine" not in greeting
    assert answer.status == 200


def test_serve_takes_its_settings_from_project_environment_and_flags(monkeypatch):
    Path("pyproject.toml").write_text(
        '[tool.klingmock]\nseed = 5\nbalance = 12\nclock = "auto"\nlifecycle = "polls:2"\n', encoding="utf-8"
    )
    monkeypatch.setenv("KLINGMOCK_SEED", "6")
    monkeypatch.setenv("KLINGMOCK_CLOCK", "scaled:60")
    with serving("--clock", "manual", "--reading", "public", "--reading", "usd-rate=72") as (_, url, _):
        world = Client(url, api_key="sk-test").world()

    assert world["seed"] == 6
    assert world["balance"] == "12"
    assert world["clock"] == "manual"
    assert world["lifecycle"]["kind"] == "polls"
    assert world["readings"] == {"preset": "public", "usd-rate": "72"}


def test_serve_demands_the_control_token():
    with serving("--control-token", "t0k3n") as (_, url, _):
        refused = fetch(f"{url}/_mock/world", headers={"Authorization": "Bearer sk-test"})
        world = Client(url, api_key="sk-test", control_token="t0k3n").world()  # noqa: S106 - a made-up one

    assert refused.status == 403
    assert world["tasks"] == 0


def spoilt(url, **fault):
    """Make every call for the credits meet a fault, and return the words of such a call."""
    headers = {"Authorization": "Bearer sk-test", "Content-Type": "application/json"}
    body = json.dumps({"on": "credits", "do": "latency", "real": True} | fault).encode()
    assert fetch(f"{url}/_mock/faults", method="POST", headers=headers, body=body).status in {200, 201}
    return b"GET /v1/credits HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer sk-test\r\n\r\n"


def connect(url):
    return socket.create_connection(("127.0.0.1", urlsplit(url).port), timeout=20)


def wait_until_refused(url):
    while True:
        try:
            connect(url).close()
        except ConnectionError:  # refused, or reset when it stops listening just then
            return


def test_the_first_signal_lets_calls_finish():
    with serving() as (process, url, _), connect(url) as client:
        client.sendall(spoilt(url, fixed="400ms"))
        Client(url, api_key="sk-test").clock()  # the call before has been read then
        process.send_signal(signal.SIGTERM)
        answer = client.recv(65_536)
        process.communicate(timeout=20)

    assert answer.startswith(b"HTTP/1.1 200 OK")
    assert process.returncode == 0


def test_the_second_signal_lets_nobody_finish():
    with serving() as (process, url, _), connect(url) as client:
        client.sendall(spoilt(url, fixed="1h"))
        Client(url, api_key="sk-test").clock()
        process.send_signal(signal.SIGTERM)
        wait_until_refused(url)
        assert process.poll() is None
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=4)

    assert process.returncode == 0


def test_serve_says_each_call_if_it_is_asked_to(monkeypatch):
    monkeypatch.setenv("KLINGMOCK_LOG_FORMAT", "json")
    with serving("--log-level", "info") as (process, url, greeting):
        Client(url, api_key="sk-test-1234").clock()
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=20)
    said = [json.loads(line) for line in (greeting + err).splitlines() if line.startswith("{")]

    assert [line["event"] for line in said][:2] == ["listening", "call"]
    assert said[-1]["event"] == "stopped"
    assert said[1]["key"] == "****1234"
    assert "sk-test-1234" not in err


@pytest.fixture
def taken():
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield str(server.getsockname()[1])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--host", "0.0.0.0"], "control_token"),  # noqa: S104 - it is refused
        (["--port", "99999"], "port: "),
        (["--port", "x"], "port: 'x' is not a whole number"),
        (["--clock", "fast"], "clock: 'fast' is not a clock"),
        (["--lifecycle", "nonsense"], "lifecycle: "),
        (["--seed", "-1"], "seed: "),
        (["--start", "today"], "start: "),
        (["--balance", "much"], "balance: "),
        (["--reading", "lenint"], "reading: "),
        (["--store", "tape"], "store: 'tape' is unknown; known: memory"),
        (["--images", "missing"], "images: "),
        (["--callback-route", "https://your-domain.com"], "callback route"),
        (["--callback-route", "https://your-domain.com=https://example.com"], "not this machine"),
        (["--public-url", "nonsense"], "public_url: "),
        (["--ready-file", "missing/ready.json"], "--ready-file missing/ready.json: "),
        (["--clock", "fast", "--seed", "x"], "seed: "),
    ],
)
def test_a_wrong_setting_is_one_clear_line_and_ends_with_2(run_serve, words, said):
    result = run_serve(*words)

    assert result.returncode == 2
    assert said in result.stderr
    assert result.stderr.count("\n") == 1
    assert result.stdout == ""


def test_a_port_in_use_is_one_clear_line_and_ends_with_2(run_serve, taken):
    result = run_serve("--port", taken)

    assert result.returncode == 2
    assert f"cannot listen on 127.0.0.1:{taken}" in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.fixture
def run_serve():
    """Return a function that runs ``klingmock serve`` to its end."""

    def run(*words):
        command = [sys.executable, "-m", "mockserver", "serve", "--port", "0", *words]
        return subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)

    return run


def test_a_ready_file_of_an_earlier_server_is_taken_away(run_serve, taken):
    Path("ready.json").write_text("{}", encoding="utf-8")
    run_serve("--port", taken, "--ready-file", "ready.json")

    assert not Path("ready.json").exists()

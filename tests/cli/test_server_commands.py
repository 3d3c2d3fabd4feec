import json
import socket
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from mockserver.client import (
    Client,
    ClientError,
    LateError,
    RefusedError,
    StrangerError,
    UnreachableError,
    fetch,
)

CALLBACK = "https://your-domain.com/hook"


def create(server, good, key="sk-cli", **more):
    answer = fetch(
        f"{server}/v1/videos/generations",
        method="POST",
        headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
        body=json.dumps({**good, **more}).encode(),
    )
    assert answer.status in {200, 400}
    return answer.json().get("id")


def test_the_clock_is_shown_and_moved(run, server, good):
    create(server, good)

    assert run("clock").stdout.splitlines() == [
        "2026-01-01T00:00:00.000000Z (manual)",
        "next due: 2026-01-01T00:01:30.000000Z",
    ]
    moved = json.loads(run("clock", "advance", "30s", "--format", "json").stdout)
    assert moved["now"] == "2026-01-01T00:00:30.000000Z"
    assert run("clock", "run").stdout.splitlines() == [
        "2026-01-01T00:00:30.000000Z -> 2026-01-01T00:01:30.000000Z (manual)",
        "nothing is due",
    ]


def test_a_task_that_never_ends_is_named(run, server, good):
    task = create(server, good, prompt="[[hang]]")

    assert f"{task} never ends, or waits for polls" in run("clock", "run").stdout


def test_calls_are_listed_and_filtered(run, server, good):
    task = create(server, good)
    create(server, good, duration=16)

    shown = run("calls").stdout.splitlines()
    assert len(shown) == 2
    assert f"200  POST /v1/videos/generations  {task}  36.018 credits" in shown[0]
    assert "400  POST /v1/videos/generations  o3/duration/maximum" in shown[1]
    assert run("calls", "--status", "400").stdout.splitlines() == shown[1:]
    assert run("calls", "--task", task).stdout.splitlines() == shown[:1]
    assert run("calls", "--rule", "o3/duration/maximum").stdout.splitlines() == shown[1:]
    assert run("calls", "--operation", "query").stdout == ""
    assert len(json.loads(run("calls", "--format", "json").stdout)) == 2
    assert [json.loads(line)["status"] for line in run("calls", "--format", "jsonl").stdout.splitlines()] == [200, 400]


def test_notes_of_calls_are_told_on_demand(run, server, good):
    create(server, good, foo=1)

    assert "foo" not in run("calls").stdout
    assert "(/foo: " in run("calls", "-v").stdout


def test_callbacks_are_listed_and_delivered_again(run, server, good):
    task = create(server, good, callback_url=CALLBACK)
    run("clock", "run")

    shown = run("callbacks").stdout.splitlines()
    delivery = shown[0].split()[0]
    assert shown[0].endswith(f"{task}  recorded  {CALLBACK}")
    assert shown[1].split() == ["2026-01-01T00:01:30.000000Z", "recorded"]
    assert run("callbacks", "--state", "given-up").stdout == ""
    assert json.loads(run("callbacks", "--format", "json").stdout)[0]["id"] == delivery

    again = run("callbacks", "redeliver", delivery).stdout.splitlines()
    assert again[2].endswith("recorded  (redelivery)")
    as_json = json.loads(run("callbacks", "redeliver", delivery, "--format", "json").stdout)
    assert len(as_json["attempts"]) == 3


def test_callbacks_are_waited_for(run, server, good):
    task = create(server, good, callback_url=CALLBACK)
    run("clock", "run")

    found = json.loads(run("callbacks", "--wait", "10s", "--task", task, "--format", "json").stdout)
    assert [one["task"] for one in found] == [task]


def test_callbacks_that_do_not_come_end_with_1_and_the_nearest(run, server, good):
    task = create(server, good, callback_url=CALLBACK)

    missed = run("callbacks", "--wait", "1ms", "--count", "2")

    assert (missed.exit_code, missed.stdout) == (1, "")
    assert missed.stderr.splitlines() == [
        "The callbacks did not come. Nearest:",
        f"    {task} is pending and ends at 2026-01-01T00:01:30.000000Z",
    ]


def test_faults_are_shown_at_the_attempts_that_they_met(run, server, good):
    Client(server, api_key="sk-cli").add_faults({"on": "callback", "do": "duplicate"})
    create(server, good, callback_url=CALLBACK)
    run("clock", "run")

    copy = run("callbacks").stdout.splitlines()[2]
    assert copy.endswith("recorded  (duplicate)  [fault-1 duplicate before: 1 copy follows its success]")


def test_a_client_waits_in_rounds_of_its_own_patience(server, good):
    client = Client(server, api_key="sk-cli", timeout=timedelta(seconds=2))
    create(server, good)

    with pytest.raises(RefusedError) as refused:
        client.wait_for_callback(within=timedelta(seconds=1.002))

    assert refused.value.status == 409
    assert "without a callback_url" in refused.value.errors[0][1]


def test_a_client_reads_every_callback_and_one(server, good):
    client = Client(server, api_key="sk-cli")
    for _ in range(3):
        create(server, good, callback_url=CALLBACK)
    client.run()

    every = list(client.every_callback(limit=2))
    assert [one["number"] for one in every] == [1, 2, 3]
    assert client.callbacks(after=2, limit=1)["callbacks"] == [every[2]]
    assert client.callback(every[1]["id"]) == every[1]
    with pytest.raises(RefusedError, match="no callback 'x'"):
        client.callback("x")


def test_the_world_is_shown_changed_and_reset(run, server, good):
    create(server, good)

    assert ["balance", "9963.982"] in [line.split() for line in run("world").stdout.splitlines()]
    changed = json.loads(run("world", "set", "balance=0.1", "seed=7", "--format", "json").stdout)
    assert (changed["balance"], changed["seed"]) == ("0.1", 7)
    assert '{"preset": "lenient"}' in run("world", "set", "readings=lenient").stdout
    assert json.loads(run("world", "reset", "--format", "json").stdout)["tasks"] == 0
    assert run("world", "set", "start=2027-01-01T00:00:00Z").exit_code == 0


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("lenient", {"preset": "lenient"}),
        ("quality-4k=accepted", {"preset": "strict", "quality-4k": "accepted"}),
        ("public,usd-rate=72", {"preset": "public", "usd-rate": "72"}),
        ('{"usd-rate": "68"}', {"preset": "strict", "usd-rate": "68"}),
    ],
)
def test_readings_are_set_as_the_flag_has_them(run, server, text, shown):
    result = run("world", "set", f"readings={text}", "--format", "json")

    assert json.loads(result.stdout)["readings"] == shown


def test_the_api_key_selects_the_world(run, server, good):
    create(server, good)

    assert len(run("calls", "--api-key", "sk-cli").stdout.splitlines()) == 1
    assert run("calls", "--api-key", "sk-other").stdout == ""


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["world", "set", "bogus=1"], "/bogus: unknown setting"),
        (["world", "set", "clock=fast", "seed=-1"], "/clock: 'fast' is not a clock"),
        (["world", "set", "clock"], "'clock' is not KEY=VALUE"),
        (["world", "set", "=1"], "'=1' is not KEY=VALUE"),
        (["clock", "advance", "soon"], "'soon' is not a length of time"),
        (["callbacks", "redeliver", "nosuch?"], "no callback 'nosuch?'"),
        (["callbacks", "--wait", "soon"], "--wait: 'soon' is not a length of time"),
        (["callbacks", "--wait", "1s", "--state", "lost"], "'lost' is no state"),
    ],
)
def test_what_the_server_refuses_ends_with_2_in_one_line(run, server, words, said):
    result = run(*words)

    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("flag", ["--api-key", "--control-token"])
@pytest.mark.parametrize("word", ["a\nb", "a b", "\u043a"])
def test_a_key_that_no_header_can_carry_is_refused(run, flag, word):
    result = run("clock", flag, word)

    assert result.exit_code == 2
    assert "printable ASCII" in result.stderr


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "http://127.0.0.1:x", "ftp://127.0.0.1", "nonsense", ""])
def test_a_server_that_is_not_there_ends_with_2_and_a_hint(run, url):
    result = run("clock", "--url", url or "http://127.0.0.1:1")

    assert result.exit_code == 2
    assert "klingmock serve" in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.fixture
def answering():
    """Return a function that starts a server which gives one answer to everything."""
    started = []

    def start(status, body, content_type="application/json"):
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(status)
                self.send_header("Content-Type", content_type)
                self.send_header("Location", "http://127.0.0.1:1/")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        server = HTTPServer(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        started.append((server, thread))
        return Client(f"http://127.0.0.1:{server.server_port}/", api_key="sk-test")

    yield start
    for server, thread in started:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b"<html>"),
        (200, b"[]"),
        (200, b'{"ok": true}'),
        (404, b"{}"),
        (404, b'{"title": 1, "detail": "x"}'),
        (302, b"{}"),
        (500, b""),
        (200, b"[" * 100_000),
    ],
)
def test_another_server_at_the_address_is_told_apart(answering, status, body):
    with pytest.raises(StrangerError, match="no klingmock"):
        answering(status, body).clock()


@pytest.mark.parametrize("words", [["clock"], ["faults"], ["calls"], ["callbacks"], ["world"]])
def test_a_server_that_says_yes_to_everything_is_no_klingmock(run, answering, words):
    result = run(*words, "--url", answering(200, b'{"ok": true}').url)

    assert result.exit_code == 2
    assert "is no klingmock" in result.stderr


@pytest.mark.parametrize("url", ["http://[::1", "ftp://x", "nonsense"])
def test_what_is_no_address_is_named(run, url):
    result = run("clock", "--url", url)

    assert result.exit_code == 2
    assert "is not an http or https address" in result.stderr


def test_a_server_that_is_too_slow_is_not_called_absent():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        client = Client(url, api_key="sk-test", timeout=timedelta(milliseconds=20))
        with pytest.raises(LateError, match="took too long to answer"):
            client.clock()
        with client, pytest.raises(LateError, match="took too long to answer"):
            client.clock()


def test_a_refusal_carries_its_problem(answering):
    problem = {"title": "Bad", "status": 422, "detail": "d", "errors": [{"pointer": "/a", "detail": "e"}, 1]}

    with pytest.raises(RefusedError, match="422 Bad: d; /a: e") as caught:
        answering(422, json.dumps(problem).encode()).world()
    assert caught.value.errors == (("/a", "e"),)


def test_every_error_of_the_client_is_a_client_error():
    assert all(issubclass(one, ClientError) for one in (UnreachableError, StrangerError, RefusedError))


def test_a_proxy_of_the_environment_is_not_asked(server, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")

    assert Client(server, api_key="sk-cli").health()["status"] == "ok"


def test_the_client_moves_tasks(server, good):
    client = Client(server, api_key="sk-cli")
    tasks = [create(server, good) for _ in range(3)]

    assert client.cancel(tasks[0])["status"] == "cancelled"
    assert client.complete(tasks[1])["status"] == "completed"
    assert client.fail(tasks[2], code="service_error", message="m")["error"]["message"] == "m"
    assert [one["status"] for one in client.tasks()["tasks"]] == ["cancelled", "completed", "failed"]
    assert client.ledger()["spent"] == "36.018"
    with pytest.raises(RefusedError, match="409"):
        client.cancel(tasks[0])


def test_the_client_asks_the_judge_and_for_a_form(server):
    client = Client(server, api_key="sk-judge")
    request = {"model": "kling-v3-image-to-video", "image_start": "https://example.com/a.jpg", "sound": "on"}

    facts = {"format": "webp", "bytes": 10, "width": 300, "height": 300}
    refused = client.judge(request, images={request["image_start"]: facts})

    assert client.judge(request)["quote"]["credits"] == "40.5"
    assert [error["rule"] for error in refused["errors"]] == ["v3/image-format"]
    assert client.form(request["model"])["fields"][0]["name"] == "model"

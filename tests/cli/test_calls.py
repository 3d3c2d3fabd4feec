"""``klingmock calls``: the journal on the command line."""

import json

import pytest

from mockserver.cli.calls.follow import follow
from mockserver.client import Client, RefusedError, fetch


@pytest.fixture
def call(server, good):
    """Return a function that calls the gateway and gives the answer."""

    def call(path="/v1/videos/generations", *, key="sk-cli", **changes):
        headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        body = None if path != "/v1/videos/generations" else json.dumps(good | changes).encode()
        return fetch(f"{server}{path}", method="POST" if body else "GET", headers=headers, body=body)

    return call


@pytest.fixture
def client(server):
    return Client(server, api_key="sk-cli")


def numbers(result):
    return [int(line.split()[0]) for line in result.stdout.splitlines()]


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ([], [1, 2, 3, 4]),
        (["list"], [1, 2, 3, 4]),
        (["--status", "4xx"], [2, 3]),
        (["--status", "404"], [3]),
        (["--operation", "create"], [1, 2]),
        (["--text", "paper boat"], [1, 2]),
        (["--rule", "o3/duration/maximum"], [2]),
        (["--after", "1", "--before", "4"], [2, 3]),
        (["--since", "2026-01-01T00:00:00Z"], [1, 2, 3, 4]),
        (["--until", "2026-01-01T00:00:00Z"], []),
        (["--limit", "2"], [1, 2]),
        (["--newest", "--limit", "3"], [4, 3, 2]),
        (["--fault", "reset"], []),
    ],
)
def test_calls_are_searched(run, call, words, wanted):
    call()
    call(duration=16)
    call("/nowhere")
    call("/v1/credits")

    assert numbers(run("calls", *words)) == wanted
    every = json.loads(run("calls", *words, "--format", "json").stdout)
    archive = json.loads(run("calls", *words, "--format", "har").stdout)["log"]
    assert [one["number"] for one in every] == wanted
    assert [one["_klingmock"]["number"] for one in archive["entries"]] == wanted


def test_all_pages_are_told(run, call, monkeypatch):
    for _ in range(5):
        call("/v1/credits")
    monkeypatch.setattr("mockserver.core.search.PAGE_BYTES", 1)

    assert numbers(run("calls")) == [1, 2, 3, 4, 5]
    assert numbers(run("calls", "--newest", "--limit", "3")) == [5, 4, 3]
    for words, wanted in (([], [1, 2, 3, 4, 5]), (["--newest"], [5, 4, 3, 2, 1]), (["--limit", "3"], [1, 2, 3])):
        log = json.loads(run("calls", "--format", "har", *words).stdout)["log"]
        assert [one["_klingmock"]["number"] for one in log["entries"]] == wanted


def test_a_line_names_the_faults(run, call, server, client):
    client.add_faults({"id": "first", "on": "create", "do": "status", "status": 503})
    call()

    assert "503  POST /v1/videos/generations  [first status before" in run("calls").stdout
    assert numbers(run("calls", "--fault", "first")) == [1]


def test_a_search_that_cannot_be_is_a_usage_error(run, server):
    assert "no HTTP status" in run("calls", "--status", "4x").stderr
    assert run("calls", "--status", "4x").exit_code == 2
    assert run("calls", "--since", "today").exit_code == 2


def test_calls_are_followed_until_they_are_no_longer(call, client):
    told, turns = [], iter([lambda: call("/v1/credits"), lambda: None, client.reset_world, lambda: call("/v1/models")])

    def wait():
        turn = next(turns, None)
        if turn is None:
            raise KeyboardInterrupt
        turn()

    call("/nowhere")
    follow(client, {"operation": None}, tell=lambda one: told.append((one["number"], one["operation"])), wait=wait)

    assert told == [(1, "unknown"), (2, "credits"), (1, "models")]


@pytest.mark.parametrize(("form", "begin"), [("text", "    1  2026"), ("jsonl", '{"number": 1')])
def test_following_ends_quietly(run, call, monkeypatch, form, begin):
    def interrupted():
        raise KeyboardInterrupt

    monkeypatch.setattr("mockserver.cli.calls.list.pause", interrupted)
    call("/v1/credits")

    result = run("calls", "--follow", "--format", form)

    assert (result.exit_code, result.stdout.startswith(begin)) == (0, True)


@pytest.mark.parametrize("words", [["--newest"], ["--limit", "3"], ["--format", "json"], ["--format", "har"]])
def test_what_cannot_be_followed_is_refused(run, server, words):
    result = run("calls", "--follow", *words)

    assert (result.exit_code, "--follow goes with" in result.stderr) == (2, True)


def test_an_expectation_that_is_met_exits_with_0(run, call):
    call()

    result = run("calls", "verify", '{"operation": "create", "body": {"duration": 5}}')

    assert (result.exit_code, result.stdout) == (0, "met: 1 calls fit (1)\n")
    assert run("calls", "verify", "-", input='[{"operation": "create"}]').exit_code == 0
    assert run("calls", "verify", "{}", "--exactly", "1", "--after", "0").exit_code == 0


def test_an_expectation_that_is_not_met_exits_with_1_and_shows_the_nearest_calls(run, call):
    call()

    result = run("calls", "verify", '{"operation": "create", "body": {"duration": 10, "seed": 1}}')

    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "not met: 0 calls fit (none)",
        "  call 1: POST /v1/videos/generations 200",
        "    /body/duration: wanted 10, got 5",
        "    /body/seed: wanted 1, got nothing",
    ]


def test_too_many_calls_and_a_wrong_order_are_told(run, call):
    call()
    call("/v1/credits")

    many = run("calls", "verify", "{}", "--at-most", "1")
    order = run("calls", "verify", '[{"operation": "credits"}, {"operation": "create"}]')

    assert (many.exit_code, many.stdout) == (1, "not met: 2 calls fit (1, 2)\n")
    assert order.stdout.splitlines() == [
        "not met: 1 calls fit (2)",
        "no call met expectation 2 of the order",
        "  call 1: POST /v1/videos/generations 200",
        '    (order): wanted "after call 2", got "call 1"',
    ]


def test_what_is_no_longer_kept_is_told(run, call, monkeypatch):
    monkeypatch.setattr("mockserver.core.journal.ENTRY_LIMIT", 1)
    call()
    call("/v1/credits")

    result = run("calls", "verify", '{"operation": "create"}')

    assert "the journal no longer has the first 1 calls; they may have fitted" in result.stdout


def test_a_verdict_is_written_as_json(run, call):
    verdict = json.loads(run("calls", "verify", "{}", "--at-least", "2", "--format", "json").stdout)

    assert verdict == {"met": False, "found": 0, "calls": [], "nearest": [], "dropped": 0}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["{"], "no JSON"),
        (["[" * 100_000], "no JSON"),
        (["5"], "an object, or an array"),
        (["[{}]", "--exactly", "1"], "leave the number out"),
        (['{"colour": 1}'], "/expect/colour"),
        (["{}", "--exactly", "1", "--at-most", "2"], "exactly stands alone"),
    ],
)
def test_what_cannot_be_verified_is_a_usage_error(run, server, words, said):
    result = run("calls", "verify", *words)

    assert result.exit_code == 2
    assert said in result.stderr


def test_the_client_reads_every_page_and_the_metrics(call, client, monkeypatch):
    monkeypatch.setattr("mockserver.core.search.PAGE_BYTES", 1)
    ids = [call().json()["id"] for _ in range(3)]

    assert [task["id"] for task in client.every_task()] == ids
    assert [one["kind"] for one in client.every_entry()] == ["open", "reserve", "reserve", "reserve"]
    assert [one["task"] for one in client.every_call(order="newest")] == ids[::-1]
    assert client.tasks(after=1, limit=1)["tasks"][0]["id"] == ids[1]
    assert client.ledger(after=2, limit=1)["entries"][0]["task"] == ids[1]
    assert "klingmock_tasks_total 3.0" in client.metrics()


def test_metrics_that_are_refused_are_told(call, server):
    with pytest.raises(RefusedError, match="no HTTP status"):
        Client(server, api_key="sk-cli").calls(status="x")

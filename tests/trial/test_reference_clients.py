"""The reference clients against the server itself, over real HTTP and in virtual time."""

import asyncio
import importlib
import inspect
import itertools
import json
import os
import shutil
import subprocess
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from socket import create_server

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts import model_names
from mockserver.client import Client, fetch
from mockserver.reference import CLIENTS
from mockserver.serving import running
from mockserver.settings import Settings
from validator import quote
from validator.derive.strategies import valid_requests

REQUEST = {"model": "kling-o3-image-to-video", "image_start": "https://example.com/a.jpg", "sound": "on"}
CLIENT_MJS = Path(__file__).parents[2] / "mockserver" / "reference" / "client.mjs"
needs_node = pytest.mark.skipif(not shutil.which("node") and not os.getenv("CI"), reason="node is not installed")
numbers = itertools.count(1)

ON = ["create", "query", "download"]
WITHOUT_PRICE = {"kling-o3-video-edit", "kling-v3-motion-control", "kling-custom-element"}
KINDS = ["reset", "close", "empty", "not-json", "html", "garbage", "rate-limit", "truncate"]
FAULTS = st.lists(
    st.fixed_dictionaries(
        {
            "on": st.sampled_from(ON),
            "do": st.sampled_from(KINDS),
            "when": st.builds(lambda nth: {"nth": nth}, st.integers(1, 4)),
        },
        optional={"phase": st.just("after")},
    )
    | st.fixed_dictionaries(
        {
            "on": st.sampled_from(ON),
            "do": st.just("status"),
            "status": st.sampled_from([500, 502, 503, 429]),
            "when": st.builds(lambda nth: {"nth": nth}, st.integers(1, 4)),
        },
        optional={"phase": st.just("after"), "retry_after": st.sampled_from(["7s", "40s"])},
    ),
    max_size=4,
)


class World:
    """A world of its own, whose time a subject's sleep moves."""

    def __init__(self, url):
        self.key = f"sk-reference-{next(numbers)}"
        self.control = Client(url, api_key=self.key)
        self.url = url

    def sleep(self, seconds):
        self.control.advance(f"{seconds:.6f}s")

    def monotonic(self):
        return datetime.fromisoformat(self.control.clock()["now"]).timestamp()

    def play(self, subject, request=REQUEST, **options):
        async def nap(seconds):
            self.sleep(seconds)

        asynchronous = inspect.iscoroutinefunction(subject.generate)
        outcome = subject.generate(
            request,
            base_url=self.url,
            api_key=self.key,
            poll_interval=2.0,
            sleep=nap if asynchronous else self.sleep,
            monotonic=self.monotonic,
            **{"deadline": 3600.0, "request_timeout": 5.0} | options,
        )
        return asyncio.run(outcome) if asynchronous else outcome

    def set_faults(self, faults):
        answer = fetch(
            f"{self.url}/_mock/faults",
            method="POST",
            headers={"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"},
            body=json.dumps(faults).encode(),
        )
        assert answer.status < 300, answer.body

    def calls(self, operation):
        return [one for one in self.control.calls()["calls"] if one["operation"] == operation]


@pytest.fixture
def server():
    with running(Settings.from_strings({"port": "0", "clock": "manual", "lifecycle": "after:5s"})) as server:
        yield server.url


WITHOUT_KEYS = "sync-without-keys"


@contextmanager
def made(name):
    module, _, factory = CLIENTS[name].partition(":")
    subject = getattr(importlib.import_module(module), factory)()
    yield subject
    getattr(subject, "close", lambda: None)()


@pytest.fixture(params=sorted(CLIENTS.keys() - {WITHOUT_KEYS}))
def subject(request):
    with made(request.param) as subject:
        yield subject


@pytest.fixture
def careful():
    """Give the client that repeats no creation of which it does not know what became."""
    with made(WITHOUT_KEYS) as subject:
        yield subject


class Lines:
    """The JavaScript client as a process that speaks JSON Lines."""

    def __init__(self, process):
        self._input, self._output = process.stdin, process.stdout

    def ask(self, line):
        self._input.write(json.dumps(line) + "\n")
        self._input.flush()
        return self.hear()

    def hear(self):
        return json.loads(self._output.readline())

    def generate(self, request, *, sleep, monotonic, **options):  # noqa: ARG002 - it sleeps by address
        url = f"{options['base_url']}/_mock/clock/advance"
        return self.ask({"case": 1, "request": request, "sleep_url": url, **options})["outcome"]


@contextmanager
def node():
    process = subprocess.Popen(
        [shutil.which("node") or "node", str(CLIENT_MJS)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with ended(process):
        subject = Lines(process)
        assert subject.hear() == {"ready": True, "callbacks": True}
        yield subject


@contextmanager
def ended(process):
    """See to it that a process ends by itself when nothing more is asked, and in any case."""
    with process:
        try:
            yield
            process.stdin.close()
            assert process.wait(timeout=20) == 0
        finally:
            process.kill()


@pytest.fixture
def prices():
    """Ask the client in JavaScript for prices, without any server."""
    script = f"""
        import {{ estimateCredits }} from {json.dumps(CLIENT_MJS.as_uri())};
        import {{ createInterface }} from "node:readline";
        for await (const line of createInterface({{ input: process.stdin }}))
          console.log(JSON.stringify(estimateCredits(JSON.parse(line))));
    """
    command = [shutil.which("node") or "node", "--input-type=module", "--eval", script]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    with ended(process):
        yield Lines(process).ask


def check_one_paid_video(world, outcome):
    ledger = world.control.ledger()
    tasks = [task["id"] for task in world.control.tasks()["tasks"]]
    (link,) = {call["path"] for call in world.calls("download")} or {""}
    assert outcome["status"] == "completed", outcome
    assert tasks == [outcome["task_id"]]
    assert Decimal(ledger["spent"]) == quote(REQUEST).credits
    assert tasks[0] in link
    assert len(outcome["result_sha256"]) == 64


def test_a_video_is_made_saved_and_paid_once(server, subject):
    world = World(server)

    outcome = world.play(subject)

    check_one_paid_video(world, outcome)
    assert [call["path"] for call in world.calls("query")] == [f"/v1/tasks/{outcome['task_id']}"] * 3
    assert subject.effects() == {outcome["task_id"]: 1}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])  # each example has its world
@given(faults=FAULTS)
def test_whatever_happens_on_the_way_it_is_made_saved_and_paid_once(server, subject, faults):
    world = World(server)
    world.set_faults(faults)

    outcome = world.play(subject)

    check_one_paid_video(world, outcome)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])  # as above
@given(faults=FAULTS)
def test_without_keys_it_is_paid_once_at_most_and_who_gives_up_says_so(server, careful, faults):
    world = World(server)
    world.set_faults(faults)

    outcome = world.play(careful)

    if outcome["status"] == "gave-up":
        assert world.control.tasks()["tasks"] == []
    else:
        check_one_paid_video(world, outcome)


def test_without_keys_a_task_whose_creation_was_not_answered_is_found(server, careful):
    world = World(server)
    world.set_faults([{"on": "create", "do": "reset", "phase": "after"}])

    check_one_paid_video(world, world.play(careful))

    assert len(world.calls("create")) == 1


@pytest.mark.parametrize("on", ON)
@pytest.mark.parametrize("phase", ["before", "after"])
def test_silence_costs_one_request_timeout(server, subject, on, phase):
    world = World(server)
    world.set_faults([{"on": on, "do": "silence", "phase": phase, "when": {"nth": 1}}])

    check_one_paid_video(world, world.play(subject, request_timeout=0.3))


@pytest.mark.parametrize("on", ON)
def test_an_answer_that_dribbles_in_is_not_waited_for(server, subject, on):
    """Each byte comes in time, and all of them never would."""
    world = World(server)
    dribble = {"on": on, "do": "dribble", "bytes": 1, "every": "100ms", "real": True, "when": {"nth": 1}}
    world.set_faults([dribble])

    check_one_paid_video(world, world.play(subject, request_timeout=0.5))


@pytest.mark.parametrize(
    ("prompt", "status"), [("[[fail:content_policy_violation]]", "failed"), ("[[cancel]]", "cancelled")]
)
def test_a_task_that_ends_otherwise_is_an_end(server, subject, prompt, status):
    world = World(server)

    outcome = world.play(subject, {**REQUEST, "prompt": prompt})

    assert (outcome["status"], outcome["result_sha256"]) == (status, None)
    assert subject.effects() == {outcome["task_id"]: 1}


def test_a_task_that_takes_too_long_is_given_up_by_its_name(server, subject):
    world = World(server)

    outcome = world.play(subject, {**REQUEST, "prompt": "[[hang]]"}, deadline=60.0)

    (task,) = world.control.tasks()["tasks"]
    assert (outcome["status"], outcome["task_id"]) == ("gave-up", task["id"])
    assert len(world.calls("query")) == 29


def test_a_request_that_is_refused_is_not_repeated(server, subject):
    world = World(server)

    outcome = world.play(subject, {**REQUEST, "duration": 2})

    assert (outcome["status"], outcome["task_id"]) == ("refused", None)
    assert "duration must be at least 3" in outcome["message"]
    assert len(world.calls("create")) == 1


def test_nobody_at_home_is_no_reason_to_break_down(subject, monkeypatch):
    with create_server(("127.0.0.1", 0)) as nobody:
        address = f"http://127.0.0.1:{nobody.getsockname()[1]}"
    world = World(address)
    passed: list[float] = []
    monkeypatch.setattr(world, "sleep", passed.append)
    monkeypatch.setattr(world, "monotonic", lambda: sum(passed))

    outcome = world.play(subject, deadline=10.0)

    assert (outcome["status"], outcome["task_id"]) == ("gave-up", None)
    assert 0 < sum(passed) < 10


@needs_node
def test_the_client_in_javascript_does_as_well(server):
    plans = [
        [],
        *([{"on": on, "do": kind, "when": {"nth": 1}, "phase": "after"}] for on in ON for kind in KINDS),
        [{"on": "create", "do": "status", "status": 503, "when": {"nth": 1}, "phase": "after", "retry_after": "40s"}],
        [{"on": "create", "do": "silence", "when": {"nth": 1}, "phase": "after"}],
    ]
    with node() as subject:
        for plan in plans:
            world = World(server)
            world.set_faults(plan)

            check_one_paid_video(world, outcome := world.play(subject, request_timeout=1.0))

            assert outcome["estimate_credits"] == "36.018"


@needs_node
def test_the_client_in_javascript_ends_when_the_task_does(server):
    with node() as subject:
        for prompt, status in [("[[fail:x]]", "failed"), ("[[cancel]]", "cancelled"), ("[[hang]]", "gave-up")]:
            world = World(server)

            outcome = world.play(subject, {**REQUEST, "prompt": prompt}, deadline=60.0)

            assert outcome["status"] == status
            assert outcome["task_id"] == world.control.tasks()["tasks"][0]["id"]


@needs_node
def test_the_client_in_javascript_takes_callbacks():
    with node() as subject:
        for body, status in [('{"id": "a", "status": "completed"}', 200), ("[]", 400), ("{", 400), ("null", 400)]:
            answer = subject.ask({"case": 3, "callback": {"body": body, "headers": {}}})

            assert answer == {"case": 3, "status": status}


@needs_node
@pytest.mark.parametrize("model", sorted(model_names()))
@given(data=st.data())
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])  # it remembers nothing
def test_the_client_in_javascript_reckons_as_the_oracle_does(prices, model, data):
    request = data.draw(valid_requests(model))

    estimate = prices(request)

    assert estimate is None or Decimal(estimate) == quote(request).credits
    assert (estimate is None) is (model in WITHOUT_PRICE)

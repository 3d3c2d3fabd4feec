"""The subjects of the README: short, and true to the protocols."""

import json
import os
import shutil
import subprocess
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from mockserver.client import Client, fetch
from mockserver.serving import running
from mockserver.settings import Settings

EXAMPLES = Path(__file__).parents[2] / "examples"
REQUEST = {"model": "kling-o3-text-to-video", "prompt": "A paper boat."}
KEY = "sk-example-abcdef"


def needs(*programs):
    """Skip where a program is not installed; never on a build machine."""
    lacking = [program for program in programs if not shutil.which(program)]
    return pytest.mark.skipif(bool(lacking) and not os.getenv("CI"), reason=f"not installed: {lacking}")


def run_lines(url, request):
    case = {
        "case": 7,
        "request": request,
        "base_url": url,
        "api_key": KEY,
        "poll_interval": 2.0,
        "deadline": 60.0,
        "request_timeout": 1.0,
        "sleep_url": f"{url}/_mock/clock/advance",
        "idempotency_key": "an-intent-of-its-own",
    }
    done = subprocess.run(
        ["node", str(EXAMPLES / "subject.mjs")],  # noqa: S607 - whichever node there is
        input=json.dumps(case) + "\n",
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    (line,) = done.stdout.splitlines()
    answer = json.loads(line)
    assert answer["case"] == 7
    return answer["outcome"]


def run_process(url, request):
    case = {
        "KLINGMOCK_BASE_URL": url,
        "KLINGMOCK_API_KEY": KEY,
        "KLINGMOCK_REQUEST": json.dumps(request),
        "KLINGMOCK_POLL_INTERVAL": "2.0",
        "KLINGMOCK_DEADLINE": "60.0",
        "KLINGMOCK_REQUEST_TIMEOUT": "1.0",
        "KLINGMOCK_SLEEP_URL": f"{url}/_mock/clock/advance",
    }
    done = subprocess.run(
        [str(EXAMPLES / "subject.sh")], env=os.environ | case, capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stderr == ""
    return json.loads(done.stdout.splitlines()[-1])


RUN = [
    pytest.param(run_lines, marks=needs("node"), id="node"),
    pytest.param(run_process, marks=needs("bash", "curl", "awk", "sed", "sha256sum"), id="bash"),
]
FAULTS = [
    {"on": "create", "do": "reset", "phase": "after"},
    {"on": "create", "do": "silence", "phase": "after"},
    {"on": "query", "do": "html"},
    {"on": "query", "do": "status", "status": 429, "retry_after": "30s"},
    {"on": "download", "do": "truncate"},
]


@pytest.fixture
def server():
    with running(Settings.from_strings({"port": "0", "clock": "manual", "lifecycle": "after:5s"})) as server:
        yield server.url


@pytest.fixture
def world(server):
    return Client(server, api_key=KEY)


def set_fault(server, fault):
    body = json.dumps({**fault, "when": {"nth": 1}}).encode()
    headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}
    assert fetch(f"{server}/_mock/faults", method="POST", headers=headers, body=body).status < 300


@pytest.mark.parametrize("run", RUN)
@pytest.mark.parametrize("fault", [None, *FAULTS], ids=lambda fault: fault and f"{fault['on']}-{fault['do']}")
def test_an_example_makes_one_video_whatever_happens_on_the_way(server, world, run, fault):
    if fault is not None:
        set_fault(server, fault)

    outcome = run(server, REQUEST)

    (task,) = world.tasks()["tasks"]
    assert (outcome["status"], outcome["task_id"]) == ("completed", task["id"])
    assert len(outcome["result_sha256"]) == 64


@pytest.mark.parametrize("run", RUN)
@pytest.mark.parametrize("form", ["seconds", "date"])
def test_an_example_comes_back_when_it_was_asked_to(server, world, run, form):
    set_fault(server, {"on": "create", "do": "status", "status": 503, "retry_after": "40s", "retry_after_as": form})

    run(server, REQUEST)

    first, second, *_ = (datetime.fromisoformat(call["at"]) for call in world.calls()["calls"])
    assert second - first == timedelta(seconds=40)


@pytest.mark.parametrize("run", RUN)
@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"prompt": "[[fail:content_policy_violation]]"}, "failed"),
        ({"prompt": "[[cancel]]"}, "cancelled"),
        ({"prompt": "[[hang]]"}, "gave-up"),
        ({"duration": 2}, "refused"),
    ],
)
def test_an_example_says_how_it_ended(server, world, run, change, status):
    outcome = run(server, REQUEST | change)

    tasks = [task["id"] for task in world.tasks()["tasks"]]
    assert (outcome["status"], outcome["result_sha256"]) == (status, None)
    assert [outcome["task_id"]] == (tasks or [None])


@pytest.mark.parametrize("name", ["subject.mjs", "subject.sh"])
def test_an_example_has_thirty_lines_at_most(name):
    lines = (EXAMPLES / name).read_text(encoding="utf-8").splitlines()

    assert len(lines) <= 30
    assert max(map(len, lines)) <= 120

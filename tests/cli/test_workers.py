"""Several processes on one address: none is lost, none is left."""

import json
import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest

SECONDS = 30


@contextmanager
def serving(store, *words):
    """Run a server by two workers, and end it."""
    command = [sys.executable, "-m", "mockserver", "serve", "--workers", "2", "--port", "0", "--store", store, *words]
    ready = Path("ready.json")
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=os.environ) as process:
        try:
            assert process.stderr
            greeting = process.stderr.readline()
            found = json.loads(ready.read_text(encoding="utf-8")) if ready.exists() else {}
            yield process, found.get("url"), greeting
        finally:
            process.kill()


def children(process):
    return Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text(encoding="utf-8").split()


def ask(url, path, body=None):
    headers = {"Authorization": "Bearer sk-workers", "Content-Type": "application/json"}
    request = Request(url + path, body and json.dumps(body).encode(), headers)  # noqa: S310 - our own server
    with urlopen(request, timeout=SECONDS) as answer:  # noqa: S310 - as above
        return json.load(answer)


VIDEO = {"model": "kling-o3-text-to-video", "prompt": "A paper boat."}


@pytest.mark.skipif(sys.platform != "linux", reason="looks for the workers in /proc")
class TestTwoWorkers:
    def test_a_worker_that_dies_is_replaced_and_nothing_is_lost(self, durable):
        with serving(durable, "--ready-file", "ready.json") as (process, url, greeting):
            assert "with 0 worlds, 2 workers" in greeting
            made = [ask(url, "/v1/videos/generations", VIDEO)["id"] for _ in range(5)]
            before = children(process)
            os.kill(int(before[0]), signal.SIGKILL)
            made += [ask(url, "/v1/videos/generations", VIDEO)["id"] for _ in range(10)]
            assert {task["id"] for task in ask(url, "/v1/tasks")["data"]} <= set(made)
            assert ask(url, "/v1/tasks")["total"] == 15
            while before[0] in (now := children(process)) or len(now) < 2:  # for half a second
                ask(url, "/_mock/health")
            process.send_signal(signal.SIGTERM)
            assert process.wait(SECONDS) == 0
            assert process.stderr.read().endswith("Stopped.\n")

    def test_none_is_left_when_the_parent_is_killed(self, tmp_path):
        with serving(f"sqlite:///{tmp_path}/w.db", "--ready-file", "ready.json") as (process, url, _):
            assert ask(url, "/_mock/health")["status"] == "ok"
            process.kill()
            process.stderr.read()  # ends once nobody holds the other end any more
            with pytest.raises(URLError):
                ask(url, "/_mock/health")


def test_memory_cannot_be_shared(run):
    result = run("serve", "--workers", "2")

    assert result.exit_code == 2
    assert "--workers 2 needs a store that the workers can share" in result.stderr


def test_what_is_wrong_is_said_once(tmp_path):
    with serving(f"sqlite:///{tmp_path}/no/w.db") as (process, _, said):
        assert process.wait(SECONDS) == 2
        assert said.startswith("Error: store: the store sqlite:///")
        assert process.stderr.read() == ""


def test_a_worker_that_has_only_begun_is_stopped_too():
    code = (
        "import signal\nfrom mockserver.cli.workers import Workers\n"
        "def work(ready, parent):\n    ready()\n    while True:\n        signal.pause()\n"
        "Workers(2, work).run(answering=lambda: print('up', flush=True))"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            assert process.stdout.readline() == "up\n"
            process.send_signal(signal.SIGTERM)

            assert process.wait(SECONDS) == 0
        finally:
            process.kill()


def test_workers_that_never_answer_are_an_error():
    code = "from mockserver.cli.workers import Workers\nWorkers(2, lambda ready, parent: 7).run(answering=print)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=SECONDS, check=False)

    assert done.returncode == 1
    assert "CommandError: a worker ended with 7 before it answered" in done.stderr

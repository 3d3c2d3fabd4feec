import json
import signal
import subprocess
import sys
import threading

import pytest

from mockserver.cli import demo as demo_module
from mockserver.client import Client
from validator import check

STORY = [
    "POST /v1/videos/generations: kling-o3-image-to-video, duration 5, quality 1080p, sound on",
    "45.009 credits are reserved; the receipt:",
    "pending, 0%",
    "processing, 11%",
    "completed, 100%",
    "the callback for https://your-domain.com/webhooks/kling came to http://127.0.0.1:",
    "video/mp4",
    "GET the same link: 404, it has expired",
    "ledger: settle     45.009 -> 9954.991 free, 45.009 spent",
]


def test_the_demo_tells_the_main_job_in_order(run):
    result = run("demo")
    places = [result.stdout.find(line) for line in STORY]

    assert result.exit_code == 0
    assert result.stderr == ""
    assert -1 not in places
    assert places == sorted(places)


def test_every_line_of_the_demo_has_its_world_time(run):
    lines = json.loads(run("demo", "--format", "json").stdout)

    times = [line["at"] for line in lines]
    assert times[0] == "2026-01-01 00:00:00"
    assert "2026-01-02 00:03:00" in times


def test_a_demo_whose_story_is_untrue_ends_with_3_and_says_what_is_off(run, monkeypatch):
    monkeypatch.setattr(Client, "ledger", lambda _: {"spent": "1", "reserved": "0", "entries": []})
    result = run("demo")

    assert result.exit_code == 3
    assert result.stderr.count("\n") == 1
    assert "not so: what is spent is the price" in result.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_demo_that_is_kept_runs_until_it_is_stopped(number):
    command = [sys.executable, "-m", "mockserver", "demo", "--keep"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    watchdog = threading.Timer(30, process.kill)
    watchdog.start()
    try:
        assert process.stderr is not None
        url = process.stderr.readline().split(" ")[0]
        tasks = Client(url, api_key="sk-demo").tasks()["tasks"]
        process.send_signal(number)
        _, err = process.communicate(timeout=20)
    finally:
        process.kill()
        process.communicate()
        watchdog.cancel()
        watchdog.join()

    assert [task["status"] for task in tasks] == ["completed"]
    assert process.returncode == 0
    assert err == ""


def test_the_request_of_the_demo_is_valid():

    assert check(demo_module._REQUEST).valid

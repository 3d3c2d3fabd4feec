"""The broken clients: one decision away from the good one, and good where that decision is not asked for."""

import importlib
from datetime import datetime

import pytest

from mockserver.client import Client
from mockserver.reference.broken import BROKEN
from mockserver.reference.broken.bug_class import BugClass
from mockserver.reference.synchronous import SyncClient
from mockserver.serving import running
from mockserver.settings import Settings

HABITS = {
    "valid-requests",
    "right-headers",
    "one-task-per-intent",
    "stable-idempotency-key",
    "obeys-retry-after",
    "backoff-grows",
    "no-retry-of-4xx",
    "survives-one-bad-poll",
    "survives-html-error",
    "ends-without-link",
    "ends-on-failed",
    "ends-on-cancelled",
    "ends-on-unknown-status",
    "no-polls-after-end",
    "request-timeout",
    "keeps-deadline",
    "saves-result",
    "key-stays-home",
    "callback-once",
    "callback-in-time",
    "estimate-equals-oracle",
    "tolerates-unknown-fields",
}

# What goes wrong already when nothing else does.
AT_ONCE = {
    "downloads-late": "error",
    "sends-a-lone-end-frame": "refused",
    "sends-duration-as-text": "refused",
    "sends-no-content-type": "refused",
    "sends-the-key-in-the-query": "refused",
}
REQUEST = {"model": "kling-o3-image-to-video", "image_start": "https://example.com/a.jpg"}


def made(name):
    module, _, factory = BROKEN[name].partition(":")
    return getattr(importlib.import_module(module), factory)


def play(client, url, key):
    control = Client(url, api_key=key)
    try:
        outcome = client.generate(
            REQUEST,
            base_url=url,
            api_key=key,
            poll_interval=2.0,
            deadline=3600.0,
            request_timeout=5.0,
            sleep=lambda seconds: control.advance(f"{seconds:.6f}s"),
            monotonic=lambda: datetime.fromisoformat(control.clock()["now"]).timestamp(),
        )
    finally:
        client.close()
    return outcome, [(call["method"], call["path"], call["status"]) for call in control.calls()["calls"]]


@pytest.fixture
def server():
    with running(Settings.from_strings({"port": "0", "clock": "manual", "lifecycle": "after:5s"})) as server:
        yield server.url


def test_there_is_a_broken_client_for_every_habit():
    assert {made(name).habit for name in BROKEN} == HABITS


def test_there_is_a_broken_client_for_every_class_of_bugs():
    assert {made(name).bug_class for name in BROKEN} == set(BugClass)


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_client_says_what_is_wrong_with_it(name):
    assert made(name).__doc__ not in {None, SyncClient.__doc__}
    assert made(name).__name__ == "".join(word.title() for word in name.split("-"))


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_client_changes_one_thing(name):
    """Beside what it says about itself: the decisions, or one part that is not among them."""
    own = {part for part in vars(made(name)) if not part.startswith("__")} - {"habit", "bug_class"}
    decisions = {part for part in vars(made(name).generation) if not part.startswith("__")}

    assert len(own) == 1 or own == {"take", "effects"}
    assert ("generation" in own) is (made(name).generation is not SyncClient.generation)
    assert len(decisions) == 1 or name == "sends-the-key-in-the-query" or own != {"generation"}


def test_a_broken_client_is_found_out_only_where_its_fault_is_asked_for(server):
    good, calls = play(SyncClient(), server, "sk-good")
    for name in BROKEN:
        outcome, made_calls = play(made(name)(), server, f"sk-{name}")

        assert outcome["status"] == AT_ONCE.get(name, "completed"), name
        if name not in AT_ONCE | {"keeps-the-link": None, "polls-after-the-end": None}:
            assert outcome["result_sha256"] == good["result_sha256"], name
            assert [call[::2] for call in made_calls] == [call[::2] for call in calls], name

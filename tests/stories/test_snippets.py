"""Snippets are programs: whatever the request says, they send exactly that, once, and wait for its end."""

import json
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mockserver.client import Client
from mockserver.serving import running
from mockserver.settings import Settings
from mockserver.snippets import SNIPPETS
from mockserver.snippets.notation import json_text, quoted

KEY = "sk-snippets-0123456789"
RUN = {
    "curl": ["bash", "-s"],
    "python": [sys.executable, "-X", "utf8", "-"],
    "javascript": ["node", "--input-type=module", "-"],
}
NEEDS = {"curl": ("bash", "curl"), "python": (), "javascript": ("node",)}
REQUEST = {"model": "kling-o3-text-to-video", "prompt": "A paper boat."}
HOSTILE = (
    "'; exit 7 # \"\\' $(exit 8) `exit 9` ${KEY} <URL> <REQUEST> \\u0027 */ </script> \n\r\0 \u2028\u202e '''\"\"\""
)
TEXT = st.text(max_size=40) | st.sampled_from(
    [HOSTILE, "REQUEST", "\N{SAILBOAT}" * 2490, "$'\\x00'", "\u200f\u202eabc"]
)
NUMBERS = st.integers(-(2**60), 2**60) | st.floats(allow_nan=False, allow_infinity=False, width=32)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
MORE = st.dictionaries(st.sampled_from(["a", "__proto__", "constructor", HOSTILE, "é"]), VALUES, max_size=3)


def run(language, source, **more):
    for tool in NEEDS[language]:
        if shutil.which(tool) is None and not os.environ.get("CI"):
            pytest.skip(f"{tool} is not installed")
    surroundings = {"PATH": os.environ["PATH"], "KLINGMOCK_API_KEY": KEY, "NO_PROXY": "*", **more}
    return subprocess.run(  # noqa: PLW1510 - how it ended is what is looked at
        RUN[language], input=source, capture_output=True, encoding="utf-8", timeout=60, env=surroundings
    )


@contextmanager
def served():
    with running(Settings.from_strings({"port": "0", "lifecycle": "immediate"})) as server:
        yield server.url, Client(server.url, api_key=KEY)


def sends(language, request):
    """Run the snippet, and return what the world has seen: the body as it was read, and the operations."""
    with served() as (url, client):
        done = run(language, SNIPPETS[language](request, url))
        calls = client.calls()["calls"]
    assert done.returncode == 0, done.stderr
    return json.loads(calls[0]["request"]["body"]["text"]), [(call["operation"], call["status"]) for call in calls]


@pytest.mark.parametrize("language", SNIPPETS)
@settings(max_examples=8)
@given(prompt=TEXT, more=MORE)
@example(prompt=HOSTILE, more={HOSTILE: HOSTILE, "n": [5.0, 2**60, 1e-7, -0.0, None, True]})
@example(prompt="it's", more={"__proto__": {"polluted": True}})
def test_what_is_sent_is_the_request(language, prompt, more):
    request = REQUEST | {"prompt": f"A boat. {prompt}"} | more

    sent, operations = sends(language, request)

    assert repr(sent) == repr(request)
    assert operations == [("create", 200), ("query", 200)]


@pytest.mark.parametrize("language", SNIPPETS)
def test_an_answer_that_got_lost_makes_no_second_task(language):
    with served() as (url, client):
        client.add_faults({"on": "create", "when": {"nth": 1}, "do": "status", "status": 503, "phase": "after"})
        done = run(language, SNIPPETS[language](REQUEST, url))
        operations, tasks = [call["operation"] for call in client.calls()["calls"]], client.tasks()

    assert done.returncode == 0, done.stderr
    assert "completed" in done.stdout
    assert operations == ["create", "create", "query"]
    assert tasks["total"] == 1


@pytest.mark.parametrize("language", SNIPPETS)
def test_a_refusal_is_shown_and_not_repeated(language):
    with served() as (url, client):
        done = run(language, SNIPPETS[language]({"model": "kling-9"}, url))
        statuses = [call["status"] for call in client.calls()["calls"]]

    assert done.returncode != 0
    assert "kling-9" in done.stderr
    assert statuses == [400]


@pytest.mark.parametrize("language", SNIPPETS)
def test_another_address_comes_from_the_environment(language):
    with served() as (url, _):
        done = run(language, SNIPPETS[language](REQUEST, "http://127.0.0.1:9"), KLINGMOCK_URL=url)

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("language", SNIPPETS)
@given(prompt=TEXT)
def test_no_snippet_shows_what_turns_the_direction_of_a_text(language, prompt):
    written = SNIPPETS[language](REQUEST | {"prompt": prompt}, "http://127.0.0.1:8080")

    assert [one for one in written if not (one.isprintable() or one == "\n")] == []


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
def test_a_quoted_word_is_one_word_of_a_shell(text):
    done = subprocess.run(
        [shutil.which("bash") or "bash", "-c", f"printf %s {quoted(text)}"],
        capture_output=True,
        check=True,
        env={"LC_ALL": "C"},
    )

    assert done.stdout == text.encode()


@given(VALUES)
def test_json_text_is_json(value):
    assert repr(json.loads(json_text(value))) == repr(json.loads(json.dumps(value)))

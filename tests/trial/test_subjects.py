"""Whatever a subject does, it gets a clear verdict, and the trial goes on."""

import json
import os
import shutil
import sys
from pathlib import Path

import pytest

from mockserver.trial import JsonLines, Outcome, PerCase, PythonObject, SubjectError, trial
from mockserver.trial.stage import Stage
from mockserver.trial.subjects import find_factory
from mockserver.trial.tempo import REAL
from mockserver.trial.trial import plain_schedule

EXAMPLES = Path(__file__).parents[2] / "examples"
COMPLETED = '{"status": "completed"}'


def needs(*programs):
    """Skip where a program is not installed; never on a build machine."""
    lacking = [program for program in programs if not shutil.which(program)]
    return pytest.mark.skipif(bool(lacking) and not os.getenv("CI"), reason=f"not installed: {lacking}")


@pytest.fixture(autouse=True)
def impatience(monkeypatch):
    """Take a subject for hanging sooner than usual."""
    monkeypatch.setattr(type(REAL), "limit", lambda *_: 1.0)


def fall_of(report):
    (conviction,) = report.falls
    return conviction.fall


def script(code):
    return [sys.executable, "-I", "-c", code]


LINES = {
    "crashed before it answered": ("raise SystemExit('no')", "exited", "exit code 1"),
    "exits after the case": ("input()", "exited", "exit code 0"),
    "rubbish": ("input(); print('hello', flush=True); input()", "rubbish", "b'hello' is no JSON object"),
    "a list": ("input(); print('[1]', flush=True); input()", "rubbish", "no JSON object"),
    "no outcome": (
        "import json; print(json.dumps({'case': json.loads(input())['case']}), flush=True); input()",
        "rubbish",
        "an outcome is an object with a status",
    ),
    "another case": ("""input(); print('{"case": "x"}', flush=True); input()""", "rubbish", "it answered case x"),
    "a flood": ("input()\nwhile True: print('x' * 100_000, end='', flush=True)", "flooded", "bytes on stdout"),
    "a flood of lines": (
        "input()\nwhile True: print('{\"ready\": true}' * 1, flush=True)",
        "flooded",
        "bytes on stdout",
    ),
    "hangs": ("import time; time.sleep(600)", "hung", "did not answer in time"),
    "hangs against its will": (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)",
        "hung",
        "did not answer in time",
    ),
    "closes its output": (
        "import os, time; os.close(1); time.sleep(600)",
        "hung",
        "it closed its output and went on",
    ),
}


@pytest.mark.parametrize("name", LINES)
def test_a_process_that_falls_gets_a_clear_verdict(name):
    code, kind, message = LINES[name]
    subject = JsonLines(script(code))
    try:
        report = trial(subject)
    finally:
        subject.close()

    fall = fall_of(report)
    assert (fall.kind, report.acquitted) == (kind, False)
    assert message in fall.message


def test_what_it_wrote_to_stderr_is_kept_to_some_length():
    subject = JsonLines(script("import sys; sys.stderr.write('x' * 50_000 + 'the end'); raise SystemExit(3)"))
    try:
        report = trial(subject)
    finally:
        subject.close()

    assert fall_of(report).output.endswith("the end")
    assert len(fall_of(report).output) < 5_000


CASES = {
    "exits with an error": ("print('x'); raise SystemExit(4)", "exited", "exit code 4"),
    "prints nothing": ("", "exited", "nothing on stdout"),
    "rubbish": ("print('hello')", "rubbish", "is no JSON"),
    "a wrong word": ("""print('{"status": "fine"}')""", "rubbish", "status is 'fine'"),
    "hangs": ("import time; time.sleep(600)", "hung", "did not answer in time"),
    "floods": ("while True: print('x' * 100_000)", "flooded", "bytes on stdout"),
}


@pytest.mark.parametrize("name", CASES)
def test_a_process_per_case_that_falls_gets_a_clear_verdict(name):
    code, kind, message = CASES[name]
    subject = PerCase(script(code))
    try:
        report = trial(subject)
    finally:
        subject.close()

    fall = fall_of(report)
    assert fall.kind == kind
    assert message in fall.message


def test_a_process_that_ends_after_each_case_is_started_anew():
    """It falls in every case, and each is a case of its own."""
    code = f"import json; c = json.loads(input()); print(json.dumps({{'case': c['case'], 'outcome': {COMPLETED!r}}}))"
    subject = JsonLines(script(code.replace(repr(COMPLETED), COMPLETED)))
    try:
        with Stage() as stage:
            ends = [stage.play(plain_schedule(REAL), subject).fall for _ in range(3)]
    finally:
        subject.close()

    assert ends[0] is None
    assert {end.kind for end in ends[1:] if end} == {"exited"}


class Crashing:
    def generate(self, request, **_):  # noqa: ARG002 - a subject's signature
        raise ZeroDivisionError("nought")


class Silent:
    def generate(self, request, **_):
        pass


class Restless:
    def generate(self, request, *, sleep, **_):  # noqa: ARG002 - as above
        while True:
            sleep(0.001)


@pytest.mark.parametrize(
    ("factory", "kind", "message"),
    [
        (Crashing, "crashed", "ZeroDivisionError: nought"),
        (Silent, "rubbish", "an outcome is an object with a status, not None"),
        (Restless, "hung", "it had not ended after"),
    ],
)
def test_an_object_that_falls_gets_a_clear_verdict(factory, kind, message):
    report = trial(factory)

    fall = fall_of(report)
    assert fall.kind == kind
    assert message in fall.message


class Helpless:
    def generate(self, request, **_):  # noqa: ARG002 - as above
        return {"status": "error"}

    def close(self):
        raise OSError("it does not close")


class Clueless(Helpless):
    def estimate(self, request):  # noqa: ARG002 - as above
        raise KeyError("no price")


class Careless(Helpless):
    def estimate(self, request):  # noqa: ARG002 - as above
        raise ZeroDivisionError("nought")


class Forgetful(Helpless):
    def effects(self):
        return 7


def test_a_client_may_say_that_it_knows_no_price():
    report = trial(Clueless, habits=["right-headers", "estimate-equals-oracle"])

    assert report.falls == ()
    assert "estimate-equals-oracle" in report.unjudged


@pytest.mark.parametrize("factory", [Careless, Forgetful])
def test_a_client_that_breaks_down_over_a_question_gets_a_clear_verdict(factory):
    assert fall_of(trial(factory)).kind == "crashed"


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("nothing", "not of the form module:factory"),
        ("no.such.module:x", "No module named 'no'"),
        ("json:nothing", "no attribute 'nothing'"),
        ("json:__name__", "no factory"),
    ],
)
def test_what_is_no_client_is_said_to_be_none(address, message):
    with pytest.raises(SubjectError, match=message):
        find_factory(address)


def test_a_factory_of_something_else_is_said_to_be_one():
    with pytest.raises(SubjectError, match="dict has no generate"):
        PythonObject(dict)


def test_a_command_that_does_not_exist_is_said_not_to():
    with pytest.raises(SubjectError, match="cannot be started"):
        JsonLines(["no-such-command-anywhere"])


@needs("node")
def test_a_client_in_javascript_is_tried_in_virtual_time():
    subject = JsonLines(["node", str(EXAMPLES / "subject.mjs")])
    try:
        report = trial(subject, habits=["one-task-per-intent", "saves-result"])
    finally:
        subject.close()

    assert (report.tempo, report.broken, report.falls) == ("virtual", (), ())


@needs("bash", "curl")
def test_a_client_of_bash_and_curl_is_tried_in_a_process_for_each_case():
    subject = PerCase(["bash", str(EXAMPLES / "subject.sh")])
    try:
        report = trial(subject, habits=["one-task-per-intent", "ends-on-failed"], shrink=False)
    finally:
        subject.close()

    assert (report.tempo, report.broken, report.falls) == ("virtual", (), ())


def test_an_outcome_may_be_an_object():
    class Refused:
        def generate(self, request, **_):
            return Outcome(status="error", message=json.dumps(request))

    assert trial(Refused, habits=["right-headers"]).unjudged == ("right-headers",)

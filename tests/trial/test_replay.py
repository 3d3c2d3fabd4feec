"""What a trial finds is the shortest case, and a file of it plays again, anywhere."""

import json
import re
import subprocess
import sys
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest

from mockserver.reference.broken.no_key import NoKey
from mockserver.reference.broken.takes_duplicates import TakesDuplicates
from mockserver.reference.synchronous import SyncClient
from mockserver.trial import PythonObject, trial
from mockserver.trial.case_file import CaseFileError, SavedCase, read_cases, save_cases
from mockserver.trial.replay import replay
from mockserver.trial.story import story

HABIT = "one-task-per-intent"
AGAIN = """
import json, sys
from mockserver.reference.broken.no_key import NoKey
from mockserver.trial import PythonObject
from mockserver.trial.case_file import read_cases
from mockserver.trial.replay import replay

for _ in range(20):
    report = replay(PythonObject(NoKey), read_cases(sys.argv[1]), name="x", severities={})
    (verdict,) = report.verdicts
    told = verdict.to_json()["conviction"]
    print(json.dumps([verdict.state, told["findings"], told["story"], report.verdicts[0].conviction.schedule.key]))
"""


@pytest.fixture(scope="module")
def report():
    return trial(NoKey, habits=[HABIT], seed=7)


def test_the_double_payer_is_convicted_by_one_fault_on_one_call(report):
    conviction = report.conviction(HABIT)
    (fault,) = conviction.schedule.faults
    (finding,) = conviction.findings

    assert (fault["on"], fault["phase"], fault["when"]) == ("create", "after", {"nth": 1})
    assert conviction.schedule.request == {"model": "kling-o3-text-to-video", "prompt": "A paper boat."}
    assert len(finding.tasks) == 2
    assert all(task in finding.message for task in finding.tasks)
    assert finding.wasted == Decimal(27)


def test_the_story_tells_of_both_tasks_and_of_the_money(report):
    told = "\n".join(story(report.conviction(HABIT).evidence))

    assert "reset the connection without an answer" in told
    assert told.count("27 credits, paid") == 2
    assert "in all 54 credits; one such video costs 27" in told


def told_again(file):
    """Play a file again, and return what `AGAIN` prints of it."""
    with closing(PythonObject(NoKey)) as subject:
        (verdict,) = replay(subject, read_cases(file), name="x", severities={}).verdicts
    assert verdict.conviction is not None
    told = verdict.to_json()["conviction"]
    return [verdict.state, told["findings"], told["story"], verdict.conviction.schedule.key]


def without_luck(lines):
    """Leave out what follows from the case's key: names, and how long a client waits before it tries again."""
    return [re.sub(r"task-unified-\w+-\w+|results/\w+|\d+\.\d+s", "...", line) for line in lines]


def test_a_replayed_file_gives_the_same_verdict_twenty_times_out_of_twenty_in_another_process(report, tmp_path):
    file = Path(save_cases(report, str(tmp_path))[HABIT])
    # After 0.6 s of real time a request is too late, which it may be on a busy machine.
    file.write_text(file.read_text(encoding="utf-8").replace('"request_timeout": 0.6', '"request_timeout": 60.0'))

    done = subprocess.run(
        [sys.executable, "-c", AGAIN, str(file)], capture_output=True, text=True, check=True, timeout=120
    )
    told = [json.loads(line) for line in done.stdout.splitlines()]

    expected = told_again(file)
    assert told == [expected] * 20
    assert without_luck(expected[2]) == without_luck(story(report.conviction(HABIT).evidence))


def test_a_client_that_was_mended_is_acquitted_by_the_same_file(report, tmp_path):
    (case,) = read_cases(save_cases(report, str(tmp_path / "cases.json"))[HABIT])

    with closing(PythonObject(SyncClient)) as subject:
        after = replay(subject, [case], name="mended", severities={})

    assert after.acquitted
    assert [verdict.state for verdict in after.verdicts] == ["kept"]


def test_a_case_with_callbacks_plays_again():
    found = trial(TakesDuplicates, habits=["callback-once"], seed=1).conviction("callback-once")

    with closing(PythonObject(TakesDuplicates)) as subject:
        again = replay(subject, [SavedCase("callback-once", found.schedule)], name="x", severities={})

    assert [finding.to_json() for finding in found.findings] == [
        finding.to_json() for finding in again.conviction("callback-once").findings
    ]


def test_the_same_seed_draws_the_same_cases():
    first, second = (trial(NoKey, habits=[HABIT], seed=11, shrink=False) for _ in range(2))

    assert first.conviction(HABIT).schedule == second.conviction(HABIT).schedule


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Expecting value"),
        ("[]", "no file of cases"),
        ('{"form": "klingmock-trial", "version": 2, "cases": []}', "no file of cases"),
        ('{"form": "klingmock-trial", "version": 1, "cases": []}', "holds no cases"),
        ('{"form": "klingmock-trial", "version": 1, "cases": [7]}', "a case is an object"),
        ('{"form": "klingmock-trial", "version": 1, "cases": [{"habit": "x", "schedule": {}}]}', "is missing"),
    ],
)
def test_a_file_that_holds_no_cases_is_refused_with_a_reason(text, message, tmp_path):
    file = tmp_path / "cases.json"
    file.write_text(text)

    with pytest.raises(CaseFileError, match=message):
        read_cases(str(file))


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(CaseFileError, match="No such file"):
        read_cases(str(tmp_path / "nothing.json"))

"""The stage: worlds of their own, nothing left behind, and no verdict where the server itself failed."""

import subprocess
import sys
from contextlib import closing
from typing import Any

import pytest

from mockserver.reference.standard_library import StandardLibraryClient
from mockserver.trial import PythonObject
from mockserver.trial.stage import Stage, StageError
from mockserver.trial.tempo import VIRTUAL
from mockserver.trial.trial import plain_schedule

SCHEDULE = plain_schedule(VIRTUAL)
WITHOUT = """
import sys
sys.modules["hypothesis"] = None
from mockserver.trial import trial
from mockserver.reference.standard_library import StandardLibraryClient
try:
    trial(StandardLibraryClient)
except ModuleNotFoundError as error:
    print(error)
"""


@pytest.fixture
def subject():
    with closing(PythonObject(StandardLibraryClient)) as made:
        yield made


def test_the_same_schedule_leaves_the_same_evidence(subject):
    with Stage() as stage:
        first, second = (stage.play(SCHEDULE, subject) for _ in range(2))

    assert first.outcome == second.outcome
    assert first.tasks == second.tasks
    assert [call.line for call in first.calls] == [call.line for call in second.calls]


def test_a_world_is_dropped_after_its_case(subject):
    with Stage() as stage:
        stage.play(SCHEDULE, subject)

        assert stage.server.services.store.ids() == ()


def test_sleeping_takes_world_time_and_no_other(subject):
    with Stage() as stage:
        evidence = stage.play(SCHEDULE, subject)

    assert evidence.elapsed == 20
    assert [evidence.since(call) for call in evidence.of("query")] == [5, 10, 15, 20]


def test_results_are_on_another_host_than_the_gateway(subject):
    with Stage() as stage:
        evidence = stage.play(SCHEDULE, subject)
        answer: Any = evidence.of("query")[-1].answer
        (link,) = answer["results"]

        assert link.startswith("http://localhost:")
        assert stage.server.url.startswith("http://127.0.0.1:")


def test_nothing_is_said_about_a_client_when_the_server_itself_failed(subject):
    with Stage() as stage:
        stage.server.services.note_accident("somewhere", ZeroDivisionError("nought"))

        with pytest.raises(StageError, match="somewhere: nought"):
            stage.play(SCHEDULE, subject)


def test_a_trial_without_hypothesis_says_what_to_install():
    done = subprocess.run([sys.executable, "-c", WITHOUT], capture_output=True, text=True, check=True, timeout=60)

    assert "pip install 'klingmock[test]'" in done.stdout

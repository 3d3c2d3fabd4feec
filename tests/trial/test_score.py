"""
The trial's own score: good clients are acquitted, and each broken one is convicted of the habit that it lacks.

Here each is tried once, and briefly; ``make score`` takes its time.
"""

import os
import shutil
from pathlib import Path

import pytest

from mockserver.reference import CLIENTS
from mockserver.reference.broken import BROKEN
from mockserver.trial import JsonLines, trial
from mockserver.trial.score import score
from mockserver.trial.subjects import find_factory

CLIENT_MJS = Path(__file__).parents[2] / "mockserver" / "reference" / "client.mjs"
needs_node = pytest.mark.skipif(not shutil.which("node") and not os.getenv("CI"), reason="node is not installed")


@pytest.mark.parametrize("name", CLIENTS)
def test_a_good_client_is_acquitted_of_everything(name):
    report = trial(find_factory(CLIENTS[name]), seed=1, cases=1)

    assert (report.broken, report.unjudged, report.falls) == ((), (), ())
    assert report.acquitted


@needs_node
def test_a_good_client_in_another_language_is_acquitted():
    subject = JsonLines(["node", str(CLIENT_MJS)])
    try:
        report = trial(subject, seed=1, cases=1)
    finally:
        subject.close()

    assert (report.tempo, report.broken, report.falls) == ("virtual", (), ())
    assert report.unjudged == ("callback-once",)


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_client_is_convicted_of_the_habit_that_it_lacks(name):
    client = find_factory(BROKEN[name])

    report = trial(client, habits=[client.habit], seed=2, shrink=False)

    assert report.broken == (client.habit,)
    assert not report.acquitted


@pytest.mark.parametrize(
    ("name", "follows"),
    [
        ("no-key", set()),
        ("strands-the-job", {"keeps-deadline"}),
    ],
)
def test_it_is_convicted_of_no_more_than_what_follows_from_that(name, follows):
    client = find_factory(BROKEN[name])

    report = trial(client, seed=3, shrink=False)

    assert set(report.broken) == {client.habit} | follows
    assert report.falls == ()


def test_the_score_tells_who_was_judged_wrong(monkeypatch):
    """A broken client that is passed off as a good one spoils it."""
    monkeypatch.setattr("mockserver.trial.score.CLIENTS", {"no-key": BROKEN["no-key"]})
    monkeypatch.setattr("mockserver.trial.score.BROKEN", {"no-key": BROKEN["no-key"]})

    good, broken = score([5])

    assert (good.habit, good.right, good.runs, good.full) == (None, 0, 1, False)
    assert good.wrong == ("seed 5: one-task-per-intent",)
    assert (broken.habit, broken.right, broken.full, broken.wrong) == ("one-task-per-intent", 1, True, ())

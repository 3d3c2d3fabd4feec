"""Outcomes, schedules, requirements and expected failures: whatever comes in is read, or refused with a reason."""

import json
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts import api
from mockserver.reference.broken.constant_backoff import ConstantBackoff
from mockserver.reference.broken.no_key import NoKey
from mockserver.reference.standard_library import StandardLibraryClient
from mockserver.trial import robustness, trial
from mockserver.trial.expected import ExpectedFailuresError, read_expected, with_expected
from mockserver.trial.habits import HABITS
from mockserver.trial.outcome import STATUSES, Outcome, OutcomeError, parse_outcome
from mockserver.trial.requirements import RequirementsError, read_requirements, revisions
from mockserver.trial.robustness import depends_on, other_readings
from mockserver.trial.scene import SMALL, Choice
from mockserver.trial.schedule import Schedule, ScheduleError
from validator import check


def test_the_small_requests_are_valid_under_every_reading():
    for option in SMALL.options:
        plain = {
            name: value.options[0] if isinstance(value, Choice) else getattr(value, "low", value)
            for name, value in option.items()
        }
        refused = [name for name, readings in other_readings() if not check(plain, readings=readings).valid]
        assert refused == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
NAMES = st.sampled_from(["status", "task_id", "result_sha256", "message", "estimate_credits"])
OUTCOMES = st.builds(
    Outcome,
    status=st.sampled_from(STATUSES),
    task_id=st.none() | st.text(),
    result_sha256=st.none() | st.text("0123456789abcdef", min_size=64, max_size=64),
    message=st.none() | st.text(min_size=1, max_size=100),
    estimate_credits=st.none() | st.decimals(allow_nan=False, allow_infinity=False).map(str),
)


@given(OUTCOMES)
def test_an_outcome_survives_json(outcome):
    assert parse_outcome(json.loads(json.dumps(outcome.to_json()))) == outcome


@given(JSON | st.dictionaries(NAMES, JSON) | st.dictionaries(NAMES, JSON).map(lambda one: one | {"status": "error"}))
def test_whatever_a_subject_answers_is_an_outcome_or_refused(value):
    with suppress(OutcomeError):
        assert parse_outcome(value).status in STATUSES


SCHEDULES = st.builds(
    Schedule,
    request=st.dictionaries(st.text(), st.text(), max_size=3),
    poll_interval=st.floats(0.001, 100),
    deadline=st.integers(1, 1000),
    request_timeout=st.floats(0.001, 100),
    clock=st.sampled_from(["manual", "real"]),
    faults=st.lists(st.dictionaries(st.text(), st.text(), max_size=2), max_size=3).map(tuple),
    callbacks=st.sampled_from([(), ("deliver",), ("deliver", "again")]),
    seed=st.integers(0, 99),
)


@given(SCHEDULES)
def test_a_schedule_survives_json_and_keeps_its_key(schedule):
    read = Schedule.from_json(json.loads(json.dumps(schedule.to_json())))

    assert (read, read.key, read.idempotency_key) == (schedule, schedule.key, schedule.idempotency_key)


@given(SCHEDULES)
def test_another_seed_is_another_key(schedule):
    assert schedule.key != replace(schedule, seed=schedule.seed + 1).key


@given(JSON | SCHEDULES.map(Schedule.to_json).flatmap(lambda one: st.dictionaries(st.sampled_from(list(one)), JSON)))
def test_what_is_no_schedule_is_refused(value):
    with suppress(ScheduleError):
        assert Schedule.from_json(value).key


def test_the_revision_of_the_contracts_has_its_requirements():
    assert read_requirements(api().revision) == {name: habit.severity for name, habit in HABITS.items()}
    assert api().revision in revisions()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x", "Expected"),
        ("a = 1", "is missing"),
        ("[habits]\nx = 'error'", "'x' is no habit"),
        ("[habits]\ncallback-once = 'grave'", "error or warning"),
    ],
)
def test_requirements_that_are_wrong_are_refused(text, message, tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text(text)

    with pytest.raises(RequirementsError, match=message):
        read_requirements(str(file))


def test_an_unknown_revision_is_refused_with_those_that_there_are():
    with pytest.raises(RequirementsError, match=api().revision):
        read_requirements("1999-01-01")


def test_a_warning_does_not_convict():
    report = trial(ConstantBackoff, habits=["backoff-grows"], severities={"backoff-grows": "warning"}, shrink=False)

    assert (report.broken, report.acquitted) == (("backoff-grows",), True)


@pytest.fixture(scope="module")
def convicted():
    return trial(NoKey, habits=["one-task-per-intent", "right-headers"], shrink=False)


def test_an_expected_failure_is_excused(convicted):
    report = with_expected(convicted, {"one-task-per-intent": "known since May"})

    assert report.acquitted
    assert report.verdict("one-task-per-intent").expected == "known since May"


def test_a_stale_expectation_convicts(convicted):
    expected = {"one-task-per-intent": "known", "right-headers": "long mended"}

    report = with_expected(convicted, expected)

    assert (report.stale, report.acquitted) == (("right-headers",), False)


def test_an_expectation_of_a_habit_that_was_not_tried_is_not_stale(convicted):
    assert with_expected(convicted, {"callback-once": "known"}).stale == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x", "Expected"),
        ("a = 1", "write .expected-failures."),
        ("[expected-failures]\nx = 'y'", "'x' is no habit"),
        ("[expected-failures]\ncallback-once = ''", "needs a reason"),
    ],
)
def test_expectations_that_are_wrong_are_refused(text, message, tmp_path):
    file = tmp_path / "expected.toml"
    file.write_text(text)

    with pytest.raises(ExpectedFailuresError, match=message):
        read_expected(str(file))


def test_the_readings_that_a_client_depends_on_are_named(monkeypatch):
    """An estimate by the price page is wrong where the later public figure counts."""
    some = [one for one in other_readings() if one[0] in {"v3-1080p-rate=1.334", "result-after-expiry=410"}]
    monkeypatch.setattr(robustness, "other_readings", lambda: iter(some))
    habits = ["estimate-equals-oracle"]
    report = trial(StandardLibraryClient, habits=habits, shrink=False)

    found = depends_on(StandardLibraryClient, report, habits=habits)

    assert found == {"v3-1080p-rate=1.334": habits}
    assert len(some) == 2

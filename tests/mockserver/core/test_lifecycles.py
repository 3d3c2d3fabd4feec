from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.core.clock import END_OF_TIME, START
from mockserver.core.lifecycles import DEFAULT, LIFECYCLES, LifecycleError, parse_lifecycle
from mockserver.core.plan import Plan
from mockserver.core.span import format_span, parse_span
from mockserver.core.task import Status, TaskError

SPANS = st.timedeltas(min_value=timedelta(microseconds=1), max_value=timedelta(days=9)).map(format_span)
STEPS = st.one_of(
    st.fixed_dictionaries({"after": SPANS}),
    st.fixed_dictionaries({"fail": st.from_regex(r"[a-z0-9_]{1,64}", fullmatch=True)}),
    st.fixed_dictionaries({"polls": st.integers(0, 99)}),
    st.sampled_from([{}, {"hang": True}, {"cancel": True}, {"after": "3s", "cancel": True}]),
)
SOUND_JSON = st.one_of(
    st.just({"kind": "immediate"}),
    SPANS.map(lambda span: {"kind": "after", "total": span}),
    st.tuples(SPANS, SPANS).map(lambda two: {"kind": "after", "pending": two[0], "processing": two[1]}),
    st.integers(0, 10_000).map(lambda count: {"kind": "polls", "count": count}),
    SPANS.map(lambda span: {"kind": "distribution", "median": span, "p99": "10d"}),
    st.lists(STEPS, min_size=1, max_size=4).map(lambda steps: {"kind": "script", "steps": steps}),
)
LIFECYCLE_JSON = SOUND_JSON | st.builds(
    lambda extra, then: {"kind": "failover", "from": "0", "until": "1h", "extra": extra, "then": then},
    SPANS,
    SOUND_JSON,
)


@given(LIFECYCLE_JSON)
def test_what_is_written_is_read_back(data):
    lifecycle = parse_lifecycle(data)

    assert parse_lifecycle(lifecycle.to_json()) == lifecycle
    assert lifecycle.to_json()["kind"] == data["kind"]


@given(LIFECYCLE_JSON, st.integers(0, 2**63), st.integers(1, 9))
def test_a_plan_can_be_told_again_and_ends_after_it_starts(data, seed, number):
    lifecycle = parse_lifecycle(data)
    plan = lifecycle.plan(seed=seed, task_number=number)

    assert plan == lifecycle.plan(seed=seed, task_number=number)
    if plan.ends is not None:
        assert plan.starts is not None
        assert timedelta() <= plan.starts <= plan.ends <= END_OF_TIME - START


@pytest.mark.parametrize(
    ("value", "plan"),
    [
        ("immediate", Plan()),
        ("default", Plan(timedelta(milliseconds=500), timedelta(seconds=2))),
        ({"kind": "after"}, Plan(timedelta(milliseconds=500), timedelta(seconds=2))),
        ("after:2s", Plan(timedelta(milliseconds=500), timedelta(seconds=2))),
        ("after:0", Plan()),
        ("polls:2", Plan(None, None, polls=2)),
        ("distribution:3m,3m", Plan(timedelta(seconds=45), timedelta(minutes=3))),
        ('{"kind": "polls", "count": 1}', Plan(None, None, polls=1)),
        ([{"hang": True}], Plan(timedelta(milliseconds=500), None)),
        ('[{"polls": 3}, {}]', Plan(None, None, polls=3)),
        ([{"polls": 3, "hang": True}], Plan(timedelta(), None)),
    ],
)
def test_the_first_plan_of_each_kind(value, plan):
    assert parse_lifecycle(value).plan(seed=0, task_number=1) == plan


def test_a_script_goes_through_its_steps_and_repeats_the_last():
    script = parse_lifecycle([{"after": "3s"}, {"fail": "service_error"}, {"cancel": True}])

    plans = [script.plan(seed=0, task_number=number) for number in (1, 2, 3, 4)]

    assert plans[0].ends == timedelta(seconds=3)
    assert plans[1].ends_as is Status.FAILED
    assert plans[1].error == TaskError("service_error", "Upstream service error, please try again later")
    assert plans[2] == plans[3]
    assert plans[3].ends_as is Status.CANCELLED


@pytest.mark.parametrize(
    ("since", "wait"),
    [("0", 0), ("59999ms", 0), ("1m", 180), ("9m59999ms", 180), ("10m", 0), ("1d", 0)],
)
def test_who_comes_during_an_outage_waits_longer_for_the_same(since, wait):
    calm, outage = (
        parse_lifecycle("after:20s"),
        parse_lifecycle({"kind": "failover", "from": "1m", "until": "10m", "extra": "3m", "then": "after:20s"}),
    )

    plan = outage.plan(seed=0, task_number=1, since=parse_span(since))

    assert plan == calm.plan(seed=0, task_number=1).delayed(timedelta(seconds=wait))
    assert (plan.starts, plan.ends) == (timedelta(seconds=5 + wait), timedelta(seconds=20 + wait))


def test_an_outage_begins_at_once_and_goes_by_the_default_unless_said():
    outage = parse_lifecycle({"kind": "failover", "until": "10m", "extra": "1s"})

    assert outage.plan(seed=0, task_number=1).ends == timedelta(seconds=3)


@given(LIFECYCLE_JSON, SPANS)
def test_a_delay_moves_what_comes_by_time_and_nothing_else(data, span):
    plan, by = parse_lifecycle(data).plan(seed=0, task_number=1), parse_span(span)

    later = plan.delayed(by)

    assert (later.polls, later.ends_as, later.error) == (plan.polls, plan.ends_as, plan.error)
    assert [one and one - by for one in (later.starts, later.ends)] == [plan.starts, plan.ends]


def test_real_takes_minutes():
    plans = [parse_lifecycle("real").plan(seed=0, task_number=number) for number in range(1, 400)]
    ends = sorted(plan.ends for plan in plans if plan.ends is not None)

    assert timedelta(minutes=2) < ends[len(ends) // 2] < timedelta(minutes=4)
    assert timedelta(minutes=6) < ends[-4] < timedelta(minutes=20)


def test_the_default_feels_alive():
    assert parse_lifecycle("default") == DEFAULT
    assert DEFAULT.plan(seed=0, task_number=1).ends == timedelta(seconds=2)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "soon",
        "immediate:1",
        "after",
        "after:soon",
        "polls:-1",
        "polls:x",
        "polls:10001",
        "distribution:3m",
        "distribution:10m,3m",
        "distribution:0,3m",
        "script:[]",
        "[",
        "[" * 9000,
        '["\\ud800"]',
        None,
        7,
        [],
        [7],
        [{"fly": True}],
        [{"hang": False}],
        [{"hang": "3"}],
        [{"after": 3}],
        [{"polls": -1}],
        [{"fail": "NO SUCH"}],
        {},
        {"kind": 3},
        {"kind": "soon"},
        {"kind": "immediate", "x": 1},
        {"kind": "after", "total": "1s", "pending": "1s"},
        {"kind": "after", "total": 3},
        {"kind": "after", "processing": "-1s"},
        {"kind": "polls"},
        {"kind": "polls", "count": True},
        {"kind": "polls", "count": 10_001},
        {"kind": "distribution", "median": "1h"},
        {"kind": "script"},
        {"kind": "script", "steps": {}},
        "failover:1m,10m",
        "failover:10m,10m,3m",
        "failover:1m,soon,3m",
        {"kind": "failover", "extra": "3m"},
        {"kind": "failover", "until": "3m"},
        {"kind": "failover", "from": "3m", "until": "2m", "extra": "3m"},
        {"kind": "failover", "until": "3m", "extra": "3m", "then": 7},
        {"kind": "failover", "until": "3m", "extra": "3m", "then": "failover:1m,10m,3m"},
        {"kind": "failover", "until": "3m", "extra": "3m", "then": {"kind": "failover"}},
        {"kind": "failover", "until": "3m", "extra": "3m", "for": "3m"},
    ],
)
def test_what_is_no_lifecycle_is_refused(value):
    with pytest.raises(LifecycleError):
        parse_lifecycle(value)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["kind", "steps", "after", "x"]), inner),
    )
)
def test_nothing_but_a_lifecycle_error_is_raised(value):
    with suppress(LifecycleError):
        assert parse_lifecycle(value).plan(seed=0, task_number=1) is not None


def test_every_kind_is_named_as_it_writes_itself():
    written = {
        kind: parse_lifecycle(text).to_json()["kind"]
        for kind, text in {
            "immediate": "immediate",
            "after": "after:1s",
            "polls": "polls:1",
            "distribution": "real",
            "script": "[{}]",
            "failover": "failover:1m,10m,3m",
        }.items()
    }

    assert written == {kind: kind for kind in LIFECYCLES}

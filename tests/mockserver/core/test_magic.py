from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.core.acts import ACTS
from mockserver.core.magic import cast, markdown_table
from mockserver.core.plan import Plan
from mockserver.core.task import Status, TaskError

PLAN = Plan(timedelta(seconds=1), timedelta(seconds=2))


@pytest.mark.parametrize(
    ("prompt", "plan"),
    [
        ("a cat", PLAN),
        ("a cat [[after:90s]] runs", Plan(timedelta(seconds=22.5), timedelta(seconds=90))),
        ("[[hang]]", Plan(timedelta(seconds=1), None)),
        ("[[polls:3]]", Plan(None, None, polls=3)),
        ("[[after:1s]][[after:0]]", Plan()),
        ("[[polls:3]][[after:0]]", Plan()),
    ],
)
def test_a_prompt_changes_the_plan(prompt, plan):
    assert cast(PLAN, {"prompt": prompt}) == (plan, ())


def test_a_prompt_lets_the_task_fail_with_the_documented_message():
    plan, _ = cast(PLAN, {"prompt": "x [[fail:generation_timeout]]"})

    assert plan.ends_as is Status.FAILED
    assert plan.error == TaskError("generation_timeout", "Generation timed out")
    assert plan.ends == PLAN.ends


def test_any_code_can_be_asked_for():
    plan, notes = cast(PLAN, {"prompt": "[[fail:my_own_1]]"})

    assert plan.error is not None
    assert (plan.error.code, notes) == ("my_own_1", ())


def test_the_last_ending_counts():
    assert cast(PLAN, {"prompt": "[[fail:x]] [[cancel]]"})[0] == PLAN.cancelled()


@pytest.mark.parametrize(
    "request_body",
    [
        {"prompt": "[[hang]]"},
        {"negative_prompt": "[[hang]]"},
        {"model_params": {"multi_prompt": [{"prompt": "a"}, {"prompt": "[[hang]]"}]}},
        {"model_params": {"element_description": "[[hang]]"}},
    ],
)
def test_magic_works_in_every_text_that_describes(request_body):
    assert cast(PLAN, request_body)[0] == PLAN.hanging()


@pytest.mark.parametrize(
    "prompt",
    [
        "[[hang:3]]",
        "[[fail]]",
        "[[fail:]]",
        "[[fail:NO]]",
        "[[after:soon]]",
        "[[after]]",
        "[[polls:x]]",
        "[[polls:-1]]",
        "[[fly]]",
        "[[FAIL:x]]",
    ],
)
def test_what_is_not_understood_is_noted_and_changes_nothing(prompt):
    plan, notes = cast(PLAN, {"prompt": prompt})

    assert plan == PLAN
    assert len(notes) == 1
    assert notes[0].startswith("magic prompt ignored: [[")


@given(
    st.recursive(
        st.none() | st.integers() | st.text("[]:hangfiler0123s", max_size=20),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["prompt", "model_params", "multi_prompt"]), inner)
        ),
    )
)
def test_no_request_is_too_odd(value):
    plan, _ = cast(PLAN, {"prompt": value, "model_params": value})

    assert isinstance(plan, Plan)


def test_the_table_shows_every_act_and_each_example_works():
    table = markdown_table()

    assert [act.syntax for act in ACTS.values() if f"`{act.syntax}`" not in table] == []
    for act in ACTS.values():
        assert cast(PLAN, {"prompt": act.example})[1] == ()

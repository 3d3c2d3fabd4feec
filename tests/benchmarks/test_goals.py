import pytest

from benchmarks.goals import Goal


@pytest.mark.parametrize(
    ("at_least", "measured", "met"),
    [(True, 5.0, True), (True, 4.999, False), (False, 4.999, True), (False, 5.0, False)],
)
def test_a_goal_is_met_from_its_bound_on_or_below_it(at_least, measured, met):
    goal = Goal(name="POST/s", measured=measured, bound=5.0, at_least=at_least, unit="x")

    assert met == goal.met


def test_a_missed_goal_says_by_how_much():
    goal = Goal(name="POST/s against Prism", measured=4.0, bound=5.0, at_least=True, unit="x")

    assert str(goal) == "POST/s against Prism: at least 5x; measured 4x: MISSED by 20.0%"


def test_a_met_goal_says_what_is_left():
    goal = Goal(name="memory", measured=36.0, bound=45.0, at_least=False, unit=" MB")

    assert str(goal) == "memory: under 45 MB; measured 36 MB: met, 20.0% to spare"

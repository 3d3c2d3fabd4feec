"""What the strategies draw is taken by the server, and shrinks to the simplest."""

import subprocess
import sys

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from contracts import model_names
from mockserver import strategies
from mockserver.app import create_app
from mockserver.core.faults import parse_faults
from mockserver.core.lifecycles import LIFECYCLES
from mockserver.core.world_settings import WorldSettings, changed
from mockserver.faults import KINDS
from mockserver.strategies import (
    broken_requests,
    chaos,
    faults,
    lifecycles,
    models,
    readings,
    valid_requests,
    world_settings,
)
from validator import check
from validator.readings import Readings

# Without the phase that explains, which would leave what it tried last.
SHRUNK = settings(max_examples=5000, database=None, derandomize=True, phases=[Phase.generate, Phase.shrink])
O3 = "kling-o3-image-to-video"
IMAGE = "https://example.com/first-frame.jpg"


@given(models().flatmap(valid_requests))
def test_a_request_to_any_model_is_valid(request):
    assert check(request).valid


@given(chaos())
def test_chaos_is_a_fault_plan(plan):
    read = parse_faults(plan, kinds=KINDS)

    assert [fault.do for fault in read] == [fault["do"] for fault in plan]
    assert {fault.on for fault in read} <= {"create", "query"}
    assert len(read) <= 4
    assert not any(fault.get("real") for fault in plan)


@given(st.data())
def test_chaos_keeps_to_the_kinds_and_operations_that_were_asked_for(data):
    plan = data.draw(chaos(kinds=("status", "latency"), on=("download",), most=2))

    assert {fault["do"] for fault in plan} <= {"status", "latency"}
    assert {fault["on"] for fault in plan} <= {"download"}
    assert len(plan) <= 2


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_fault_is_drawn(kind):
    on = KINDS[kind].operations[0]

    assert find(faults(on=(on,)), lambda fault: fault["do"] == kind, settings=SHRUNK)["on"] == on


@given(world_settings())
def test_settings_are_those_of_a_world(drawn):
    taken = changed(WorldSettings(), drawn)

    assert taken.clock.stands or "clock" not in drawn
    assert ("seed" not in drawn) or taken.seed == drawn["seed"]


@given(world_settings(clocks=("real", "scaled:60")), st.data())
def test_a_server_takes_them(drawn, data):
    app = create_app()
    asked = {"Authorization": "Bearer sk-test"}

    answer = app.test_client().put("/_mock/world", json=drawn, headers=asked)
    assert answer.status_code == 200, answer.json
    answer = app.test_client().post("/_mock/faults", json=data.draw(chaos()), headers=asked)
    assert answer.status_code == 200, answer.json


@pytest.mark.parametrize("kind", LIFECYCLES)
def test_every_lifecycle_is_drawn(kind):
    assert find(lifecycles(), lambda drawn: drawn["kind"] == kind, settings=SHRUNK)


@given(readings())
def test_readings_are_known(drawn):
    assert Readings.of(drawn)


@pytest.mark.parametrize(
    ("strategy", "wanted", "simplest"),
    [
        (chaos(), lambda _: True, []),
        (
            chaos(kinds=("status",)),
            lambda plan: any(fault["phase"] == "after" for fault in plan),
            [{"on": "create", "when": {"nth": 1}, "do": "status", "phase": "after", "status": 500}],
        ),
        (
            chaos(kinds=("reset", "status")),
            lambda plan: any(fault["do"] == "reset" and fault["on"] == "query" for fault in plan),
            [{"on": "query", "when": {"nth": 1}, "do": "reset", "phase": "before"}],
        ),
        (world_settings(), lambda _: True, {}),
        (world_settings(), lambda drawn: "lifecycle" in drawn, {"lifecycle": {"kind": "immediate"}}),
        (world_settings(), lambda drawn: drawn.get("seed", 0) > 99, {"seed": 100}),
        (readings(), lambda _: True, {"preset": "strict"}),
        (models(), lambda _: True, model_names()[0]),
        (
            valid_requests(O3),
            lambda request: request.get("duration", 5) > 7,
            {"model": O3, "duration": 8, "image_start": IMAGE},
        ),
        (
            broken_requests(O3, rule="o3/duration/maximum"),
            lambda _: True,
            ("o3/duration/maximum", {"model": O3, "duration": 16, "image_start": IMAGE}),
        ),
    ],
)
def test_what_fails_shrinks_to_the_simplest(strategy, wanted, simplest):
    assert find(strategy, wanted, settings=SHRUNK) == simplest


@settings(derandomize=True, database=None, suppress_health_check=[])
@given(chaos(most=10), world_settings(), models().flatmap(valid_requests), models().flatmap(broken_requests))
def test_they_stay_under_the_health_checks(plan, world, valid, broken):
    assert (len(plan) <= 10, type(world)) == (True, dict)
    assert valid["model"] in model_names()
    assert broken[1] != valid


def test_derandomised_they_draw_the_same_again():
    def draw():
        drawn = []

        @settings(max_examples=30, database=None, derandomize=True)
        @given(st.tuples(chaos(), world_settings(), valid_requests(O3)))
        def note(values):
            drawn.append(values)

        note()
        return drawn

    assert draw() == draw()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"kinds": ("statu",)}, "'statu' is no kind of fault; known: status"),
        ({"on": ("creation",)}, "'creation' is no operation; known: create"),
        ({"kinds": ("no-link",), "on": ("create",)}, "can meet create"),
    ],
)
def test_what_cannot_be_drawn_is_refused(wrong, said):
    with pytest.raises(ValueError, match=said):
        faults(**wrong)


def test_without_hypothesis_it_says_what_to_install():
    program = "import sys; sys.modules['hypothesis'] = None; import mockserver.strategies"
    done = subprocess.run([sys.executable, "-P", "-c", program], capture_output=True, text=True, check=False)

    assert "mockserver.strategies needs Hypothesis and Faker: pip install 'klingmock[test]'" in done.stderr


def test_all_that_is_public_is_there():
    assert [name for name in strategies.__all__ if not callable(getattr(strategies, name))] == []

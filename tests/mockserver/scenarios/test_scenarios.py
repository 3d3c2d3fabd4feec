"""Scenarios: those that are shipped, the user's own, and how a server begins with one."""

import json
from contextlib import suppress
from decimal import Decimal
from fractions import Fraction
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.app import create_app
from mockserver.core.clock import parse_instant
from mockserver.core.scenario import ScenarioError, parse_scenario
from mockserver.core.world_settings import WorldSettings
from mockserver.faults import KINDS
from mockserver.scenarios import ScenarioFileError, find_scenario, shipped_names, shipped_scenarios, stage
from mockserver.settings import Settings, SettingsError

LOST = '[{"on": "create", "do": "reset", "phase": "after"}]'
OWN = """
title = "Own"
about = "Mine."
seed = 5
balance = 12.50
start = 2026-02-01T00:00:00Z
lifecycle = "after:4s"

[rate_limit]
tasks_at_once = 2

[readings]
preset = "lenient"

[[faults]]
on = "query"
do = "reset"
when = { share = 0.1, until = 2026-03-01T00:00:00Z }
"""


@pytest.fixture
def own(tmp_path):
    """Return a function that writes a file of a scenario and returns its path."""

    def own(text=OWN):
        file = tmp_path / "own.toml"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(file)

    return own


def staged(**strings):
    return stage(Settings.from_strings(strings), KINDS)


def test_the_six_that_are_shipped():
    assert shipped_names() == ("bad-day", "callback-storm", "calm", "flaky", "lost-answers", "overloaded")
    assert list(shipped_scenarios(KINDS)) == list(shipped_names())


@pytest.mark.parametrize("name", shipped_names())
def test_each_that_is_shipped_says_what_it_is_and_can_be_staged(name):
    scenario = find_scenario(name, KINDS)

    assert scenario.name == name
    assert scenario.title
    assert scenario.about.endswith(".")
    assert len({fault.id for fault in scenario.faults} - {""}) == len(scenario.faults)
    assert staged(scenario=name).faults == scenario.faults
    assert bool(scenario.faults) == (name != "calm")
    assert [one.name for one in files("mockserver.scenarios").iterdir() if one.name == f"{name}.toml"]


def test_a_file_of_ones_own_is_read_exactly(own):
    world = staged(scenario=own())

    assert (world.seed, world.balance) == (5, Decimal("12.50"))
    assert world.start == parse_instant("2026-02-01T00:00:00Z")
    assert world.rate_limit.tasks_at_once == 2
    assert world.readings["quality-4k"] == "accepted"
    (fault,) = world.faults
    assert fault.when.share == Fraction(1, 10)
    assert fault.when.until == parse_instant("2026-03-01T00:00:00Z")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ["top level title: is missing", "top level about: is missing"]),
        ('title = 3\nabout = "b"', ["top level title: must be a text"]),
        (OWN + "[clocks]\n", ["top level clocks: unknown; did you mean clock? known: title, about, seed, clock"]),
        (OWN.replace("seed = 5", "seed = -5"), ["top level seed: a seed is a whole number"]),
        (
            OWN.replace("seed = 5", "faults = 5").replace("[[faults]]", "[[more]]"),
            ["top level faults: must be an array"],
        ),
        (OWN.replace('"reset"', '"rest"'), ["[faults 1] do: 'rest' is no kind of fault; did you mean reset?"]),
        (OWN.replace("share = 0.1", "share = 1.1"), ["[faults 1] when.share: a share is a number from 0 to 1"]),
        (OWN.replace("share = 0.1", "share = nan"), ["is no TOML: nan is no number that can be counted with"]),
        (
            OWN.replace("share = 0.1", "share = 1e9999999999999999999"),
            ["is no TOML: 1e9999999999999999999 is no number"],
        ),
        (OWN.replace("share = 0.1", "share = 00:00:01"), ["[faults 1] when.share: a share is a number from 0 to 1"]),
        (OWN.replace("balance = 12.50", "balance = true"), ["top level balance: credits are a decimal number"]),
        (OWN + '[[faults]]\nid="a"\non="any"\ndo="close"\n' * 2, ["[faults 3] id: there is a fault 'a' already"]),
        ('faults = [7]\ntitle = "a"\nabout = "b"', ["[faults 1]: a fault is an object"]),
        ("title = ", ["is no TOML"]),
        (b"\xff", ["is no TOML"]),
        ("a = " + "[" * 5000, ["is no TOML"]),
    ],
)
def test_what_is_wrong_is_named_by_file_table_and_key(own, text, said):
    file = own(text)

    with pytest.raises(SettingsError) as caught:
        staged(scenario=file)

    assert str(caught.value).startswith(f"scenario: {file}: ")
    assert [part for part in said if part not in str(caught.value)] == []


def test_a_word_that_is_neither_a_name_nor_a_file(tmp_path):
    with pytest.raises(ScenarioFileError, match=r"no scenario is called 'clam'.*did you mean calm\?"):
        find_scenario("clam", KINDS)
    with pytest.raises(ScenarioFileError, match=r"none\.toml: cannot be read: No such file"):
        find_scenario(str(tmp_path / "none.toml"), KINDS)
    with pytest.raises(ScenarioFileError, match="is called"):
        find_scenario("", KINDS)


@given(
    st.dictionaries(
        st.sampled_from(["title", "about", "seed", "clock", "lifecycle", "balance", "rate_limit", "faults", "x"]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.decimals() | st.text(max_size=5) | st.datetimes(),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(st.sampled_from(["on", "do", "when", "share", "kind"]), inner, max_size=3)
            ),
            max_leaves=6,
        ),
    )
)
def test_nothing_but_a_scenario_error_is_raised(data):
    with suppress(ScenarioError):
        assert parse_scenario(data, name="drawn", kinds=KINDS).title == data["title"]


def test_what_is_said_beside_the_scenario_goes_before_it(own):
    file = own()

    assert staged(scenario=file, seed="9").seed == 9
    assert staged(scenario=file, seed="0").seed == 0  # as by default, but said
    assert staged(scenario=file, balance="3").balance == 3
    assert staged(scenario=file, reading="strict").readings["quality-4k"] == "error"
    assert stage(Settings(scenario=file, seed=9), KINDS).seed == 9
    assert stage(Settings(scenario=file), KINDS).seed == 5
    assert staged(scenario="calm", faults=LOST).faults[0].do == "reset"
    assert staged() == WorldSettings()


def test_faults_come_from_json_or_a_file_of_it(tmp_path):
    file = tmp_path / "plan.json"
    file.write_text(LOST, encoding="utf-8")

    assert staged(faults=LOST) == staged(faults=str(file)) == staged(faults=LOST[1:-1])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("nowhere.json", "faults: nowhere.json: No such file"),
        ("[", "faults: the body is not JSON"),
        ('[{"on": "query", "do": "rest"}]', "faults: /0/do: 'rest' is no kind of fault"),
        (
            '[{"id": "a", "on": "any", "do": "close"}, {"id": "a", "on": "any", "do": "close"}]',
            "faults: /1/id: there is",
        ),
    ],
)
def test_faults_that_cannot_be_are_named(text, said):
    with pytest.raises(SettingsError) as caught:
        staged(faults=text)

    assert str(caught.value).startswith(said)


def test_each_world_of_a_server_begins_with_the_scenario_and_returns_to_it(make_client):
    client = make_client(scenario="lost-answers")
    client.post("/_mock/faults", json=json.loads(LOST))
    client.open("DELETE", "/_mock/faults/reset")

    other = client.other("sk-test-other")

    assert other.get("/_mock/faults").json["faults"][0]["id"] == "reset"
    assert len(client.get("/_mock/faults").json["faults"]) == 5
    assert client.open("DELETE", "/_mock/world").status_code == 200
    assert client.get("/_mock/faults").json == other.get("/_mock/faults").json
    assert client.get("/_mock/world").json["clock"] == "manual"  # said beside it
    assert client.services.settings.lifecycle == find_scenario("lost-answers", KINDS).on(WorldSettings()).lifecycle


def test_a_world_is_put_on_a_scenario_and_on_another(client):
    task = client.create()

    answer = client.post("/_mock/scenarios/overloaded")

    assert answer.json["scenario"]["name"] == "overloaded"
    assert [fault["id"] for fault in answer.json["faults"]] == answer.json["unused"] == ["no-capacity", "slow"]
    world = client.get("/_mock/world").json
    assert (world["clock"], world["rate_limit"]["tasks_at_once"], world["tasks"]) == ("scaled:60", 3, 1)
    assert client.post("/_mock/scenarios/calm").json["faults"] == []
    assert client.status(task) in {"pending", "processing", "completed"}


def test_a_scenario_that_nobody_knows_is_not_found(client):
    answer = client.post("/_mock/scenarios/clam")

    assert answer.status_code == 404
    assert "did you mean calm?" in answer.json["detail"]
    assert [one["name"] for one in client.get("/_mock/scenarios").json["scenarios"]] == list(shipped_names())


def test_a_scenario_that_cannot_be_read_stops_the_server():
    with pytest.raises(SettingsError, match="scenario: no scenario is called 'clam'"):
        create_app(Settings(scenario="clam"))

"""``klingmock faults``: the plan of a world from a terminal, and what there is without a server."""

import json

import pytest

from mockserver.client import Client
from mockserver.core.faults import parse_fault
from mockserver.faults import KINDS
from mockserver.scenarios import shipped_names

LOST = {"on": "create", "when": {"nth": 1}, "do": "status", "status": 503, "phase": "after", "note": "lost"}


def shown(run, *words):
    return json.loads(run("faults", *words, "--format", "json").stdout)


def test_a_fault_is_added_shown_and_taken_out(run, server):
    added = run("faults", "add", json.dumps(LOST))

    assert added.exit_code == 0
    assert added.stdout.splitlines() == [
        'fault-1  create  status after  {"nth": 1}  {"status": 503}  seen 0, fired 0  (lost)'
    ]
    assert added.stderr == "1 of 1 never fired\n"
    assert run("faults").stdout == added.stdout
    assert shown(run) == {"faults": [LOST | {"id": "fault-1", "seen": 0, "fired": 0}], "unused": ["fault-1"]}
    assert run("faults", "clear", "fault-1").stdout == ""
    assert shown(run) == {"faults": [], "unused": []}


def test_faults_come_from_a_file_and_from_stdin_and_go_all_at_once(run, server, request_file):
    run("faults", "add", request_file("plan.json", [LOST, {"on": "query", "do": "close"}]))
    run("faults", "add", "-", input='{"on": "any", "do": "reset"}')

    assert [fault["do"] for fault in shown(run)["faults"]] == ["status", "close", "reset"]
    assert shown(run, "clear") == {"faults": [], "unused": []}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["add", "{"], "the plan is no JSON"),
        (["add", "[" * 100_000], "the plan is no JSON"),
        (["add", "nowhere.json"], "nowhere.json: No such file"),
        (["add", '{"on": "create", "do": "rest"}'], "/do: 'rest' is no kind of fault; did you mean reset?"),
        (["clear", "fault-9"], "there is no fault 'fault-9' in this world; known: none"),
        (["--scenario", "clam"], "there is no scenario 'clam'; did you mean calm?"),
        (["kinds", "rest"], "'rest' is no kind of fault; did you mean reset?"),
    ],
)
def test_what_cannot_be_is_said_in_one_line(run, server, words, said):
    result = run("faults", *words)

    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stderr.startswith("Error: ")
    assert len(result.stderr.splitlines()) == 1


def test_stdin_that_is_no_text_is_said_in_one_line(run, server):
    result = run("faults", "add", "-", input=b"\xff")

    assert result.exit_code == 2
    assert "the plan is no JSON" in result.stderr


def test_a_world_is_put_on_a_scenario(run, server):
    answer = shown(run, "--scenario", "lost-answers")

    assert [fault["id"] for fault in answer["faults"]] == ["reset", "edge", "cut", "silence", "lost-poll"]
    assert Client(server, api_key="sk-cli").world()["clock"] == "auto"
    assert run("faults").stdout.splitlines()[4] == (
        'lost-poll  query  reset after  {"times": 1, "status": "completed"}  seen 0, fired 0  '
        "(the task has ended, and the client must ask once more)"
    )


def test_control_characters_of_a_note_do_not_reach_the_terminal(run, server):
    run("faults", "add", json.dumps(LOST | {"note": "\x1b[31m"}))

    assert "\x1b" not in run("faults").stdout


def test_every_kind_is_described_without_a_server(run):
    lines = run("faults", "kinds").stdout.splitlines()

    assert [line.split()[0] for line in lines] == list(KINDS)
    assert [one["name"] for one in shown(run, "kinds")] == list(KINDS)


@pytest.mark.parametrize("name", KINDS)
def test_a_kind_is_described_with_an_example_that_can_be_set(run, name):
    said = run("faults", "kinds", name).stdout

    assert said.startswith(f"{name}  {KINDS[name].summary}\n")
    assert parse_fault(json.loads(said.rpartition("example: ")[2]), kinds=KINDS).do == name
    (described,) = shown(run, "kinds", name)
    assert set(described) == {"name", "summary", "on", "phases", "settings", "example"}


def test_every_scenario_is_described_without_a_server(run):
    said = run("faults", "scenarios").stdout

    assert [line.partition(":")[0] for line in said.splitlines() if not line.startswith(" ")] == list(shipped_names())
    assert [one["name"] for one in shown(run, "scenarios")] == list(shipped_names())


def test_the_client_replaces_a_plan_and_asks_for_kinds_and_scenarios(server):
    client = Client(server, api_key="sk-cli")
    client.add_faults(LOST)

    assert [fault["do"] for fault in client.replace_faults([{"on": "any", "do": "close"}])["faults"]] == ["close"]
    assert [one["name"] for one in client.fault_kinds()["kinds"]] == list(KINDS)
    assert [one["name"] for one in client.scenarios()["scenarios"]] == list(shipped_names())

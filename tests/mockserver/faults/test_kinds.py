"""What each kind of fault makes of a call, as the cases in ``fixtures/faults`` tell."""

import json
from pathlib import Path

import pytest

from mockserver.core.faults import CALLS, Phase, parse_fault
from mockserver.core.span import format_span
from mockserver.core.transmission import Transmission
from mockserver.faults import KINDS

CASES = json.loads((Path(__file__).parents[3] / "fixtures/faults/kinds.json").read_text(encoding="utf-8"))["cases"]
SPEAKING = [case for case in CASES if "story" in case]
TASK = "task-unified-"


def step(look, client, call, task_id, request_body):
    """Make one call of a story."""
    if call == "create":
        return look(client, "POST", "/v1/videos/generations", json=request_body)
    if call == "batch":
        return look(client, "POST", "/v1/tasks/batch", json={"task_ids": [task_id]})
    path = {"query": f"/v1/tasks/{task_id}", "list": "/v1/tasks", "models": "/v1/models", "credits": "/v1/credits"}[
        call
    ]
    return look(client, "GET", path)


def found(value, pointer):
    """Say whether something stands at a JSON Pointer."""
    for name in pointer[1:].split("/"):
        key = int(name) if isinstance(value, list) else name
        if key not in (range(len(value)) if isinstance(value, list) else value):
            return False
        value = value[key]
    return True


def fits(part, whole):
    """Say whether *part* is within *whole*; items of a list are named by their number."""
    if not isinstance(part, dict):
        return part == whole
    get = whole.__getitem__ if isinstance(whole, dict) else lambda name: whole[int(name)]
    return all(fits(value, get(name)) for name, value in part.items())


def holds(seen, wanted):
    how = wanted.get("how")
    shown = {"head": seen.how.head, "cut": seen.how.cut, "ending": seen.how.ending, "chunk": seen.how.chunk}
    shown["chunk_every"] = format_span(seen.how.chunk_every)
    assert how or seen.how == Transmission()
    assert shown | (how or {}) == shown
    assert wanted.get("status") in {None, seen.status}
    for name, value in wanted.get("headers", {}).items():
        assert seen.headers.get(name) == value
    assert wanted.get("text", "") in seen.body.decode()
    assert wanted.get("bytes", seen.body.decode()) == seen.body.decode()
    assert "body" not in wanted or fits(wanted["body"], seen.json), seen.body
    assert [at for at in wanted.get("lacks", ()) if found(seen.json, at)] == []
    assert [at for at in wanted.get("has", ()) if not found(seen.json, at)] == []


@pytest.mark.parametrize("case", SPEAKING, ids=lambda case: case["name"])
def test_a_client_sees(make_client, look, set_faults, request_body, case):
    client = make_client(lifecycle=case.get("lifecycle", "immediate"))
    client.set(readings=case.get("readings", "strict"))
    set_faults(client, *case["faults"])

    for wanted in case["story"]:
        tasks = client.get("/_mock/tasks").json["tasks"]
        task_id = tasks[0]["id"] if tasks else ""
        holds(step(look, client, wanted["call"], task_id, request_body), wanted)

    tasks = client.get("/_mock/tasks").json["tasks"]
    told = [line for call in client.calls() for line in call["faults"]]
    assert case.get("tasks", len(tasks)) == len(tasks)
    assert [line.replace("TASK", tasks[0]["id"] if tasks else "") for line in case.get("told", told[:1])] == told[:1]
    assert client.get("/_mock/faults").json["unused"] == []


@pytest.mark.parametrize("case", [case for case in CASES if "refused" in case], ids=lambda case: case["name"])
def test_what_cannot_be_is_refused(client, case):
    answer = client.put("/_mock/faults", json=case["faults"])

    assert answer.status_code == 422
    assert [one["pointer"] for one in answer.json["errors"]] == case["refused"]


def test_every_kind_has_a_case():
    assert {fault["do"] for case in SPEAKING for fault in case["faults"]} == {
        name for name, kind in KINDS.items() if not kind.joins and set(kind.operations) & set(CALLS)
    }


@pytest.mark.parametrize("name", KINDS)
def test_the_example_of_a_kind_is_of_that_kind_and_reads_as_it_is_written(name):
    fault = parse_fault(dict(KINDS[name].example), kinds=KINDS)

    assert fault.do == name
    assert type(fault.kind) is KINDS[name]
    assert parse_fault(fault.to_json(), kinds=KINDS) == fault


@pytest.mark.parametrize("name", [name for name, kind in KINDS.items() if "create" in kind.operations])
def test_the_example_of_a_kind_fires_at_the_call_that_it_is_meant_for(
    make_client, look, set_faults, request_body, name
):
    client = make_client(lifecycle="immediate")
    example = dict(KINDS[name].example) | {"when": {"times": 1}}
    link = client.task(client.create())["results"][0]
    (fault,) = set_faults(client, example)
    on = "create" if example["on"] == "any" else example["on"]

    if on == "download":
        look(client, "GET", link)
    else:
        step(look, client, on, client.get("/_mock/tasks").json["tasks"][0]["id"], request_body)

    assert client.get("/_mock/faults").json["unused"] == []
    (told,) = client.calls()[-1]["faults"]
    assert told.startswith(f"{fault['id']} {name} {fault['phase']}: ")


@pytest.mark.parametrize(("name", "kind"), KINDS.items())
def test_a_kind_says_what_it_does_and_where(name, kind):
    assert kind.summary.endswith(".")
    assert set(kind.operations) <= {*CALLS, "callback"}
    assert kind.phases
    assert set(kind.phases) <= set(Phase)

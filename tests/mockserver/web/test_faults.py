"""Faults as clients meet them: over HTTP, on every clock, in both phases, and not at all."""

import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mockserver.core.clock import parse_instant
from mockserver.core.transmission import TRANSMIT
from mockserver.faults import KINDS
from mockserver.strategies import chaos, faults

CALLS = ("create", "query", "list", "batch", "credits", "models", "download")
KEY = {"Idempotency-Key": "the-same-key-0001"}
STEPS = st.lists(
    st.sampled_from(["create", "bad", "query", "lost", "batch", "list", "credits", "models", "unknown", "download"]),
    min_size=1,
    max_size=8,
)
LATE = {"on": "any", "do": "latency", "fixed": "2s"}


def set_faults(client, *plan):
    answer = client.put("/_mock/faults", json=list(plan))
    assert answer.status_code == 200, answer.text
    return answer.json["faults"]


def told(client):
    return [line for call in client.calls() for line in call["faults"]]


def play(client, steps):
    """Make calls, and return all that went out."""
    out, task = [], "task-unified-none"
    for number, step in enumerate(steps):
        how: list[Any] = []
        outgoing = {"environ_overrides": {TRANSMIT: how.append}}
        link = f"/_mock/results/{client.get('/_mock/world').json['id']}/{task}.mp4"
        answer = {
            "create": lambda: client.generate_with(outgoing),  # noqa: B023 - called at once
            "bad": lambda: client.post("/v1/videos/generations", json={"model": "?"}, **outgoing),  # noqa: B023
            "query": lambda: client.get(f"/v1/tasks/{task}", **outgoing),  # noqa: B023
            "lost": lambda: client.get("/v1/tasks/task-unified-0", **outgoing),  # noqa: B023
            "batch": lambda: client.post("/v1/tasks/batch", json={"task_ids": [task]}, **outgoing),  # noqa: B023
            "list": lambda: client.get("/v1/tasks", **outgoing),  # noqa: B023
            "credits": lambda: client.get("/v1/credits", **outgoing),  # noqa: B023
            "models": lambda: client.get("/v1/models", **outgoing),  # noqa: B023
            "unknown": lambda: client.get("/v2/nothing", **outgoing),  # noqa: B023
            "download": lambda: client.get(link, **outgoing),  # noqa: B023
        }[step]()
        tasks = client.get("/_mock/tasks").json["tasks"]
        task = tasks[0]["id"] if tasks else task
        out.append((number, answer.status_code, sorted(answer.headers), answer.data, how))
    return out


@pytest.fixture(scope="module")
def player(make_client, request_body):
    """Return a function that makes a fresh client on which `play` works."""

    def make(**strings):
        client = make_client(lifecycle="polls:1", **strings)
        client.generate_with = lambda outgoing: client.post("/v1/videos/generations", json=request_body, **outgoing)
        return client

    return make


@pytest.fixture(scope="module")
def shared(make_client):
    """Make a client for drawn requests that do not mind each other."""
    return make_client()


# --- not at all


@given(STEPS, st.lists(faults(on=CALLS), min_size=1, max_size=3), st.sampled_from(["share", "until", "nth", "task"]))
def test_a_fault_that_is_not_due_changes_not_one_byte(player, steps, plan, reason):
    never = {"share": 0} if reason == "share" else {"until": "0"} if reason == "until" else {"nth": 1_000}
    plain, faulty = player(), player()
    set_faults(faulty, *(fault | {"when": never} for fault in plan))

    assert play(faulty, steps) == play(plain, steps)
    assert [call | {"number": 0} for call in faulty.calls()] == [call | {"number": 0} for call in plain.calls()]
    assert faulty.get("/_mock/faults").json["unused"] == [f"fault-{number}" for number in range(1, len(plan) + 1)]


def test_a_fault_that_is_used_up_changes_not_one_byte(player):
    steps = ["models", "create", "query", "list", "batch", "unknown", "download"]
    plain, faulty = player(), player()
    set_faults(faulty, {"on": "models", "do": "empty", "when": {"times": 1}})

    assert play(faulty, steps)[1:] == play(plain, steps)[1:]


@given(STEPS, chaos(on=CALLS))
def test_the_same_seed_gives_the_same_bytes_twice(player, steps, plan):
    plan = [fault for fault in plan if not fault.get("real")]
    stories = []
    for _ in range(2):
        client = player(seed="7")
        set_faults(client, *plan)
        stories.append((play(client, steps), client.calls(), client.ledger(), client.get("/_mock/faults").json))

    assert stories[0] == stories[1]


# --- the routes of the plan


def test_the_plan_is_shown_changed_and_cleared(client):
    assert client.get("/_mock/faults").json == {"faults": [], "unused": []}
    client.post("/_mock/faults", json={"on": "query", "do": "close"})
    client.post("/_mock/faults", json=[{"on": "query", "do": "reset", "id": "mine", "note": "why"}])

    shown = client.get("/_mock/faults").json
    assert shown["faults"][1] == {
        "id": "mine", "on": "query", "do": "reset", "phase": "before", "note": "why", "seen": 0, "fired": 0,
    }  # fmt: skip
    assert shown["unused"] == ["fault-1", "mine"]
    assert client.open("DELETE", "/_mock/faults/fault-1").json["unused"] == ["mine"]
    assert client.put("/_mock/faults", json=[]).json["faults"] == []
    client.post("/_mock/faults", json={"on": "query", "do": "close"})
    assert client.open("DELETE", "/_mock/faults").json == {"faults": [], "unused": []}


def test_all_faults_are_taken_or_none(client):
    answer = client.post("/_mock/faults", json=[{"on": "query", "do": "close"}, {"on": "query", "do": "rest"}])

    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")
    assert [one["pointer"] for one in answer.json["errors"]] == ["/1/do"]
    assert "did you mean reset?" in answer.json["errors"][0]["detail"]
    assert client.get("/_mock/faults").json["faults"] == []


def test_an_id_that_is_taken_is_named(client):
    one = {"on": "query", "do": "close", "id": "one"}
    client.post("/_mock/faults", json=one)

    answer = client.post("/_mock/faults", json=one)

    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "/0/id")


def test_a_fault_that_is_not_there_cannot_be_taken_out(client):
    set_faults(client, {"on": "query", "do": "close"})

    answer = client.open("DELETE", "/_mock/faults/other")

    assert (answer.status_code, "known: fault-1" in answer.json["detail"]) == (404, True)


@given(st.binary(max_size=40) | st.sampled_from([b"", b"[", b"NaN", b'[{"on": 1e999}]', b"[" * 5000, b'"\\ud800"']))
def test_whatever_is_sent_is_no_accident(shared, body):
    answer = shared.post("/_mock/faults", data=body)

    assert answer.status_code in {400, 422}
    assert list(shared.services.accidents) == []


SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5)
)
WORDS = st.sampled_from(["on", "do", "when", "phase", "id", "nth", "share", "status"])
PLANS = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(WORDS, inner, max_size=4)
        | st.fixed_dictionaries({"on": st.just("any"), "do": st.sampled_from([*KINDS])}, optional={"at": inner})
    ),
    max_leaves=6,
)


@given(PLANS)
@example(5e-324)
@example({"on": "any", "do": "status", "at": -1.7976931348623157e308})
def test_a_plan_of_any_json_is_taken_or_refused_with_pointers(shared, value):
    answer = shared.put("/_mock/faults", data=json.dumps(value))

    assert answer.status_code in {200, 422}
    if answer.status_code == 422:
        assert all(one["pointer"] == "" or one["pointer"][0] == "/" for one in answer.json["errors"])
    assert list(shared.services.accidents) == []


def test_kinds_are_described(client):
    kinds = client.get("/_mock/faults/kinds").json["kinds"]

    assert [kind["name"] for kind in kinds] == list(KINDS)
    assert all(
        kind["summary"] and kind["phases"] and kind["on"] and kind["example"]["do"] == kind["name"] for kind in kinds
    )


def test_worlds_have_plans_of_their_own_and_a_reset_takes_them_out(client):
    set_faults(client, {"on": "models", "do": "empty"})

    assert client.other("sk-test-other").get("/v1/models").json["data"]
    assert client.get("/v1/models").data == b""
    client.open("DELETE", "/_mock/world")
    assert client.get("/v1/models").json["data"]


# --- phases


def test_before_nothing_has_changed_not_even_the_count_of_polls(client):
    client.set(lifecycle="polls:1")
    task = client.create()
    before = client.ledger(), client.get("/_mock/tasks").json
    set_faults(client, {"on": "any", "do": "status", "status": 503})

    answers = [client.generate(), client.generate(model="?"), client.get(f"/v1/tasks/{task}")]

    assert {answer.status_code for answer in answers} == {503}
    assert (client.ledger(), client.get("/_mock/tasks").json) == before


def test_after_a_poll_has_counted_though_nobody_saw_it(client):
    client.set(lifecycle="polls:1")
    task = client.create()
    set_faults(client, {"on": "query", "do": "status", "status": 503, "phase": "after", "when": {"times": 2}})

    seen = [client.get(f"/v1/tasks/{task}").status_code for _ in range(2)]

    assert seen == [503, 503]
    assert client.status(task) == "completed"


def test_the_judge_is_not_asked_before_and_is_after(client):
    set_faults(
        client,
        {"on": "create", "do": "status", "status": 503, "when": {"nth": 1}},
        {"on": "create", "do": "status", "status": 503, "phase": "after"},
    )

    client.generate(model="?"), client.generate(model="?")

    assert [call["rules"] for call in client.calls()] == [[], ["request/model-known"]]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"model": "m"}', 503),
        (b'{"model": "n"}', 400),
        (b'{"model": ["m"]}', 400),
        (b"[]", 400),
        (b"{", 400),
        (b"", 400),
    ],
)
def test_a_creation_is_about_the_model_that_it_asks_for(client, body, status):
    set_faults(client, {"on": "create", "do": "status", "status": 503, "when": {"model": "m", "task": 1}})

    answer = client.post("/v1/videos/generations", data=body, content_type="application/json")

    assert answer.status_code == status


def test_a_replay_after_a_lost_answer_gives_the_first_task(client):
    set_faults(client, {"on": "create", "do": "status", "status": 502, "phase": "after", "when": {"nth": 1}})

    lost, found = client.generate(headers=KEY), client.generate(headers=KEY)

    assert (lost.status_code, found.status_code) == (502, 200)
    assert found.headers["idempotency-replayed"] == "true"
    assert [task["id"] for task in client.get("/_mock/tasks").json["tasks"]] == [found.json["id"]]
    assert told(client) == [
        f"fault-1 status after: answered 502; {found.json['id']} was made, and the client never learned of it"
    ]


def test_a_replay_that_is_lost_has_made_nothing(client):
    client.generate(headers=KEY)
    set_faults(client, {"on": "create", "do": "status", "status": 502, "phase": "after"})

    client.generate(headers=KEY)

    assert told(client) == ["fault-1 status after: answered 502"]


def test_whoever_finds_nothing_to_spoil_lets_the_next_one_try(client):
    set_faults(
        client,
        {"on": "any", "do": "field-missing", "at": "/results", "when": {"times": 1}},
        {"on": "any", "do": "status", "status": 500},
        {"on": "any", "do": "field-missing", "at": "/data"},
    )
    answer = client.get("/v1/models")

    # The second comes before the world has changed, and the world has changed.
    assert answer.json == {}
    assert [(one["seen"], one["fired"]) for one in client.get("/_mock/faults").json["faults"]] == [
        (1, 0),
        (1, 0),
        (1, 1),
    ]


def test_if_nobody_finds_anything_the_answer_is_as_it_is(client):
    set_faults(client, {"on": "any", "do": "field-missing", "at": "/data/99/id"})

    assert len(client.get("/v1/models").json["data"]) == 10
    assert told(client) == []


@pytest.mark.parametrize(
    "at", ["/nothing", "/data/x", "/data/99", "/data/-1", "/data/0/id/x", "/data/0/x/y", "/data/9999999999"]
)
def test_a_place_that_is_not_there_is_not_spoilt(client, at):
    set_faults(client, *({"on": "models", "do": f"field-{do}", "at": at} for do in ("missing", "renamed", "retyped")))

    assert len(client.get("/v1/models").json["data"]) == 10


def test_a_field_is_not_added_where_there_is_no_room_for_one(client):
    set_faults(
        client,
        {"on": "models", "do": "field-added", "at": "/data/x"},
        {"on": "models", "do": "field-added", "at": "/a/b/c"},
    )

    assert list(client.get("/v1/models").json) == ["data"]


@pytest.mark.parametrize(
    ("at", "to", "value"),
    [
        ("/created", None, "1767225600"),
        ("/created", "number", 1767225600),
        ("/created", "boolean", True),
        ("/created", "null", None),
        ("/created", "array", [1767225600]),
        ("/created", "object", {"value": 1767225600}),
        ("/status", "number", 0),
        ("/task_info/can_cancel", "number", 0),
        ("/usage/credits_reserved", "string", "27"),
    ],
)
def test_a_field_takes_any_type(client, at, to, value):
    set_faults(client, {"on": "create", "do": "field-retyped", "at": at} | ({"to": to} if to else {}))
    answer = client.generate().json

    for name in at[1:].split("/"):
        answer = answer[name]

    assert (answer, type(answer)) == (value, type(value))


def test_spoilt_money_keeps_every_digit(client):
    client.set(readings={"usd-rate": "68"})
    set_faults(client, {"on": "create", "do": "field-added"})

    assert b'"credits_reserved":36.018,' in client.generate(sound="on", duration=5).data


def test_only_the_task_that_is_meant_is_spoilt_in_a_batch(client):
    client.set(lifecycle="immediate")
    ids = [client.create() for _ in range(3)]
    set_faults(client, {"on": "batch", "do": "no-link", "when": {"task": 2}})

    answer = client.post("/v1/tasks/batch", json={"task_ids": ids}).json["data"]

    assert ["results" in task for task in answer] == [True, False, True]


def test_a_task_that_still_runs_does_not_seem_to_end_differently(client):
    ids = [client.create(), client.create(prompt="A boat. [[fail:service_error]]"), client.create(prompt="A. [[hang]]")]
    client.advance("1m")
    set_faults(client, {"on": "batch", "do": "never-ends"})
    client.set(readings={"can-cancel-field": "absent"})

    shown = client.post("/v1/tasks/batch", json={"task_ids": ids}).json["data"]

    assert [task["status"] for task in shown] == ["processing"] * 3
    assert [sorted({"results", "error", "task_info", "usage"} & set(task)) for task in shown] == [[]] * 3
    assert client.ledger()["spent"] == "27"


def test_an_element_has_no_link_to_lose_but_its_data(client):
    client.set(lifecycle="immediate")
    images = {
        "frontal_image": "https://example.com/a.jpg",
        "refer_images": [{"image_url": "https://example.com/b.jpg"}],
    }
    params = {
        "element_name": "Boat",
        "element_description": "A paper boat.",
        "reference_type": "image_refer",
        "element_image_list": images,
    }
    answer = client.post("/v1/videos/generations", json={"model": "kling-custom-element", "model_params": params})
    set_faults(client, {"on": "query", "do": "no-link"})

    assert "result_data" not in client.task(answer.json["id"])


# --- everything else that a client may ask


def test_unknown_routes_and_wrong_methods_meet_faults_too(client):
    set_faults(client, {"on": "any", "do": "html"})

    answers = [client.get("/v2/nothing"), client.open("DELETE", "/v1/models"), client.other(None).get("/v1/models")]

    assert [answer.status_code for answer in answers] == [502, 502, 401]


def test_control_routes_never_meet_a_fault(client):
    set_faults(client, {"on": "any", "do": "html"})

    assert client.get("/_mock/world").status_code == client.get("/_mock/health").status_code == 200


def test_who_has_no_key_that_is_accepted_meets_the_faults_of_a_world_all_the_same(client):
    stranger = client.other("sk-invalid-7")
    set_faults(stranger, {"on": "models", "do": "status", "status": 503, "when": {"nth": 1}})

    assert [stranger.get("/v1/models").status_code for _ in range(2)] == [503, 401]


def test_a_download_meets_faults_and_the_journal_keeps_no_video(client):
    client.set(lifecycle="immediate")
    link = client.task(client.create())["results"][0]
    set_faults(
        client,
        {"on": "download", "do": "status", "status": 503, "when": {"nth": 1}},
        {"on": "download", "do": "truncate", "keep": 100, "when": {"nth": 2}},
    )
    how: list[Any] = []

    lost, cut, whole = (client.http.get(link, environ_overrides={TRANSMIT: how.append}) for _ in range(3))

    assert (lost.status_code, cut.status_code, whole.content_type) == (503, 200, "video/mp4")
    assert [one.cut for one in how] == [None, 100, None]
    first, second, third = client.calls(operation="download")
    assert "service_unavailable" in first["answer"]["body"]["text"]
    assert second["answer"]["body"]["bytes"] == third["answer"]["body"]["bytes"] == 0
    assert (
        second["faults"] == ["fault-2 truncate after: sent 100 of 2021 bytes of the body, then close"]
        or "truncate" in second["faults"][0]
    )


def test_what_a_client_was_told_instead_of_a_video_is_kept(client):
    client.set(lifecycle="immediate")
    link = client.task(client.create())["results"][0]
    set_faults(client, {"on": "download", "do": "html", "phase": "after"})

    assert client.http.get(link).status_code == 502
    assert "502 Bad gateway" in client.calls(operation="download")[0]["answer"]["body"]["text"]


def test_a_part_that_a_video_does_not_have_is_noted_too(client):
    client.set(lifecycle="immediate")
    link = client.task(client.create())["results"][0]

    answer = client.http.get(link, headers={"Range": "bytes=999999-"})

    assert answer.status_code == 416
    assert [call["status"] for call in client.calls(operation="download")] == [416]


def test_a_fault_that_only_our_own_server_can_do_is_an_accident_elsewhere(client):
    set_faults(client, {"on": "any", "do": "reset"})

    answer = client.get("/v1/models")

    assert (answer.status_code, answer.json["error"]["code"]) == (500, "internal_error")
    (accident,) = client.services.accidents
    assert "klingmock serve" in accident.message
    assert [call["faults"] for call in client.calls()] == [
        ["fault-1 reset before: reset the connection without an answer"],
        [],
    ]


# --- time


@pytest.fixture
def waits(make_client):
    """Return a function that makes a client of a server whose real waits are noted, and let the time of it pass."""

    def make(**strings):
        client = make_client(**strings)
        slept = []

        def sleep(span):
            slept.append(span)
            client.machine.now += span

        object.__setattr__(client.services, "sleep", sleep)
        return client, slept

    return make


@pytest.mark.parametrize("phase", ["before", "after"])
@pytest.mark.parametrize(
    ("how", "slept", "moved"),
    [
        (("real", False), 2, 2),
        (("scaled:4", False), 0.5, 2),
        (("manual", False), 0, 0),
        (("auto", False), 0, 2),
        (("real", True), 2, 2),
        (("scaled:4", True), 2, 8),
        (("manual", True), 2, 0),
        (("auto", True), 2, 0),
    ],
)
def test_latency_takes_the_time_of_the_world(waits, how, slept, moved, phase):
    clock, real = how
    client, waited = waits(clock=clock)
    set_faults(client, LATE | {"real": real, "phase": phase})
    began = now(client)

    assert client.get("/v1/models").status_code == 200

    assert waited == ([timedelta(seconds=slept)] if slept else [])
    assert now(client) - began == timedelta(seconds=moved)
    stands = clock == "manual" and not real
    assert told(client) == [
        f"fault-1 latency {phase}: 2s of {'real' if real else 'world'} time{', which stands' if stands else ''}"
    ]
    assert client.get("/_mock/faults").json["faults"][0]["fired"] == 1


def test_latencies_add_up_with_each_other_and_with_what_takes_the_call(waits):
    client, waited = waits(clock="auto")
    set_faults(client, LATE, LATE | {"real": True}, {"on": "any", "do": "status", "status": 500}, LATE)
    began = now(client)

    assert client.get("/v1/models").status_code == 500
    assert (waited, now(client) - began) == ([timedelta(seconds=2)], timedelta(seconds=4))
    assert [line.split(" ")[0] for line in told(client)] == ["fault-1", "fault-2", "fault-4", "fault-3"]
    assert [fault["fired"] for fault in client.get("/_mock/faults").json["faults"]] == [1, 1, 1, 1]


def test_a_call_that_waits_before_sees_the_world_as_it_is_then(waits):
    client, _ = waits(clock="real", lifecycle="after:2s")
    task = client.create()
    set_faults(client, LATE)

    assert client.status(task) == "completed"


def test_a_call_that_waits_after_has_seen_it_as_it_was(waits):
    client, _ = waits(clock="real", lifecycle="after:2s")
    task = client.create()
    set_faults(client, LATE | {"phase": "after"})

    assert client.status(task) == "pending"


def test_an_auto_clock_goes_to_the_next_change_once_and_on_by_the_latency(waits):
    client, _ = waits(clock="auto", lifecycle="after:40s")
    task = client.create()
    set_faults(client, LATE)
    began = now(client)

    assert client.status(task) == "processing"
    assert now(client) - began == timedelta(seconds=12)
    assert client.status(task) == "completed"
    assert now(client) - began == timedelta(seconds=42)


def test_an_auto_clock_does_not_go_on_while_the_client_waits_in_real_time(waits):
    client, waited = waits(clock="auto", lifecycle="after:40s")
    task = client.create()
    set_faults(client, LATE | {"real": True})
    began = now(client)

    assert client.status(task) == "processing"
    assert (waited, now(client) - began) == ([timedelta(seconds=2)], timedelta(seconds=10))


def test_what_falls_due_while_an_auto_clock_moves_on_has_happened(routed, make_receiver, callback):
    receiver = make_receiver()
    client = routed(receiver, clock="auto", lifecycle="after:1s")
    client.create(callback_url=callback)
    set_faults(client, LATE)

    client.get("/v1/models")

    assert [body["status"] for _, body in receiver.sent] == ["completed"]


@pytest.mark.parametrize(("clock", "pause", "moved"), [("auto", 0, 3), ("manual", 0, 0), ("scaled:2", 0.5, 1.5)])
def test_a_dribble_takes_as_long_as_its_pauses(waits, clock, pause, moved):
    client, waited = waits(clock=clock)
    size = -(-len(client.get("/v1/models").data) // 4)
    set_faults(client, {"on": "models", "do": "dribble", "bytes": size, "every": "1s"})
    began = now(client)

    answer = client.get("/v1/models")

    assert len(answer.json["data"]) == 10
    assert answer.headers["Content-Length"] == str(len(answer.data))
    assert waited == [timedelta(seconds=pause)] * (3 if pause else 0)
    passed = timedelta(seconds=3) if pause else timedelta(seconds=moved)
    assert now(client) - began == passed
    assert told(client)[0] == f"fault-1 dribble after: sent 4 pieces of {size} bytes, 1s of world time between two"


def test_what_fits_into_one_piece_is_not_slowed_down(client):
    set_faults(client, {"on": "models", "do": "dribble", "bytes": 10_000})

    client.get("/v1/models")

    assert client.get("/_mock/faults").json["unused"] == ["fault-1"]


def test_what_is_shorter_than_the_part_that_is_kept_is_not_cut(client):
    set_faults(
        client, {"on": "models", "do": "truncate", "keep": 10_000}, {"on": "models", "do": "truncate", "keep": 1}
    )

    client.get("/v1/models", environ_overrides={TRANSMIT: lambda _: None})

    assert client.get("/_mock/faults").json["unused"] == ["fault-1"]
    assert told(client) == ["fault-2 truncate after: sent 1 of 346 bytes of the body, then close"]


@pytest.mark.parametrize(("clock", "slept", "moved"), [("real", 2, 2), ("auto", 0, 2), ("manual", 0, 0)])
def test_a_download_waits_as_other_calls_do(waits, clock, slept, moved):
    client, waited = waits(clock=clock, lifecycle="immediate")
    link = client.task(client.create())["results"][0]
    set_faults(client, LATE)
    began = now(client)

    assert client.http.get(link).content_type == "video/mp4"
    assert waited == ([timedelta(seconds=slept)] if slept else [])
    assert now(client) - began == timedelta(seconds=moved)


def test_a_world_that_is_reset_while_a_call_waits_answers_it_all_the_same(waits):
    client, _ = waits(clock="real")
    set_faults(client, LATE, {"on": "any", "do": "status", "status": 503})
    sleep = client.services.sleep

    def reset_and_sleep(span):
        client.open("DELETE", "/_mock/world")
        sleep(span)

    object.__setattr__(client.services, "sleep", reset_and_sleep)

    assert client.get("/v1/models").status_code == 503
    assert client.get("/_mock/faults").json["faults"] == []


def now(client):
    return parse_instant(client.get("/_mock/clock").json["now"])

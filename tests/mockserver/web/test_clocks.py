"""Time is yours: it moves as the mode says, and never by itself on a clock that stands."""

import pytest

HOOK = "https://your-domain.com/hook"


def test_a_manual_clock_stands(client):
    task_id = client.create()
    client.machine.passes(days=3)

    assert client.status(task_id) == "pending"
    assert client.get("/_mock/clock").json == {
        "clock": "manual",
        "now": "2026-01-01T00:00:00.000000Z",
        "next_due": "2026-01-01T00:00:02.000000Z",
    }


@pytest.mark.parametrize(("clock", "seconds"), [("real", 2), ("scaled:60", 0.034), ("scaled:0.5", 4)])
def test_a_clock_that_moves_takes_its_time(make_client, clock, seconds):
    client = make_client(clock=clock)
    task_id = client.create()

    client.machine.passes(seconds=seconds * 0.9)
    assert client.status(task_id) == "processing"
    client.machine.passes(seconds=seconds * 0.1)
    assert client.status(task_id) == "completed"


def test_a_real_clock_shows_the_machines_time_and_can_be_advanced(make_client):
    client = make_client(clock="real")
    client.machine.passes(seconds=1)
    assert client.get("/_mock/clock").json["now"] == "2026-11-21T12:00:01.000000Z"

    answer = client.advance("24h")

    assert (answer["from"], answer["now"]) == (
        "2026-11-21T12:00:01.000000Z",
        "2026-11-22T12:00:01.000000Z",
    )


def test_an_auto_clock_goes_on_when_a_poll_would_wait(make_client):
    client = make_client(clock="auto", lifecycle="after:4m")
    task_id = client.create(callback_url=HOOK)

    seen = [client.status(task_id) for _ in range(3)]

    assert seen == ["processing", "completed", "completed"]
    assert client.get("/_mock/clock").json["now"] == "2026-01-01T00:04:00.000000Z"
    assert client.callbacks()[0]["state"] == "recorded"


def test_an_auto_clock_stands_when_nobody_waits(make_client):
    client = make_client(clock="auto")
    client.create()
    hanging = client.create(prompt="[[hang]]")
    client.status(hanging)
    now = client.get("/_mock/clock").json["now"]

    seen = [client.status(hanging), client.get("/v1/tasks/task-unified-1-x").status_code]
    client.get("/v1/tasks")
    client.post("/v1/tasks/batch", json={"task_ids": "x"})

    assert seen == ["processing", 404]
    assert client.get("/_mock/clock").json["now"] == now


def test_an_auto_clock_moves_for_a_batch_too(make_client):
    client = make_client(clock="auto")
    ids = [client.create(prompt="[[after:8s]]"), client.create(prompt="[[after:4s]]")]

    seen = [
        [one["status"] for one in client.post("/v1/tasks/batch", json={"task_ids": ids}).json["data"]] for _ in range(4)
    ]

    assert seen == [
        ["pending", "processing"],
        ["processing", "processing"],
        ["processing", "completed"],
        ["completed", "completed"],
    ]


def test_a_clock_is_moved_to_an_instant(client):
    answer = client.post("/_mock/clock/advance", json={"to": "2026-02-01T00:00:00Z"})
    assert answer.json["now"] == "2026-02-01T00:00:00.000000Z"

    back = client.post("/_mock/clock/advance", json={"to": "2026-01-15T00:00:00Z"})

    assert back.json["now"] == "2026-02-01T00:00:00.000000Z"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"by": "1s", "to": "2026-01-01T00:00:00Z"},
        {"by": 5},
        {"by": "-1s"},
        {"by": "soon"},
        {"to": "soon"},
        {"until": "1s"},
        [],
        {"by": "99999d"},
    ],
)
def test_a_step_that_cannot_be_is_refused(client, body):
    answer = client.post("/_mock/clock/advance", json=body)

    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")


def test_no_clock_passes_the_end_of_time(client):
    client.post("/_mock/clock/advance", json={"to": "8999-12-31T00:00:00Z"})

    answer = client.post("/_mock/clock/advance", json={"by": "36500d"})

    assert answer.status_code == 422
    assert client.create() != ""


def test_running_goes_on_until_nothing_is_due(client):
    ids = [client.create(prompt=p, callback_url=HOOK) for p in ("[[after:3d]]", "[[hang]]", "[[polls:2]]")]

    answer = client.post("/_mock/clock/run").json

    assert (answer["now"], answer["next_due"], answer["finished"]) == (
        "2026-01-04T00:00:00.000000Z",
        None,
        True,
    )
    assert answer["unfinished"] == ids[1:]


def test_running_stops_before_the_end_of_time(client):
    client.post("/_mock/clock/advance", json={"to": "8999-12-30T00:00:00Z"})
    client.create(prompt="[[after:5d]]")

    assert client.post("/_mock/clock/run").json["finished"] is False

"""A server that is started again on the same store answers with the same bytes."""

import json
from io import BytesIO
from typing import Any

import pytest

from mockserver.app import services_of

VIEWS = [
    "/v1/tasks",
    "/v1/credits",
    "/_mock/world",
    "/_mock/clock",
    "/_mock/faults",
    "/_mock/calls",
    "/_mock/calls.har",
    "/_mock/callbacks",
    "/_mock/ledger",
    "/_mock/tasks",
    "/_mock/worlds",
]


@pytest.fixture
def start(routed, durable):
    """Return a function that starts a server on the store, after the one before has stopped."""
    running: list[Any] = []

    def make(receiver, machine, **settings):
        for one in running:
            services_of(one.app).close()
        running.append(routed(receiver, machine=machine, store=durable, **settings))
        return running[-1]

    return make


def look(client):
    return {path: client.get(path).get_data() for path in VIEWS if not path.startswith("/v1")}


def live(client):
    """Do a little of everything."""
    client.set(balance="300", rate_limit={"requests_per_minute": 50}, readings={"usd-rate": "68"})
    client.post("/_mock/faults", json={"id": "f", "on": "query", "do": "status", "status": 503, "when": {"nth": 2}})
    first = client.create(callback_url="https://a.example/x", prompt=f"for {client.key}")
    again = [client.generate(headers={"Idempotency-Key": "k" * 16}, prompt="[[polls:1]]") for _ in range(2)]
    polled = again[0].json["id"]
    client.generate(duration=99)
    client.post("/v1/videos/generations", data=b"\xff\x00")
    client.create(prompt="[[hang]]")
    for _ in range(3):
        client.get(f"/v1/tasks/{polled}")
    client.advance("90s")
    client.post(f"/_mock/tasks/{client.create(prompt='[[after:9h]]', callback_url='https://b.example/')}/cancel")
    return first, polled


def test_every_view_is_the_same_byte_for_byte(start, make_receiver, make_machine):
    machine = make_machine()
    client = start(make_receiver((500, 200)), machine)
    live(client)
    before = look(client)

    again = start(make_receiver(), machine)

    assert look(again) == before
    assert json.loads(before["/_mock/callbacks"])["total"] == 2
    assert again.advance("1h")["now"] > json.loads(before["/_mock/clock"])["now"]


def test_a_server_that_has_never_seen_the_key_shows_the_same(start, make_receiver, make_machine):
    machine = make_machine()
    client = start(make_receiver(), machine)
    live(client)
    before = look(client)
    world = client.get("/_mock/worlds").json["worlds"][0]["id"]

    stranger = start(make_receiver(), machine).other(None)
    shown = {path: stranger.get(path, headers={"X-Klingmock-World": world}).get_data() for path in before}

    assert shown == before


def test_a_key_that_was_used_again_is_the_same_idempotent_request(start, make_receiver, make_machine):
    machine = make_machine()
    first = start(make_receiver(), machine).generate(headers={"Idempotency-Key": "k" * 16}, prompt="a sk-test-abcdef")

    again = start(make_receiver(), machine).generate(headers={"Idempotency-Key": "k" * 16}, prompt="a sk-test-abcdef")

    assert (again.get_data(), again.headers["Idempotency-Replayed"]) == (first.get_data(), "true")


def test_no_key_is_in_the_file(tmp_path, make_client):
    client = make_client(store=f"sqlite:///{tmp_path}/worlds.db")
    live(client)
    client.create(prompt=client.key, callback_url=f"https://a.example/{client.key}")
    client.get(f"/v1/tasks/{client.key}", headers={"X-Token": client.key, "Cookie": client.key})
    client.advance("1h")
    services_of(client.app).close()

    written = b"".join(file.read_bytes() for file in tmp_path.iterdir())

    assert b"kling-o3" in written
    assert client.key.encode() not in written
    assert client.key[4:16].encode() not in written


def test_a_world_that_was_reset_is_gone_with_all_its_rows(start, make_receiver, make_machine):
    client = start(make_receiver(), make_machine())
    live(client)
    client.other("sk-other-key-1").create()
    counted = client.get("/_mock/metrics").text
    client.open("DELETE", "/_mock/world")
    assert client.get("/_mock/metrics").text.replace("worlds 1", "worlds 2") == counted

    store: Any = services_of(client.app).store
    with store.database.reading() as connection:
        rows = {
            name: connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar_one()  # noqa: S608 - our own names
            for name in ("worlds", "tasks", "deliveries", "calls", "replays", "adjustments", "sendings", "forgotten")
        }
    assert rows == {"worlds": 1, "tasks": 1, "deliveries": 0, "calls": 1, "forgotten": 1} | dict.fromkeys(
        ("replays", "adjustments", "sendings"), 0
    )


def test_the_start_says_what_it_found(start, make_receiver, make_machine, durable):
    client = start(make_receiver(), make_machine())
    assert str(services_of(client.app).store).endswith("with 0 worlds")
    client.create()

    found = str(services_of(start(make_receiver(), make_machine()).app).store)

    assert found.startswith(f"store {durable.partition(':')[0]}:")
    assert found.endswith("with 1 world")


def upload(client, name):
    gif = b"GIF89a\x40\x01\x40\x01\x00\x00\x00" + name.encode()
    answer = client.post("/api/v1/files/upload/stream", data={"file": (BytesIO(gif), f"{name}.gif")})
    assert answer.status_code == 200, answer.text
    return answer.json["data"]


def test_files_are_kept_and_shared_and_go(start, routed, durable, make_receiver, make_machine):
    machine = make_machine()
    client = start(make_receiver(), machine)
    first, second = upload(client, "one"), upload(client, "two")
    address = first["file_url"].partition("localhost")[2]
    before = client.get(address).get_data()

    other = routed(make_receiver(), machine=machine, store=durable)
    assert other.get(address).get_data() == before
    assert other.open("DELETE", f"/api/v1/files/{first['file_id']}").status_code == 200
    third = upload(other, "three")

    shown = client.get("/api/v1/files/list").get_data()
    assert client.get(address).status_code == 404
    services_of(other.app).close()
    again = start(make_receiver(), machine)
    assert again.get("/api/v1/files/list").get_data() == shown
    assert third["file_id"].encode() in shown
    assert second["file_id"].encode() in shown


def test_two_servers_at_once_are_one_world(routed, durable, make_receiver, make_machine):
    machine = make_machine()
    one, other = (routed(make_receiver(), machine=machine, store=durable, balance="60") for _ in range(2))

    task = one.create(prompt="[[polls:1]]")
    assert [client.status(task) for client in (other, one, other)] == ["pending", "processing", "completed"]
    assert one.generate().status_code == 200
    assert other.generate().status_code == 402
    other.advance("1m")
    assert one.ledger() == other.ledger()
    assert one.get("/_mock/calls").get_data() == other.get("/_mock/calls").get_data()
    other.open("DELETE", "/_mock/world")
    assert one.get("/v1/tasks").json["total"] == 0

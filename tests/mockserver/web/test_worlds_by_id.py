"""Every world can be looked at and driven by its id, without its key."""

import pytest

WORLD = "X-Klingmock-World"


@pytest.fixture
def nobody(client):
    """Return a caller without a key."""
    return client.other("")


def named(client):
    return {WORLD: client.get("/_mock/world").json["id"]}


def test_a_world_is_driven_by_its_id_alone(client, nobody):
    task_id = client.create(prompt="[[after:90s]]")
    by_id = named(client)

    moved = nobody.post("/_mock/clock/advance", json={"by": "90s"}, headers=by_id)

    assert moved.status_code == 200, moved.text
    assert client.status(task_id) == "completed"
    assert nobody.get("/_mock/tasks", headers=by_id).json["tasks"][0]["id"] == task_id


def test_the_name_goes_before_the_key(client):
    client.create()
    other = client.other("sk-other")
    other.create()
    other.create()

    assert other.get("/_mock/world", headers=named(client)).json["tasks"] == 1
    assert other.get("/_mock/world").json["tasks"] == 2


def test_a_world_can_be_named_in_the_query_too(client, nobody):
    client.create()
    world_id = client.get("/_mock/world").json["id"]

    archive = nobody.get("/_mock/calls.har", query_string={"world": world_id}).json

    assert len(archive["log"]["entries"]) == 1


def test_naming_a_world_that_is_none_makes_none(client, nobody):
    answer = nobody.get("/_mock/world", headers={WORLD: "x" * 300})

    assert answer.status_code == 404
    assert "GET /_mock/worlds" in answer.json["detail"]
    assert nobody.get("/_mock/worlds").json["total"] == 0


def test_worlds_are_listed_in_pages_without_their_keys(client, nobody):
    for number in range(5):
        client.other(f"sk-number-{number}").create()

    first = nobody.get("/_mock/worlds", query_string={"limit": 3}).json
    rest = nobody.get("/_mock/worlds", query_string={"after": first["next"]}).json

    assert [world["number"] for world in first["worlds"] + rest["worlds"]] == [1, 2, 3, 4, 5]
    assert (first["total"], rest["next"]) == (5, None)
    assert first["worlds"][0]["tasks"] == 1
    assert "sk-number" not in str(first)


def test_a_world_that_has_begun_anew_is_listed_no_more(client, nobody):
    client.create()
    client.open("DELETE", "/_mock/world")

    assert nobody.get("/_mock/worlds").json == {"worlds": [], "next": None, "total": 0}


@pytest.mark.parametrize("how", [{"headers": {WORLD: ""}}, {"query_string": {"world": ""}}])
def test_an_empty_name_is_no_name_of_a_world_and_never_means_ones_own(client, how):
    task_id = client.create(prompt="[[after:90s]]")

    answer = client.open("DELETE", "/_mock/world", **how)

    assert answer.status_code == 404, answer.text
    assert client.status(task_id)


def test_nobody_waits_for_a_callback_of_a_world_that_is_not_there(client, monkeypatch):
    monkeypatch.setattr(client.services.pacer, "wait_for", lambda *_, **__: pytest.fail("it waited"))

    for name in ("", "none"):
        answer = client.post("/_mock/callbacks/wait", json={"within": "5m"}, headers={WORLD: name})
        assert answer.status_code == 404, answer.text

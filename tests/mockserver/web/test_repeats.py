"""What may have been paid twice is found, and said with the calls that did it."""

KEYS = ["0123456789abcdef-1", "0123456789abcdef-2"]


def repeats(client):
    return client.get("/_mock/repeats").json


def test_different_requests_are_no_repeat(client):
    client.create(prompt="a boat")
    client.create(prompt="a kite")

    assert repeats(client) == {"repeats": [], "credits": "0"}


def test_a_lost_answer_and_its_retry_are_found(client):
    client.post(
        "/_mock/faults", json={"on": "create", "when": {"nth": 1}, "do": "status", "status": 503, "phase": "after"}
    )
    assert client.generate().status_code == 503
    second = client.create()

    found = repeats(client)

    (repeat,) = found["repeats"]
    assert (repeat["answer_was_lost"], repeat["credits_each"], repeat["credits_again"]) == (True, "27", "27")
    assert [one["call"] for one in repeat["tasks"]] == [1, 2]
    assert repeat["tasks"][1] | {"at": ""} == {
        "task": second,
        "at": "",
        "call": 2,
        "idempotency_key": False,
        "faults": [],
    }
    assert "fault-1" in repeat["tasks"][0]["faults"][0]


def test_the_order_of_members_does_not_matter(client):
    client.create(prompt="a boat", duration=5)
    client.post(
        "/v1/videos/generations",
        data='{"prompt": "a boat", "duration": 5, "image_start": "https://example.com/a.jpg", '
        '"model": "kling-o3-image-to-video"}',
    )

    assert {len(one["tasks"]) for one in repeats(client)["repeats"]} <= {2}


def test_a_replay_is_no_repeat_and_another_key_is_one(client):
    for key in (KEYS[0], KEYS[0], KEYS[1]):
        assert client.generate(headers={"Idempotency-Key": key}).status_code == 200

    (repeat,) = repeats(client)["repeats"]

    assert [one["idempotency_key"] for one in repeat["tasks"]] == [True, True]
    assert repeat["answer_was_lost"] is False


def test_what_was_given_back_is_not_counted(client):
    client.create(prompt="[[fail:x]]")
    client.create(prompt="[[fail:x]]")
    assert repeats(client)["credits"] == "27"

    client.advance("1m")

    assert repeats(client)["credits"] == "0"


def test_a_call_that_is_no_longer_kept_is_left_out(client):
    client.create()
    client.create()
    with client.services.store.by_key(client.key) as world:
        world.journal._records.clear()

    (repeat,) = repeats(client)["repeats"]

    assert [one["call"] for one in repeat["tasks"]] == [None, None]

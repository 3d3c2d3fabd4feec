"""A generation from its creation to its end, as a client sees it."""

import json
from decimal import Decimal

import msgspec
import pytest

CREATE = "/v1/videos/generations"


def test_the_answer_to_a_creation(client):
    answer = client.generate(quality="1080p", sound="on")

    task = answer.json
    assert (answer.status_code, answer.content_type) == (200, "application/json")
    assert task == {
        "created": 1767225600,
        "id": task["id"],
        "model": "kling-o3-image-to-video",
        "object": "video.generation.task",
        "progress": 0,
        "status": "pending",
        "task_info": {"can_cancel": True, "estimated_time": 300, "video_duration": 5},
        "type": "video",
        "usage": {"billing_rule": "per_second", "credits_reserved": 45.009, "user_group": "default"},
    }
    assert task["id"].startswith("task-unified-1767225600-")
    assert len(task["id"]) == len("task-unified-1757169743-7cvnl5zw")


def test_credits_are_exact_numbers(client):
    text = client.generate(sound="on", duration=7).text

    assert msgspec.json.decode(text, type=dict)["usage"]["credits_reserved"] == 50.4252
    assert '"credits_reserved":50.4252,' in text


def test_every_answer_has_the_worlds_date_and_an_id_of_its_own(client):
    client.advance("36h")
    answers = [client.get("/v1/credits"), client.get("/nowhere"), client.generate(duration=99)]

    assert {one.headers["Date"] for one in answers} == {"Fri, 02 Jan 2026 12:00:00 GMT"}
    assert len({one.headers["x-request-id"] for one in answers}) == 3


def test_the_states_of_a_task(client):
    client.set(lifecycle="after:8s")
    task_id = client.create()
    states = {"pending": client.task(task_id)}
    client.advance("5s")
    states["processing"] = client.task(task_id)
    client.advance("3s")
    states["completed"] = client.task(task_id)

    assert {name: (one["status"], one["progress"]) for name, one in states.items()} == {
        "pending": ("pending", 0),
        "processing": ("processing", 50),
        "completed": ("completed", 100),
    }
    assert states["pending"]["task_info"] == {
        "can_cancel": True,
        "estimated_time": 300,
        "video_duration": 5,
    }
    assert states["processing"]["task_info"] == {"can_cancel": True}
    done = states["completed"]
    assert done["task_info"] == {"can_cancel": False}
    assert done["usage"] == {"credits_used": 27}
    assert done["duration"] == 8
    assert done["result_data"] == [{"url": done["results"][0]}]
    assert [name for name, one in states.items() if "results" in one] == ["completed"]


def test_a_failed_task_says_why(client):
    task_id = client.create(prompt="[[fail:content_policy_violation]]")
    client.advance("1m")

    task = client.task(task_id)

    assert (task["status"], task["progress"]) == ("failed", 0)
    assert task["error"] == {
        "code": "content_policy_violation",
        "message": "Content policy violation: the request was blocked by the safety filters",
        "type": "task_error",
    }
    assert not {"results", "result_data", "usage", "duration"} & set(task)


def test_a_cancelled_task(client):
    task_id = client.create(prompt="[[cancel]]")
    client.advance("1m")

    task = client.task(task_id)

    assert (task["status"], task["progress"]) == ("cancelled", 0)
    assert not {"results", "error", "usage"} & set(task)


@pytest.mark.parametrize(
    ("reading", "look"),
    [
        ({"can-cancel-field": "absent"}, lambda task: "task_info" not in task),
        ({"task-error-type": "absent"}, lambda task: set(task["error"]) == {"code", "message"}),
    ],
)
def test_readings_change_the_answer(client, reading, look):
    task_id = client.create(prompt="[[fail:x]]")
    client.advance("1m")
    assert not look(client.task(task_id))

    client.set(readings=reading)

    assert look(client.task(task_id))


def test_credits_may_be_counted_in_uc(client):
    client.set(readings={"credits-unit": "uc", "o3-billing-rule": "per_call"})

    answer = client.generate()

    assert '"credits_reserved":270000,' in answer.text
    assert answer.json["usage"]["billing_rule"] == "per_call"
    client.advance("1m")
    assert client.task(answer.json["id"])["usage"] == {"credits_used": 270000}
    assert client.get("/v1/tasks").json["data"][0]["credits_used"] == 270000


def test_a_custom_element_has_an_id_where_clients_look_for_it(client):
    images = {
        "frontal_image": "https://example.com/a.jpg",
        "refer_images": [{"image_url": "https://example.com/b.jpg"}],
    }
    params = {
        "element_name": "Cat",
        "element_description": "a cat",
        "reference_type": "image_refer",
        "element_image_list": images,
    }
    created = client.post(CREATE, json={"model": "kling-custom-element", "model_params": params})
    assert created.status_code == 200, created.text
    assert "video_duration" not in created.json["task_info"]
    client.advance("1m")

    task = client.task(created.json["id"])

    data = task["result_data"]
    assert "results" not in task
    assert data["element_id"] == data["id"] == data["elements"][0]["element_id"]
    assert int(data["element_id"]) > 2**53
    assert (
        client.get(f"/_mock/results/{client.get('/_mock/world').json['id']}/{created.json['id']}.mp4").status_code
        == 404
    )


def test_the_balance(client):
    client.set(balance="100")
    client.create(quality="1080p")
    data = client.get("/v1/credits").json["data"]
    assert data["token"] == {
        "remaining_credits": 63.982,
        "unlimited_credits": False,
        "used_credits": 0,
    }
    client.advance("1m")

    answer = client.get("/v1/credits")

    assert answer.json == {
        "success": True,
        "message": "",
        "data": {
            "token": {"remaining_credits": 63.982, "unlimited_credits": False, "used_credits": 36.018},
            "user": {"remaining_credits": 63.982, "used_credits": 36.018},
        },
    }


def test_the_models(client):
    names = [one["id"] for one in client.get("/v1/models").json["data"]]

    assert "kling-o3-image-to-video" in names
    assert len(names) == 10


class TestList:
    @pytest.fixture
    def full(self, client):
        prompts = ["[[after:1s]]", "[[fail:x]]", "[[cancel]]", "[[hang]]", "[[after:1h]]"]
        self.ids = [client.create(prompt=prompt) for prompt in prompts]
        client.advance("10m")
        return client

    @pytest.mark.parametrize(
        ("query", "wanted"),
        [
            ("", [4, 3, 2, 1, 0]),
            ("status=completed", [0]),
            ("status=failed", [1]),
            ("status=cancelled", [2]),
            ("status=processing", [4, 3]),
            ("type=video&model=kling-o3-image-to-video", [4, 3, 2, 1, 0]),
            ("type=image", []),
            ("model=kling-v3-image-to-video", []),
            ("page_size=2", [4, 3]),
            ("page=2&page_size=2", [2, 1]),
            ("page=99", []),
        ],
    )
    def test_what_is_listed_newest_first(self, full, query, wanted):
        found = full.get(f"/v1/tasks?{query}").json

        assert [one["id"] for one in found["data"]] == [self.ids[number] for number in wanted]
        assert found["total"] >= len(wanted)

    def test_an_item_carries_no_links(self, full):
        items = full.get("/v1/tasks").json["data"]

        assert items[-1] == {
            "id": self.ids[0],
            "status": "completed",
            "model": "kling-o3-image-to-video",
            "type": "video",
            "progress": 100,
            "created_at": 1767225600,
            "has_results": True,
            "has_error": False,
            "credits_used": 27,
        }
        assert (items[-2]["has_error"], items[-2]["credits_used"]) == (True, 0)

    def test_pages_are_described(self, full):
        answer = full.get("/v1/tasks?page=2&page_size=3").json

        assert {name: answer[name] for name in ("total", "page", "page_size")} == {
            "total": 5,
            "page": 2,
            "page_size": 3,
        }
        assert full.get("/v1/tasks").json["page_size"] == 20


def test_a_batch_leaves_out_what_nobody_knows(client):
    ids = [client.create(), client.create()]

    answer = client.post("/v1/tasks/batch", json={"task_ids": [ids[1], "nope", ids[0], ids[1]]})

    assert [one["id"] for one in answer.json["data"]] == [ids[1], ids[0]]
    assert answer.json["data"][0] == client.task(ids[1])


def test_polls_of_a_batch_count_and_the_list_does_not(client):
    client.set(lifecycle="polls:1")
    task_id = client.create()
    seen = []
    for _ in range(3):
        client.get("/v1/tasks")
        answer = client.post("/v1/tasks/batch", json={"task_ids": [task_id]})
        seen.append(answer.json["data"][0]["status"])

    assert seen == ["pending", "processing", "completed"]


KEY = {"Idempotency-Key": "0123456789abcdef"}


class TestIdempotency:
    def test_the_same_request_gives_the_same_answer_and_one_task(self, client):
        first = client.generate(headers=KEY)
        client.advance("1m")
        again = client.generate(headers=KEY)

        assert first.data == again.data
        assert "idempotency-replayed" not in first.headers
        assert again.headers["idempotency-replayed"] == "true"
        assert client.get("/v1/tasks").json["total"] == 1
        assert client.calls(operation="create")[-1]["replayed"] is True
        assert client.calls(operation="create")[-1]["task"] == first.json["id"]

    def test_the_same_value_written_otherwise_is_the_same_request(self, client, request_body):
        first = client.generate(headers=KEY)
        turned = json.dumps(dict(reversed(request_body.items())), indent=3)

        again = client.post(CREATE, data=turned, content_type="application/json", headers=KEY)

        assert again.data == first.data

    @pytest.mark.parametrize("changes", [{"duration": 6}, {"duration": 5.0}, {"duration": 5}])
    def test_another_request_under_the_same_key_is_a_conflict(self, client, changes):
        client.generate(headers=KEY)

        answer = client.generate(headers=KEY, **changes)

        assert (answer.status_code, answer.json["error"]["code"]) == (409, "idempotency_conflict")
        assert client.get("/v1/tasks").json["total"] == 1

    def test_a_refusal_is_not_remembered(self, client):
        assert client.generate(headers=KEY, duration=99).status_code == 400
        assert client.generate(headers=KEY).status_code == 200

    def test_worlds_do_not_share_keys(self, client):
        client.generate(headers=KEY)

        assert client.other("sk-other").generate(headers=KEY, duration=9).status_code == 200

    @pytest.mark.parametrize("key", ["", "a" * 15, "a" * 97, "a" * 20 + " ", "a" * 20 + "/", "\u00e9" * 20])
    def test_a_key_of_the_wrong_form_is_refused(self, client, key):
        answer = client.generate(headers={"Idempotency-Key": key})

        assert answer.status_code == 400
        assert answer.json["error"]["param"] == "Idempotency-Key"

    @pytest.mark.parametrize("key", ["a" * 16, "a" * 96, "AZaz09._-AZaz09._-"])
    def test_keys_of_the_right_form(self, client, key):
        assert client.generate(headers={"Idempotency-Key": key}).status_code == 200


def test_task_ids_differ_even_when_eight_characters_do_not(client, monkeypatch):
    drawn = iter(["aaaaaaaa", "aaaaaaaa", "bbbbbbbb"])
    monkeypatch.setattr("mockserver.core.chance.identifier", lambda *_args, **_kwargs: next(drawn))

    assert client.create()[-8:] == "aaaaaaaa"
    assert client.create()[-8:] == "bbbbbbbb"


def test_a_magic_word_that_is_not_understood_is_named_in_the_journal(client):
    client.create(prompt="[[fly]]")

    assert [note for note in client.calls()[0]["notes"] if "[[fly]]" in note] != []


def test_the_ledger_and_the_credits_page_agree(client):
    client.set(balance="500", readings={"charge-on-failure": "charged", "charge-on-cancel": "charged"})
    client.create(prompt="[[fail:x]]")
    client.create(prompt="[[cancel]]")
    client.set(readings="strict")
    client.create(prompt="[[fail:x]]")
    client.advance("1m")

    ledger = client.ledger()

    assert [entry["kind"] for entry in ledger["entries"]][-3:] == ["settle", "settle", "release"]
    assert (ledger["spent"], ledger["reserved"], ledger["available"]) == ("54", "0", "446")
    assert Decimal(str(client.get("/v1/credits").json["data"]["user"]["used_credits"])) == 54

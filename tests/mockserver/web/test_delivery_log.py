"""The delivery log: each attempt as it was sent and answered, without credentials."""

import json
from base64 import b64encode
from datetime import UTC, datetime, timedelta

import pytest
import standardwebhooks
from standardwebhooks import Webhook

from mockserver.core.attempt import Outcome
from mockserver.delivery import Sent

HOOK = "https://your-domain.com/hook?id=7"
SECRET = "whsec_" + b64encode(bytes(range(32))).decode()


class Answering:
    """A sender that gives the answers it was told to, the last one again and again."""

    def __init__(self, *answers):
        self.answers, self.sent = answers, []

    def send(self, outgoing):
        self.sent.append(outgoing)
        return self.answers[min(len(self.sent), len(self.answers)) - 1]

    def close(self):
        """Nothing is under way."""


GOOD = Sent(Outcome.DELIVERED, 200, None, (("Content-Type", "text/plain"),), b"thank you")


def test_an_attempt_is_shown_as_it_was_sent_and_answered(routed):
    client = routed(Answering(GOOD))
    client.create(callback_url=HOOK)
    client.advance("2s")

    (delivery,) = client.callbacks()
    (attempt,) = delivery["attempts"]
    body = json.dumps(delivery["body"], separators=(",", ":"), ensure_ascii=False)
    assert attempt == {
        "at": "2026-01-01T00:00:02.000000Z",
        "ended_at": "2026-01-01T00:00:02.000000Z",
        "duration": "0",
        "outcome": "delivered",
        "status": 200,
        "error": None,
        "redelivery": False,
        "duplicate": False,
        "faults": [],
        "request": {
            "method": "POST",
            "url": "http://127.0.0.1:9/hook?id=7",
            "headers": [
                ["Host", "127.0.0.1:9"],
                ["User-Agent", "klingmock"],
                ["Content-Type", "application/json"],
                ["Content-Length", str(len(body.encode()))],
                ["Connection", "close"],
            ],
        },
        "answer": {
            "status": 200,
            "headers": [["Content-Type", "text/plain"]],
            "body": {"text": "thank you", "bytes": 9},
        },
    }


def test_what_was_only_recorded_has_neither_request_nor_answer(client):
    client.create(callback_url=HOOK)
    client.advance("2s")

    (attempt,) = client.callbacks()[0]["attempts"]
    assert (attempt["request"], attempt["answer"], attempt["status"]) == (None, None, None)


def test_a_timeout_takes_its_ten_seconds_of_the_world(routed):
    client = routed(Answering(Sent(Outcome.TIMED_OUT, error="no answer in time"), GOOD))
    client.create(callback_url=HOOK)
    client.advance("1m")

    first, second = client.callbacks()[0]["attempts"]
    assert (first["duration"], first["error"], first["answer"]) == ("10s", "no answer in time", None)
    assert (second["at"], second["duration"]) == ("2026-01-01T00:00:13.000000Z", "0")


def test_one_delivery_is_shown_by_its_id(routed):
    client = routed(Answering(GOOD))
    client.create(callback_url=HOOK)
    client.create(callback_url=HOOK)
    client.advance("2s")
    first, second = client.callbacks()

    assert client.get(f"/_mock/callbacks/{second['id']}").json == second
    assert first["id"] != second["id"]
    missing = client.get("/_mock/callbacks/delivery-none")
    assert (missing.status_code, missing.content_type) == (404, "application/problem+json")


def test_the_id_is_the_same_for_every_attempt_and_redelivery(routed):
    sender = Answering(Sent(Outcome.REFUSED, 500), GOOD)
    client = routed(sender, webhook_secret=SECRET)
    client.create(callback_url=HOOK)
    client.advance("1m")
    (delivery,) = client.callbacks()
    client.post(f"/_mock/callbacks/{delivery['id']}/redeliver")

    ids = {dict(outgoing.headers)["webhook-id"] for outgoing in sender.sent}
    assert ids == {delivery["id"]}
    assert len({outgoing.body for outgoing in sender.sent}) == 1
    assert len(sender.sent) == client.callbacks()[0]["attempts_made"] == 3


def test_the_key_is_shown_nowhere(routed):
    key = "sk-secret-0123456789abcdef"
    told = Sent(Outcome.REFUSED, 500, f"no {key}", (("X-Echo", key), ("Set-Cookie", key)), f"got {key}".encode())
    client = routed(Answering(told), webhook_secret=SECRET).other(key)
    client.create(callback_url=f"https://your-domain.com/{key}")
    client.advance("1m")
    nearest = client.post("/_mock/callbacks/wait", json={"within": "1ms"})

    shown = client.get("/_mock/callbacks").text + nearest.text
    assert key not in shown
    assert "****cdef" in shown
    assert SECRET not in shown
    assert SECRET.removeprefix("whsec_") not in shown


def test_a_long_answer_is_kept_in_part(routed):
    client = routed(Answering(Sent(Outcome.DELIVERED, 200, None, (), b"x" * 60_000)))
    client.create(callback_url=HOOK)
    client.advance("2s")

    body = client.callbacks()[0]["attempts"][0]["answer"]["body"]
    assert (len(body["text"]), body["bytes"]) == (4096, 60_000)


def test_an_unknown_state_is_refused(client):
    answer = client.get("/_mock/callbacks?state=lost")

    assert answer.status_code == 422
    assert "known: waiting, sending, delivered, recorded, given-up" in answer.json["detail"]


@pytest.mark.parametrize("start", ["2026-11-21T12:00:00Z", "1999-12-31T23:59:59Z"])
def test_signatures_are_of_the_worlds_time(routed, start, monkeypatch):
    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.fromisoformat(start).astimezone(tz or UTC) + timedelta(seconds=2)

    monkeypatch.setattr(standardwebhooks.webhooks, "datetime", Clock)
    sender = Answering(GOOD)
    client = routed(sender, webhook_secret=SECRET, start=start)
    client.create(callback_url=HOOK)
    client.advance("2s")

    (outgoing,) = sender.sent
    assert Webhook(SECRET).verify(outgoing.body, dict(outgoing.headers)) == client.callbacks()[0]["body"]


def test_callbacks_are_unsigned_unless_asked_for(routed):
    sender = Answering(GOOD)
    client = routed(sender)
    client.create(callback_url=HOOK)
    client.advance("2s")

    assert not [name for name, _ in sender.sent[0].headers if name.startswith("webhook")]

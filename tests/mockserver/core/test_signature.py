"""Signatures, with the Standard Webhooks project's own library as the judge."""

from base64 import b64encode
from datetime import UTC, datetime, timedelta

import pytest
import standardwebhooks
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook, WebhookVerificationError

from mockserver.core.signature import SecretError, WebhookSecret, parse_secret

NOW = datetime(2026, 11, 21, 12, 0, 0, 900_000, tzinfo=UTC)
KEY = bytes(range(32))
TEXT = "whsec_" + b64encode(KEY).decode()


@pytest.fixture
def _its_clock(monkeypatch):
    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):
            return NOW.astimezone(tz)

    monkeypatch.setattr(standardwebhooks.webhooks, "datetime", Clock)


@pytest.mark.usefixtures("_its_clock")
class TestItsOwnVerifier:
    @pytest.mark.parametrize("body", [b"{}", b'{"a": 1}', '{"text": "é ✓"}'.encode(), b"[1.5, null]"])
    def test_it_accepts_ours(self, body):
        headers = parse_secret(TEXT).headers("delivery-1", body=body, now=NOW)

        Webhook(TEXT).verify(body, dict(headers))

    @pytest.mark.parametrize("spoiled", ["webhook-id", "webhook-timestamp", "webhook-signature"])
    def test_it_refuses_what_was_changed_on_the_way(self, spoiled):
        headers = dict(parse_secret(TEXT).headers("delivery-1", body=b"{}", now=NOW))
        other = dict(parse_secret(TEXT).headers("delivery-2", body=b"[]", now=NOW - timedelta(seconds=1)))

        with pytest.raises(WebhookVerificationError):
            Webhook(TEXT).verify(b"{}", headers | {spoiled: other[spoiled]})

    def test_it_refuses_another_body(self):
        headers = dict(parse_secret(TEXT).headers("delivery-1", body=b"{}", now=NOW))

        with pytest.raises(WebhookVerificationError):
            Webhook(TEXT).verify(b"{ }", headers)


@given(st.binary(min_size=24, max_size=64), st.text("abc-123", min_size=1), st.text())
def test_it_signs_as_theirs_does(key, delivery_id, body):
    ours = dict(WebhookSecret(key).headers(delivery_id, body=body.encode("utf-8", "replace"), now=NOW))

    theirs = Webhook(key).sign(delivery_id, NOW, body.encode("utf-8", "replace").decode())

    assert ours["webhook-signature"] == theirs
    assert (ours["webhook-id"], ours["webhook-timestamp"]) == (delivery_id, "1795262400")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "whsec_",
        TEXT.removeprefix("whsec_"),
        TEXT + "!",
        "whsec_AAAA",
        "whsec_" + b64encode(bytes(65)).decode(),
        "whsec_é",
    ],
)
def test_what_is_no_secret_is_refused_without_being_repeated(text):
    with pytest.raises(SecretError, match="whsec_ and 24 to 64 bytes") as caught:
        parse_secret(text)

    assert text in {"", "whsec_"} or text not in str(caught.value)


@given(st.binary(min_size=24, max_size=64))
def test_every_key_of_that_length_can_be_written(key):
    signed = parse_secret("whsec_" + b64encode(key).decode()).headers("d", body=b"", now=NOW)

    assert signed == WebhookSecret(key).headers("d", body=b"", now=NOW)


def test_a_secret_is_not_shown():
    assert repr(parse_secret(TEXT)) == "WebhookSecret(...)"

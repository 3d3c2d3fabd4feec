"""No credential survives, wherever it stands and however it is spelled."""

import json
from base64 import b64encode, urlsafe_b64encode
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.har import scrub
from mockserver.har.credentials import names_credential

SECRETS = st.text(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~+/=!", min_size=12, max_size=40
).filter(lambda secret: not secret.startswith(".") and "****" not in secret and len(set(secret[:-4])) > 3)
NAMES = st.sampled_from(
    [
        "api_key",
        "apiKey",
        "API-KEY",
        "access_token",
        "X-Api-Key",
        "client_secret",
        "password",
        "Signature",
        "sig",
        "token",
    ]
)
HEADERS = st.sampled_from(
    ["Authorization", "authorization", "AUTHORIZATION", "X-Api-Key", "x_api_key", "Proxy-Authorization", "X-Auth-Token"]
)


def entry(  # noqa: PLR0913 - a part of an entry each
    *, url="https://api.evolink.ai/v1/credits", headers=(), body="", answer="", cookies=(), encoded=False
):
    text = b64encode(answer.encode()).decode() if encoded else answer
    return {
        "request": {
            "method": "POST",
            "url": url,
            "headers": [{"name": name, "value": value} for name, value in headers],
            "cookies": [{"name": name, "value": value} for name, value in cookies],
            "postData": {"mimeType": "application/json", "text": body},
        },
        "response": {
            "status": 200,
            "headers": [],
            "content": {"text": text, **({"encoding": "base64"} if encoded else {})},
        },
    }


def spellings(secret):
    """Write a secret as whoever reads the file could find it."""
    plain = [secret, quote(secret, safe=""), quote_plus(secret), json.dumps(secret)[1:-1], secret.replace("/", r"\/")]
    data = secret.encode()
    return {*plain, b64encode(data).decode().rstrip("="), urlsafe_b64encode(data).decode().rstrip("=")}


def assert_gone(secret, cleaned):
    text = json.dumps(cleaned)
    inner = cleaned["response"]["content"]["text"]
    found = [one for one in spellings(secret) if one in text or one in inner]
    assert found == []


@given(secret=SECRETS, name=HEADERS, scheme=st.sampled_from(["Bearer ", "bearer ", "", "Token "]))
def test_a_key_in_a_header_is_gone_from_everywhere(secret, name, scheme):
    said = f'{{"message": "the key {secret} is not known", "again": "{quote(secret, safe="")}"}}'

    cleaned = scrub(entry(headers=[(name, scheme + secret)], body=json.dumps({"prompt": secret}), answer=said))

    assert_gone(secret, cleaned)


@given(secret=SECRETS, name=NAMES)
def test_a_key_in_a_body_is_gone(secret, name):
    body = json.dumps({"model": "kling", "options": [{name: secret}]})

    assert_gone(secret, scrub(entry(body=body, answer=body, encoded=True)))


@given(secret=SECRETS, name=NAMES, write=st.sampled_from([quote, quote_plus]))
def test_a_key_in_a_query_is_gone(secret, name, write):
    url = f"https://cdn.example.com/a.mp4?x=1&{name}={write(secret, safe='')}"
    answer = json.dumps({"results": [url]}).replace("&", r"\u0026")

    cleaned = scrub(entry(url=url, answer=answer))

    assert_gone(secret, cleaned)
    assert "cdn.example.com/a.mp4" in cleaned["request"]["url"]


@given(secret=SECRETS, name=NAMES)
def test_a_key_in_a_form_is_gone(secret, name):
    assert_gone(secret, scrub(entry(body=f"a=b&{name}={quote(secret, safe='')}")))


@given(secret=SECRETS)
def test_a_cookie_is_gone(secret):
    headers = [("Cookie", f"lang=en; sid={secret}"), ("Set-Cookie", f"sid={secret}; Path=/; HttpOnly")]

    assert_gone(secret, scrub(entry(headers=headers, cookies=[("whatever", secret)])))


@pytest.mark.parametrize(
    "text",
    [
        "curl -H 'Authorization: Bearer s3cret-key-0123456789' https://example.com",
        "my key is sk-s3cret-key-0123456789, please help",
        "https://user:s3cret-key-0123456789@example.com/",
        "https://example.com/?X-Amz-Signature=s3cret-key-0123456789&X-Amz-Expires=60",
    ],
)
def test_a_key_in_the_middle_of_a_text_is_known_by_its_looks(text):
    cleaned = scrub(entry(body=json.dumps({"prompt": text})))

    assert "cret-key-01" not in json.dumps(cleaned)


@pytest.mark.parametrize(
    "body",
    [
        '{"api_key": "s3cret-key-0123456789", "prompt": "cut o',
        '{"headers": [{"name": "X-Auth", "value": "s3cret-key-0123456789',
        '{"inner": "{\\"token\\": \\"s3cret-key-0123456789\\"}"',
    ],
)
def test_a_key_in_json_that_is_cut_off_is_gone(body):
    assert "cret-key-01" not in json.dumps(scrub(entry(answer=body)))


def test_a_basic_password_is_gone_as_itself_too():
    coded = b64encode(b"me:s3cret-password").decode()

    cleaned = scrub(entry(headers=[("Authorization", f"Basic {coded}")], answer="wrong password: s3cret-password"))

    assert "s3cret-pass" not in json.dumps(cleaned)
    assert coded not in json.dumps(cleaned)


def test_a_key_of_one_entry_is_gone_from_another():
    assert "sk-1234567" not in json.dumps(scrub(entry(answer="no such key: sk-12345678"), known=["sk-12345678"]))


def test_a_password_with_a_space_is_gone_from_a_form_and_from_the_text_it_came_from():
    cleaned = scrub(entry(body="user=me&password=open+sesame+now", answer="open sesame now"))

    assert "sesame" not in json.dumps(cleaned)


def test_a_short_key_is_masked_where_it_has_a_name():
    cleaned = scrub(entry(headers=[("X-Api-Key", "abc")]))

    assert cleaned["request"]["headers"][0]["value"] == "****c"


def test_what_is_clean_stays_as_it_is():
    once = scrub(entry(headers=[("Authorization", "Bearer sk-1234567890")], answer='{"usage": {"total_tokens": 12}}'))

    assert once["request"]["headers"][0]["value"] == "Bearer ****7890"
    assert json.loads(once["response"]["content"]["text"]) == {"usage": {"total_tokens": 12}}
    assert scrub(once) == once


@pytest.mark.parametrize("name", ["Idempotency-Key", "prompt", "model", "element_id", "x-request-id", "duration"])
def test_what_is_no_credential_is_kept(name):
    assert not names_credential(name)

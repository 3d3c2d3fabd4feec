import json
import string
from base64 import b64encode
from urllib.parse import quote

from hypothesis import given
from hypothesis import strategies as st

from mockserver.core.redaction import Redaction, is_credential, mask

KEYS = st.text(string.ascii_letters + string.digits + "-_./+=", min_size=8, max_size=60).map(lambda text: "sk-" + text)


@given(KEYS, st.text(), st.text())
def test_a_key_never_shows_in_text(key, before, after):
    redaction = Redaction([("Authorization", f"Bearer {key}")])

    assert key not in redaction.text(before + key + after)


@given(KEYS, st.binary(), st.binary())
def test_a_key_never_shows_in_bytes(key, before, after):
    redaction = Redaction([("Authorization", f"Bearer {key}")])

    assert key.encode() not in redaction.data(before + key.encode() + after)


@given(KEYS)
def test_a_key_never_shows_in_another_spelling(key):
    redaction = Redaction([("Authorization", f"Bearer {key}")])
    spellings = [quote(key, safe=""), json.dumps({"a": json.dumps(key)}), b64encode(key.encode()).decode()]
    spellings += ["".join(f"%{ord(sign):02x}" for sign in key), "".join(f"\\u{ord(sign):04x}" for sign in key)]

    for spelling in spellings:
        assert spelling not in redaction.text(f"a {spelling} b")


@given(st.text(string.ascii_letters + '"\\', min_size=300, max_size=500))
def test_a_very_long_secret_is_found_in_the_usual_spellings(secret):
    redaction = Redaction([("Cookie", secret)])

    for text in (secret, json.dumps(secret), quote(secret, safe="")):
        assert len(redaction.text(text)) < 20


def test_a_secret_beyond_ascii_is_found_in_a_body():
    redaction = Redaction([("X-Token", "cafÃ©-sécret")])

    assert redaction.text("café-sécret") == "café-sécret"
    assert Redaction([("X-Token", "schlÃ¼ssel")]).text("der schlüssel") == "der ****ssel"


def test_the_name_of_a_header_shows_no_key():
    redaction = Redaction([("Authorization", "Bearer sk-abcdefgh1234")])

    assert redaction.headers([("sk-abcdefgh1234", "x")]) == (("****1234", "x"),)


def test_an_escaped_key_is_masked():
    redaction = Redaction([("Authorization", "Bearer sk-ab/cd+efgh")])

    assert redaction.text("key=sk-ab%2Fcd%2Befgh") == "key=****efgh"


def test_headers_keep_the_last_four_characters():
    headers = [
        ("Authorization", "Bearer sk-abcdefgh1234"),
        ("X-Api-Key", "k-5678abcd"),
        ("Cookie", "session=abc def"),
        ("X-Note", "sk-abcdefgh1234 again"),
        ("Accept", "*/*"),
    ]

    assert Redaction(headers).headers(headers) == (
        ("Authorization", "Bearer ****1234"),
        ("X-Api-Key", "****abcd"),
        ("Cookie", "**** def"),
        ("X-Note", "****1234 again"),
        ("Accept", "*/*"),
    )


def test_at_most_half_of_a_short_secret_shows():
    assert [mask(word) for word in ("", "a", "ab", "abcd", "abcdefgh")] == [
        "****",
        "****",
        "****b",
        "****cd",
        "****efgh",
    ]


def test_a_word_too_short_to_be_secret_spoils_nothing():
    assert Redaction([("Authorization", "Bearer a")]).text("a cat") == "a cat"
    assert Redaction([("X-Token", "abcd")]).text("abcdef") == "****cdef"
    assert Redaction([("X-Token", "abc")]).text("abcdef") == "abcdef"


def test_which_headers_carry_credentials():
    carried = [
        "Authorization",
        "COOKIE",
        "x-api-key",
        "X_API_KEY",
        "X-Klingmock-Control-Token",
        "My-Secret",
        "X-Auth-Key",
    ]

    assert [name for name in carried if not is_credential(name)] == []
    assert not is_credential("Idempotency-Key")

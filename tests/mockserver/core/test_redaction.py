import string

from hypothesis import given
from hypothesis import strategies as st

from mockserver.core.redaction import Redaction, is_credential, mask

KEYS = st.text(string.ascii_letters + string.digits + "-_./+=", min_size=8, max_size=60).map(lambda text: "sk-" + text)


@given(KEYS, st.text(), st.text())
def test_a_key_never_shows_in_text(key, before, after):
    redaction = Redaction([("Authorization", f"Bearer {key}")])

    assert key not in redaction.text(before + key + after)


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


def test_which_headers_carry_credentials():
    carried = ["Authorization", "COOKIE", "x-api-key", "X-Klingmock-Control-Token", "My-Secret"]

    assert [name for name in carried if not is_credential(name)] == []
    assert not is_credential("Idempotency-Key")

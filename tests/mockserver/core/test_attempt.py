import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mockserver.core.attempt import ANSWER_LIMIT, HEADERS_LIMIT, Attempt, Outcome, hear, outcome_of
from mockserver.core.clock import START
from mockserver.core.redaction import Redaction

KEY = "sk-test-secret-7890"
REDACTION = Redaction([("Authorization", f"Bearer {KEY}")])


@given(st.integers(100, 599))
def test_only_2xx_is_success(status):
    assert outcome_of(status).good is (200 <= status <= 299)


def test_what_is_delivered_or_recorded_is_good():
    assert [outcome for outcome in Outcome if outcome.good] == [Outcome.DELIVERED, Outcome.RECORDED]


@given(st.binary(max_size=3 * ANSWER_LIMIT))
def test_any_answer_is_kept_in_part(body):
    heard = hear(200, [], body, redaction=REDACTION)

    assert heard.size == len(body)
    assert heard.body == body.decode("utf-8", "replace")[:ANSWER_LIMIT]


@given(st.lists(st.tuples(st.text(max_size=30), st.text(max_size=900)), max_size=20))
@example([("a", "x" * HEADERS_LIMIT)])
@example([("a", "x" * (HEADERS_LIMIT - 2)), ("b", ""), ("c", "")])
def test_headers_are_kept_from_the_first_until_there_is_no_room(headers):
    kept = hear(200, headers, b"", redaction=Redaction([])).headers

    assert len(kept) == len(headers) or sum(len(n) + len(v) for n, v in headers[: len(kept) + 1]) > HEADERS_LIMIT
    assert sum(len(name) + len(value) for name, value in kept) <= HEADERS_LIMIT


@pytest.mark.parametrize("before", range(ANSWER_LIMIT - len(KEY) - 1, ANSWER_LIMIT + 1))
def test_no_part_of_a_key_is_kept_at_the_cut(before):
    heard = hear(
        200, [("X-Echo", KEY), ("Set-Cookie", "id=12345678")], b"x" * before + KEY.encode(), redaction=REDACTION
    )

    assert "sk" not in heard.body
    assert heard.headers == (("X-Echo", "****7890"), ("Set-Cookie", "****5678"))


def test_an_attempt_weighs_what_is_kept_of_it():
    heard = hear(200, [("ab", "cd")], b"efg", redaction=REDACTION)

    assert Attempt(START, START, Outcome.RECORDED).weight == 0
    assert Attempt(START, START, Outcome.REFUSED, heard=heard, headers=(("h", "i"),), error="jkl").weight == 12
    assert Attempt(START, START, Outcome.REFUSED, heard=heard).status == 200

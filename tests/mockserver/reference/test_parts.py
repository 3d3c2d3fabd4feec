"""The small parts of the reference clients."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from contracts import model_names
from mockserver.reference.answers import reason
from mockserver.reference.ending import Ending
from mockserver.reference.inbox import Inbox
from mockserver.reference.intent import fresh_key
from mockserver.reference.messages import Answer, Lost
from mockserver.reference.mp4 import is_whole_mp4
from mockserver.reference.pauses import backoff, retry_after
from mockserver.reference.prices import UnknownPriceError, estimate
from mockserver.reference.standard_library import StandardLibraryClient
from validator import quote
from validator.derive.strategies import valid_requests

FTYP = b"\0\0\0\x10ftypisom\0\0\0\0"


@pytest.mark.parametrize("model", sorted(model_names()))
@given(data=st.data())
def test_the_table_and_the_oracle_agree_on_every_price(model, data):
    request = data.draw(valid_requests(model))

    assert estimate(request) == quote(request).credits


@pytest.mark.parametrize("request_", [{"model": "kling-o4"}, {"model": "kling-o3-text-to-video", "quality": "4k"}])
def test_a_price_that_is_not_in_the_table_is_not_guessed(request_):
    with pytest.raises(UnknownPriceError, match="no price is known for kling-o"):
        estimate(request_)


@given(st.floats(0.001, 100), st.text(), st.integers(1, 200))
def test_each_pause_is_longer_until_both_are_the_longest(first, intent, failures):
    earlier = backoff(failures, first=first, spread_by=intent)
    later = backoff(failures + 1, first=first, spread_by=intent)

    assert first <= earlier
    assert earlier < later or earlier == later == max(60, first)


@given(st.floats(0.001, 10), st.text())
def test_the_first_pause_is_spread_by_at_most_a_half(first, intent):
    assert first <= backoff(1, first=first, spread_by=intent) <= first * 1.5


DATE = "Thu, 01 Jan 2026 00:00:00 GMT"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 0),
        ({"retry-after": "7"}, 7),
        ({"retry-after": " 7 "}, 7),
        ({"retry-after": "0"}, 0),
        ({"retry-after": "-7"}, 0),
        ({"retry-after": "soon"}, 0),
        ({"retry-after": "\u0667"}, 0),
        ({"retry-after": "Thu, 01 Jan 2026 00:01:30 GMT", "date": DATE}, 90),
        ({"retry-after": "Wed, 31 Dec 2025 00:00:00 GMT", "date": DATE}, 0),
        ({"retry-after": "Thu, 01 Jan 2026 00:01:30 GMT"}, 0),
        ({"retry-after": "Thu, 01 Jan 2026 00:01:30", "date": DATE}, 0),
        ({"retry-after": "Thu, 99 Jan 2026 00:01:30 GMT", "date": DATE}, 0),
    ],
)
def test_retry_after_is_a_number_of_seconds_or_a_date(headers, seconds):
    assert retry_after(Answer(429, headers, b"")) == seconds


def test_whoever_did_not_answer_asked_for_nothing():
    assert retry_after(Lost("reset")) == retry_after(None) == 0


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (None, "no answer"),
        (Lost("reset"), "reset"),
        (Answer(502, {}, b"<html>"), "HTTP 502, without an error object"),
        (Answer(400, {}, b'{"error": "x"}'), "HTTP 400, without an error object"),
        (Answer(400, {}, b'{"error": {"code": "c", "message": "m"}}'), "HTTP 400 c: m"),
        (Answer(400, {}, b"[" * 100_000), "HTTP 400, without an error object"),
    ],
)
def test_a_reason_is_found_in_every_answer(event, said):
    assert reason(event) == said


def test_a_reason_is_short_however_much_was_said():
    body = json.dumps({"error": {"code": "c", "message": "m" * 10_000}}).encode()

    assert len(reason(Answer(400, {}, body))) == 200


@given(st.lists(st.binary(max_size=20), max_size=5))
def test_a_file_is_whole_when_its_boxes_are(contents):
    boxes = [(8 + len(one)).to_bytes(4, "big") + b"mdat" + one for one in contents]
    video = FTYP + b"".join(boxes)

    assert is_whole_mp4(video)
    ends = {len(FTYP) + sum(map(len, boxes[:number])) for number in range(len(boxes) + 1)}
    assert [at for at in range(len(video)) if is_whole_mp4(video[:at])] == sorted(ends - {len(video)})


@pytest.mark.parametrize(
    ("box", "whole"),
    [
        (b"\0\0\0\x01mdat\0\0\0\0\0\0\0\x11x", True),
        (b"\0\0\0\x01mdat\0\0\0\0\0\0\0\x12x", False),
        (b"\0\0\0\x01mdat", False),
        (b"\0\0\0\x01mdat\x09", False),
        (b"\0\0\0\x01mdat\0\0\0\0\0\0\0\x08", False),
        (b"\0\0\0\0mdat and all the rest", True),
        (b"\0\0\0\x07mdat", False),
        (b"\0\0\0", False),
    ],
)
def test_boxes_of_every_size_are_understood(box, whole):
    assert is_whole_mp4(FTYP + box) is whole


@pytest.mark.parametrize("data", [b"", b"<html>524: a timeout occurred</html>", b"\0\0\0\x08mdat", b"\0" * 100])
def test_what_does_not_begin_like_one_is_no_video(data):
    assert not is_whole_mp4(data)


@given(st.binary(max_size=200))
@example(b"\0\0\0\x01ftyp\0\0\0\0\0\0\0\0")
def test_any_bytes_can_be_asked(data):
    assert is_whole_mp4(data) in {True, False}


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["completed", "failed", "processing"])), max_size=9))
def test_however_often_and_in_whatever_order_callbacks_come_each_task_counts_once(callbacks):
    inbox = Inbox()

    statuses = [inbox.receive(json.dumps({"id": task, "status": status}).encode()) for task, status in callbacks]

    assert set(statuses) <= {200}
    assert inbox.effects() == {task: 1 for task, status in callbacks if status != "processing"}


def test_callbacks_that_come_together_count_once():
    inbox = Inbox()
    body = b'{"id": "a", "status": "completed"}'

    with ThreadPoolExecutor(8) as pool:
        statuses = set(pool.map(inbox.receive, [body] * 200))

    assert (statuses, inbox.effects()) == ({200}, {"a": 1})


@given(st.binary(max_size=50))
@example(b"[]")
@example(b"{}")
@example(b'{"id": 1, "status": "completed"}')
@example(b'{"id": "a"}')
@example(b"[" * 100_000)
def test_what_is_no_callback_is_refused_and_counts_for_nothing(body):
    inbox = Inbox()

    assert inbox.receive(body) == 400
    assert inbox.effects() == {}


def test_a_client_takes_callback_and_poll_once_and_saves_the_video():
    saved = []
    client = StandardLibraryClient(save=lambda task, video: saved.append((task, video)))

    client.receive(b'{"id": "a", "status": "completed"}', {})
    client.conclude(Ending(status="completed", task_id="a", video=b"v"))
    client.conclude(Ending(status="gave-up", task_id="b"))

    assert client.effects() == {"a": 1}
    assert saved == [("a", b"v")]


def test_every_intent_has_a_key_of_its_own_that_the_gateway_takes():
    keys = {fresh_key() for _ in range(100)}

    assert len(keys) == 100
    assert all(16 <= len(key) <= 96 and key.isascii() for key in keys)

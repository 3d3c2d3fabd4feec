"""Hostile clients: drawn from a seed, heard by another parser, and none of them brings the server down."""

import json
from random import Random

import h11
import pytest

from fuzz.answers import problems
from fuzz.front import front, repeat_round
from fuzz.grammar import draw_round
from fuzz.visit import ENDINGS, Heard, Visit

GOOD = Visit(pieces=(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",), sure=1)
HEAD = Visit(pieces=(b"HEAD / HTTP/1.1\r\nHost: x\r\n\r\n",))
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


@pytest.fixture(scope="module")
def drawn():
    return [visit for number in range(300) for visit in draw_round(Random(f"1:{number}"), key="k")]


def test_a_short_run_finds_nothing(tmp_path):
    outcome = front(folder=tmp_path, rounds=80, seed=1)

    assert [str(finding) for finding in outcome.findings] == []
    assert outcome.executions > 200


def test_a_round_that_was_kept_can_be_played_again(tmp_path):
    file = tmp_path / "front-1-1.json"
    file.write_text(json.dumps({"visits": [GOOD.to_dict(), HEAD.to_dict()]}), encoding="utf-8")

    assert repeat_round(file) == []


def test_the_same_luck_draws_the_same_round_and_its_written_form_is_the_same(drawn):
    assert drawn == [visit for number in range(300) for visit in draw_round(Random(f"1:{number}"), key="k")]
    assert [Visit.from_dict(json.loads(json.dumps(visit.to_dict()))) for visit in drawn] == drawn


def test_clients_of_each_kind_are_drawn(drawn):
    sent = b"".join(visit.sent for visit in drawn)

    assert {visit.ending for visit in drawn} == set(ENDINGS)
    assert [
        word for word in (b"\x00", b"\xff", b"chunked", b"Expect: ", b"Upgrade: ", b"multipart/") if word not in sent
    ] == []
    assert max(len(visit.sent) for visit in drawn) > 70_000


def test_what_is_surely_good_is_as_many_requests_as_it_says(drawn):
    sure = [visit for visit in drawn if visit.sure is not None]

    assert len(sure) > 50
    assert [requests_in(visit.sent) for visit in sure] == [visit.sure for visit in sure]


def requests_in(sent):
    reader, count = h11.Connection(h11.SERVER), 0
    reader.receive_data(sent)
    while True:
        event = reader.next_event()
        if isinstance(event, h11.EndOfMessage):
            count += 1
            reader.send(h11.Response(status_code=200, headers=[("Content-Length", "0")]))
            reader.send(h11.EndOfMessage())
            reader.start_next_cycle()
        elif event is h11.NEED_DATA:
            return count


@pytest.mark.parametrize(
    ("visit", "data", "ended"),
    [
        (GOOD, OK, "end"),
        (GOOD, b"HTTP/1.1 100 Continue\r\n\r\n" + OK, "end"),
        (HEAD, b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n", "end"),
        (Visit(pieces=(*GOOD.pieces, *HEAD.pieces, *GOOD.pieces), sure=3), OK + OK[:-2] + OK, "end"),
        (Visit(pieces=(b"nonsense",)), b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n", "end"),
        (Visit(pieces=(b"FOO / HTTP/1.1",)), b"HTTP/1.1 501 No\r\nContent-Length: 0\r\n\r\n", "end"),
        (Visit(pieces=(b"\r\n",)), b"", "end"),
        (Visit(pieces=(b"GET", b" /"), ending="close"), b"", "left"),
        (GOOD, OK[:-1], "reset"),
    ],
)
def test_nothing_is_wrong_with_a_right_answer(visit, data, ended):
    assert list(problems(visit, Heard(data, ended))) == []


@pytest.mark.parametrize(
    ("visit", "data", "ended", "problem"),
    [
        (GOOD, OK[:-1], "end", "no HTTP"),
        (GOOD, b"\x00" + OK, "end", "no HTTP"),
        (GOOD, OK + b"x", "end", "no HTTP"),
        (GOOD, OK + OK, "end", "2 answers to 1"),
        (GOOD, b"", "end", "0 answers to 1"),
        (GOOD, OK, "never", "never ended"),
        (GOOD, b"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n", "end", "the status 500"),
        (GOOD, b"HTTP/1.1 501 No\r\nContent-Length: 0\r\n\r\n", "end", "the status 501"),
        (Visit(pieces=(b"G",)), b"", "end", "no answer at all"),
        (HEAD, b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokok", "end", "no HTTP"),
        (
            GOOD,
            b"HTTP/1.1 200 OK\r\nContent-Length: 34\r\n\r\nTraceback (most recent call last):",
            "end",
            "a traceback",
        ),
    ],
)
def test_a_wrong_answer_is_told(visit, data, ended, problem):
    assert problem in "; ".join(problems(visit, Heard(data, ended)))

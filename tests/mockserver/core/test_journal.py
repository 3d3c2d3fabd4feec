import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.core import journal as journal_module
from mockserver.core.entry import Entry
from mockserver.core.headers import Headers
from mockserver.core.journal import Journal
from mockserver.core.record import BODY_LIMIT, make_record
from mockserver.core.remarks import Remarks
from mockserver.core.tally import Tally
from mockserver.core.wire import Call, Reply

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
KEY = "sk-test-abcdef123456"


def call(body=b"", *, path="/v1/credits", query="", key=KEY, operation="credits"):
    headers = Headers([("Authorization", f"Bearer {key}")])
    return Call(operation=operation, method="GET", path=path, query=query, headers=headers, body=body, size=len(body))


def note(journal, body=b"", *, answer=b"{}", remarks=None, **more):
    reply = Reply(200, (("content-type", "application/json"),), answer)
    number = journal.next_number()
    at = NOON + timedelta(seconds=number)
    journal.add(number, at, call(body, **more), reply, remarks or Remarks())


def numbers(journal):
    return [record.number for record in journal.records()]


def fits(records, entries, size):
    return len(records) == 1 or (len(records) <= entries and sum(record.weight for record in records) <= size)


def shown(journal):
    return json.dumps([Entry(record).to_dict() for record in journal.records()])


@given(st.lists(st.integers(0, 300), max_size=30), st.integers(1, 5), st.integers(1, 1000))
def test_the_last_calls_are_kept_within_both_limits_and_the_rest_is_counted(sizes, entries, size):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(journal_module, "ENTRY_LIMIT", entries)
        patch.setattr(journal_module, "BYTE_LIMIT", size)
        tally = Tally()
        journal, made = Journal(tally), []
        for length in sizes:
            note(journal, b"x" * length)
            made.append(journal.records()[-1])
        wanted = [made[from_:] for from_ in range(len(made)) if fits(made[from_:], entries, size)]

        assert journal.records() == tuple(wanted[0] if wanted else [])
        assert numbers(journal) == list(range(journal.dropped + 1, len(sizes) + 1))
        assert journal.dropped == tally.dropped
        assert journal.total == sum(tally.calls.values()) == len(sizes)


def test_heads_bodies_and_notes_weigh():
    usual = (("content-type", "application/json"), ("date", "x" * 29), ("x-request-id", "x" * 16))
    asked = call(b"123", path="/v1", query="a=b")

    plain = make_record(1, NOON, asked, Reply(200, usual, b"12345"), Remarks())
    more = make_record(1, NOON, asked, Reply(200, (*usual, ("x", "yz")), b"12345"), Remarks(notes=("1234567",)))

    assert plain.weight == 3 + 3 + 3 + 5 + 90 + len("Authorization") + len(f"Bearer {KEY}")
    assert more.weight == plain.weight + 3 + 7


def test_two_bodies_that_are_long_only_together_are_not_cut():
    half = b"x" * (BODY_LIMIT - 1)
    journal = Journal(Tally())
    note(journal, half, answer=half)

    (record,) = journal.records()

    assert (record.call.body, record.reply.body, record.request, record.answer) == (half, half, None, None)


@pytest.mark.parametrize("side", ["request", "answer"])
@pytest.mark.parametrize("length", [BODY_LIMIT, BODY_LIMIT + 1])
def test_a_long_body_is_cut_when_it_is_kept(side, length):
    journal = Journal(Tally())
    note(journal, **{"body" if side == "request" else "answer": b"x" * length})

    (record,) = journal.records()
    body = Entry(record).to_dict()[side]["body"]

    assert (body["text"], body["bytes"]) == ("x" * BODY_LIMIT, length)
    assert len(record.call.body) + len(record.reply.body) <= BODY_LIMIT + 2
    assert BODY_LIMIT < record.weight < BODY_LIMIT + 300


@pytest.mark.parametrize("before", range(BODY_LIMIT - len(KEY) - 1, BODY_LIMIT + 2))
def test_a_key_across_the_cut_does_not_show_its_first_half(before):
    journal = Journal(Tally())
    note(journal, b"x" * before + KEY.encode() + b"y" * BODY_LIMIT)

    assert KEY[:8] not in shown(journal)


def test_notes_that_quote_a_key_are_masked_when_read():
    journal = Journal(Tally())
    note(journal, remarks=Remarks(notes=(f"/foo: {KEY!r} is unknown",)))

    assert KEY not in shown(journal)
    assert "'****3456' is unknown" in shown(journal)

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.core import search as search_module
from mockserver.core.headers import Headers
from mockserver.core.record import make_record
from mockserver.core.remarks import Remarks
from mockserver.core.search import Search, find, names_fault, parse_statuses
from mockserver.core.wire import Call, Reply

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def at(seconds):
    return NOON + timedelta(seconds=seconds)


def record(number, *, operation="query", status=200, body=b"", answer=b"", **remarks):
    headers = Headers([("Authorization", "Bearer sk-abcdef123456")])
    call = Call(operation=operation, method="GET", path="/", headers=headers, body=body)
    return make_record(number, at(number), call, Reply(status, (), answer), Remarks(**remarks))


STORY = [
    record(1, operation="create", body=b'{"prompt": "a cat"}', task="task-1", faults=("f1: reset (after)",)),
    record(2, operation="create", status=400, rules=("o3/duration/maximum",)),
    record(3, task="task-1", answer="a Käse".encode()),
    record(4, status=404),
    record(5, status=503, body=b"sk-abcdef123456"),
]


@pytest.mark.parametrize(
    ("search", "wanted"),
    [
        (Search(), [1, 2, 3, 4, 5]),
        (Search(operation="create"), [1, 2]),
        (Search(status=parse_statuses("4xx")), [2, 4]),
        (Search(status=parse_statuses("404")), [4]),
        (Search(task="task-1"), [1, 3]),
        (Search(rule="o3/duration/maximum"), [2]),
        (Search(fault="reset"), [1]),
        (Search(fault="f1"), [1]),
        (Search(fault="res"), []),
        (Search(after=2), [3, 4, 5]),
        (Search(before=3), [1, 2]),
        (Search(since=at(3)), [3, 4, 5]),
        (Search(until=at(3)), [1, 2]),
        (Search(text="a cat"), [1]),
        (Search(text="Käse"), [3]),
        (Search(text="sk-abcdef123456"), []),
        (Search(text="****3456"), [5]),
        (Search(operation="create", status=range(200, 201)), [1]),
    ],
)
def test_each_part_of_a_search_narrows_it(search, wanted):
    assert [one.number for one in find(STORY, search, limit=10).records] == wanted


def _beyond(number, *, newest_first):
    return Search(before=number) if newest_first else Search(after=number)


@given(st.integers(0, 30), st.integers(1, 7), st.booleans())
def test_the_pages_together_are_all_that_was_found_and_nothing_twice(count, limit, newest_first):
    records = [record(number) for number in range(1, count + 1)]
    seen: list[int] = []
    following = None
    while True:
        search = Search() if following is None else _beyond(following, newest_first=newest_first)
        page = find(records, search, limit=limit, newest_first=newest_first)
        assert page.found == count - len(seen)
        seen += [one.number for one in page.records]
        following = page.next
        if following is None:
            break

    assert seen == sorted(range(1, count + 1), reverse=newest_first)


@pytest.mark.parametrize(("limit", "following"), [(4, 4), (5, None), (6, None)])
def test_only_a_page_that_is_not_the_last_leads_on(limit, following):
    assert find(STORY, Search(), limit=limit).next == following


def test_a_page_of_none_leads_nowhere():
    page = find(STORY, Search(), limit=0)

    assert (page.records, page.found, page.next) == ((), 5, None)


def test_a_page_is_bounded_in_bytes_but_holds_one_entry(monkeypatch):
    records = [record(number, body=b"x" * 100) for number in range(1, 4)]
    monkeypatch.setattr(search_module, "PAGE_BYTES", records[0].weight * 2)
    assert len(find(records, Search(), limit=10).records) == 2
    monkeypatch.setattr(search_module, "PAGE_BYTES", 1)
    assert len(find(records, Search(), limit=10).records) == 1


@pytest.mark.parametrize("name", ["f1: reset (after)", "f1", "reset", "after"])
def test_a_fault_is_named_by_each_of_its_words(name):
    assert names_fault(["f1: reset (after)"], name)


@pytest.mark.parametrize("text", ["", "4", "40", "0xx", "4x", "4xxx", "4XX", "4040", "x", "+404", "\u0664\u0660\u0664"])
def test_what_is_no_status_is_refused(text):
    with pytest.raises(ValueError, match="no HTTP status"):
        parse_statuses(text)


@given(st.integers(100, 999))
def test_a_status_is_in_its_class(status):
    assert status in parse_statuses(str(status))
    assert status in parse_statuses(f"{status // 100}xx")
    assert len(parse_statuses(str(status))) == 1
    assert len(parse_statuses(f"{status // 100}xx")) == 100

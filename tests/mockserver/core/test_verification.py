"""Expected but not seen: the verdict, and which calls came nearest."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.core.entry import Entry
from mockserver.core.expectation import FIELDS
from mockserver.core.headers import Headers
from mockserver.core.matching import Steps, TooLongError, WantedError
from mockserver.core.question import parse_question
from mockserver.core.record import make_record
from mockserver.core.remarks import Remarks
from mockserver.core.verification import NEAREST, STEPS, verify
from mockserver.core.wire import Call, Reply

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def entry(number, body=b"", *, operation="create", query="", status=200, **remarks):
    method, path = ("POST", "/v1/videos/generations") if operation == "create" else ("GET", "/v1/tasks/task-1")
    headers = Headers([("Authorization", "Bearer sk-abcdef123456"), ("Accept", "a"), ("ACCEPT", "b")])
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    call = Call(operation=operation, method=method, path=path, query=query, headers=headers, body=data)
    return Entry(make_record(number, NOON, call, Reply(status, (), b""), Remarks(**remarks)))


STORY = [
    entry(1, {"model": "o3", "duration": 5, "tags": ["a", "b"]}, task="task-1", faults=("f1 reset after: cut",)),
    entry(2, {"model": "v3", "duration": 10}, status=400, rules=("v3/duration", "v3/image")),
    entry(3, operation="query", query="page=2&empty=", task="task-1"),
    entry(4, b"no json"),
    entry(5, operation="query", status=404),
]


def ask(question, entries=STORY, steps=STEPS):
    return verify(entries, parse_question(question), steps=Steps(steps)).to_dict()


@pytest.mark.parametrize(
    ("expected", "calls"),
    [
        ({}, [1, 2, 3, 4, 5]),
        ({"operation": "create"}, [1, 2, 4]),
        ({"method": "GET"}, [3, 5]),
        ({"path": "/v1/videos/generations"}, [1, 2, 4]),
        ({"path": {"$match": "^/v1/tasks/"}}, [3, 5]),
        ({"status": 404}, [5]),
        ({"status": "404"}, [5]),
        ({"status": "4xx"}, [2, 5]),
        ({"task": "task-1"}, [1, 3]),
        ({"task": {"$absent": True}}, [2, 4, 5]),
        ({"rule": "v3/image"}, [2]),
        ({"rule": {"$absent": True}}, [1, 3, 4, 5]),
        ({"rule": {"$contains": {"$match": "duration"}}}, [2]),
        ({"fault": "reset"}, [1]),
        ({"fault": "f1"}, [1]),
        ({"fault": {"$any": True}}, [1]),
        ({"query": {"page": "2", "empty": ""}}, [3]),
        ({"headers": {"AUTHORIZATION": "Bearer ****3456"}}, [1, 2, 3, 4, 5]),
        ({"headers": {"accept": "a, b"}}, [1, 2, 3, 4, 5]),
        ({"headers": {"X-No": {"$absent": True}}}, [1, 2, 3, 4, 5]),
        ({"body": {"duration": 5}}, [1]),
        ({"body": {"duration": {"$any": True}, "model": {"$match": "3$"}}}, [1, 2]),
        ({"body": {"tags": {"$contains": "b"}}}, [1]),
        ({"body": "no json"}, [4]),
        ({"body": {"$absent": True}}, [3, 5]),
    ],
)
def test_which_calls_fit(expected, calls):
    answer = ask({"expect": expected})

    assert answer == {"met": True, "found": len(calls), "calls": calls}


@pytest.mark.parametrize("field", FIELDS)
def test_every_field_can_be_expected_and_missed(field):
    (miss, *_) = ask({"expect": {field: {"$match": "^never$"}}})["nearest"]

    assert [one["at"] for one in miss["differences"]] == [f"/{field}"]


@pytest.mark.parametrize(
    ("count", "met"),
    [
        ({}, True),
        ({"exactly": 3}, True),
        ({"exactly": 2}, False),
        ({"exactly": 4}, False),
        ({"at_least": 3}, True),
        ({"at_least": 4}, False),
        ({"at_most": 3}, True),
        ({"at_most": 2}, False),
        ({"at_least": 1, "at_most": 3}, True),
        ({"at_least": 4, "at_most": 5}, False),
    ],
)
def test_calls_are_counted(count, met):
    answer = ask({"expect": {"operation": "create"}, "count": count})

    assert (answer["met"], answer["found"], answer["calls"]) == (met, 3, [1, 2, 4])


def test_none_at_most_is_met_by_no_call():
    assert ask({"expect": {"operation": "batch"}, "count": {"at_most": 3}})["met"]
    assert ask({"expect": {"operation": "batch"}, "count": {"exactly": 0}})["met"]


def test_too_many_calls_have_no_nearest_misses():
    assert ask({"expect": {"operation": "create"}, "count": {"at_most": 0}})["nearest"] == []


def test_the_nearest_misses_say_what_differs_best_first():
    answer = ask({"expect": {"operation": "create", "status": 200, "body": {"model": "o3", "duration": 10}}})

    assert [miss["number"] for miss in answer["nearest"]] == [1, 2, 4]
    assert answer["nearest"][0] == {
        "number": 1,
        "at": "2026-01-01T12:00:00.000000Z",
        "operation": "create",
        "method": "POST",
        "path": "/v1/videos/generations",
        "status": 200,
        "differences": [{"at": "/body/duration", "wanted": 10, "got": 5}],
    }
    assert [one["at"] for one in answer["nearest"][1]["differences"]] == ["/status", "/body/model"]
    assert answer["nearest"][2]["differences"] == [
        {"at": "/body", "wanted": {"model": "o3", "duration": 10}, "got": "no json"}
    ]


def test_a_call_of_another_route_is_further_away_than_one_with_a_wrong_body():
    answer = ask({"expect": {"operation": "create", "body": {"model": "x", "a": 1, "b": 2}}})

    assert {miss["number"] for miss in answer["nearest"]} == {1, 2, 4}


def test_of_two_that_are_as_near_the_later_comes_first():
    answer = ask({"expect": {"status": 503}})

    assert [miss["number"] for miss in answer["nearest"]] == [5, 4, 3]


def test_what_is_not_there_has_no_got():
    answer = ask({"expect": {"body": {"seed": 1}}, "after": 4}, [*STORY, entry(6, {"a": 1})])

    assert answer["nearest"][0]["differences"] == [{"at": "/body/seed", "wanted": 1}]


def test_long_values_are_cut_where_they_are_told():
    answer = ask({"expect": {"body": "x" * 600}}, [entry(1, ["y" * 1_000])])

    (found,) = answer["nearest"][0]["differences"]
    assert len(found["wanted"]) == len(found["got"]) == 503
    assert found["got"].startswith('["yyy')


def test_a_value_that_is_just_short_enough_is_told_whole():
    (miss,) = ask({"expect": {"body": "x" * 500}}, [entry(1, b"y" * 500)])["nearest"]

    assert miss["differences"] == [{"at": "/body", "wanted": "x" * 500, "got": "y" * 500}]


def test_only_calls_beyond_a_number_are_asked_about():
    assert ask({"expect": {"operation": "create"}, "after": 2})["calls"] == [4]


@pytest.mark.parametrize(
    ("story", "calls", "missing"),
    [
        ([{"operation": "create"}, {"operation": "query"}], [1, 3], None),
        ([{"operation": "create"}] * 3, [1, 2, 4], None),
        ([{"operation": "create"}] * 4, [1, 2, 4], 3),
        ([{"status": 404}, {"operation": "create"}], [5], 1),
        ([{"operation": "batch"}], [], 0),
    ],
)
def test_a_story_is_met_in_its_order_by_a_call_for_each_step(story, calls, missing):
    answer = ask({"in_order": story})

    assert (answer["met"], answer["calls"], answer.get("missing")) == (missing is None, calls, missing)


def test_a_call_that_came_too_early_is_told_to_be_so():
    answer = ask({"in_order": [{"status": 404}, {"operation": "create"}]})

    assert [miss["number"] for miss in answer["nearest"]] == [4, 2, 1]
    assert answer["nearest"][0]["differences"] == [{"at": "", "wanted": "after call 5", "got": "call 4"}]


CALLS = st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 2)), max_size=8)


@given(CALLS, st.lists(st.sampled_from("ab"), min_size=1, max_size=4))
def test_a_story_is_met_whenever_some_calls_meet_it(calls, story):
    entries = [entry(number, {"x": letter, "n": n}) for number, (letter, n) in enumerate(calls, 1)]
    left = iter(letter for letter, _ in calls)
    met = all(any(one == letter for one in left) for letter in story)

    assert ask({"in_order": [{"body": {"x": letter}} for letter in story]}, entries)["met"] is met


@given(CALLS, st.sampled_from("ab"), st.integers(0, 2), st.integers(1, 4))
def test_the_verdict_and_its_explanation_never_disagree(calls, letter, n, least):
    entries = [entry(number, {"x": one, "n": m}) for number, (one, m) in enumerate(calls, 1)]
    answer = ask({"expect": {"body": {"x": letter, "n": n}}, "count": {"at_least": least}}, entries)

    assert answer["found"] == calls.count((letter, n))
    assert answer["met"] is (answer["found"] >= least)
    if not answer["met"]:
        told = answer["nearest"]
        assert len(told) == min(NEAREST, len(calls) - answer["found"])
        assert all(miss["differences"] and miss["number"] not in answer["calls"] for miss in told)
        counts = [len(miss["differences"]) for miss in told]
        assert counts == sorted(counts)


@pytest.mark.parametrize(
    ("question", "at"),
    [
        ([], ""),
        ({}, ""),
        ({"expect": {}, "in_order": [{}]}, ""),
        ({"expect": []}, "/expect"),
        ({"expect": {"colour": 1}}, "/expect/colour"),
        ({"expect": {"status": "4x"}}, "/expect/status"),
        ({"expect": {"body": {"a": {"$b": 1}}}}, "/expect/body/a/$b"),
        ({"expect": {"rule": {"$match": "("}}}, "/expect/rule/$match"),
        ({"expect": {"fault": {"$match": 1}}}, "/expect/fault/$match"),
        ({"expect": {"headers": {"A": {"$x": 1}}}}, "/expect/headers/a/$x"),
        ({"expect": {}, "count": 3}, "/count"),
        ({"expect": {}, "count": {"more": 3}}, "/count"),
        ({"expect": {}, "count": {"exactly": -1}}, "/count/exactly"),
        ({"expect": {}, "count": {"exactly": True}}, "/count/exactly"),
        ({"expect": {}, "count": {"at_least": 1.5}}, "/count/at_least"),
        ({"expect": {}, "count": {"exactly": 1, "at_most": 2}}, "/count"),
        ({"expect": {}, "count": {"at_least": 3, "at_most": 2}}, "/count"),
        ({"expect": {}, "after": 10**9}, "/after"),
        ({"expect": {}, "extra": 1}, "/extra"),
        ({"in_order": []}, "/in_order"),
        ({"in_order": {}}, "/in_order"),
        ({"in_order": [{}] * 101}, "/in_order"),
        ({"in_order": [{}, {"path/": 1}]}, "/in_order/1/path~1"),
        ({"in_order": [{}], "count": {}}, "/count"),
    ],
)
def test_what_cannot_be_asked_is_refused_where_it_stands(question, at):
    with pytest.raises(WantedError) as refused:
        parse_question(question)

    assert refused.value.at == at


def test_a_question_that_takes_too_long_is_given_up():
    with pytest.raises(TooLongError):
        ask({"expect": {"body": {"a": 1, "b": 2}}}, steps=3)

"""The fault plan: what is read, what fits, what is counted, and who takes a call. Decided without a server."""

import json
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mockserver.core.chance import HIGHEST
from mockserver.core.clock import START, format_instant, parse_pace
from mockserver.core.faults import (
    FaultBook,
    FaultError,
    FaultKind,
    Occasion,
    Phase,
    Subject,
    When,
    parse_fault,
    parse_faults,
    real_wait,
    share,
    world_wait,
)
from mockserver.core.faults.fault_error import hint
from mockserver.core.wire import decode_exactly, encode
from mockserver.faults import KINDS
from mockserver.strategies import faults

ALL = ("create", "query", "list", "batch", "credits", "models", "download", "callback")
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
WORDS = ("id", "on", "do", "when", "phase", "note", "status", "retry_after", "fixed", "real", "at", "keep", "bytes")
ALMOST = st.dictionaries(
    st.sampled_from(WORDS),
    JUNK | st.sampled_from([*KINDS, *ALL, "any", "before", "after", "/status", "2s", {"nth": 1}, {"share": "1/3"}]),
)


def occasion(operation="query", *, seconds=0, seed=0, about=(), attempt=None):
    return Occasion(
        operation=operation,
        now=START + timedelta(seconds=seconds),
        began=START,
        seed=seed,
        about=lambda: tuple(about),
        attempt=attempt,
    )


def plan(*faults):
    book = FaultBook()
    book.add(parse_faults(list(faults), kinds=KINDS))
    return book


def close(**more):
    return {"on": "query", "do": "close"} | more


def takers(book, times, **of):
    """Say who takes each of so many occasions: ids, None for nobody."""
    hits = [book.decide(occasion(**of)).hit for _ in range(times)]
    return [hit and hit.fault.id for hit in hits]


def errors_of(value):
    with pytest.raises(FaultError) as caught:
        parse_faults(value, kinds=KINDS)
    return dict(caught.value.errors)


# --- what is read


@given(faults(on=ALL))
def test_a_fault_is_written_as_it_is_read(data):
    fault = parse_fault(data, kinds=KINDS)

    assert parse_fault(fault.to_json(), kinds=KINDS) == fault
    assert parse_fault(decode_exactly(encode(fault.to_json())), kinds=KINDS) == fault


@given(JUNK | ALMOST | st.lists(ALMOST, max_size=3))
def test_whatever_is_no_fault_is_refused_with_the_place_of_each_error(value):
    with suppress(FaultError):
        assert parse_faults(value, kinds=KINDS) is not None
        return
    for pointer, said in errors_of(value).items():
        assert pointer == "" or pointer.startswith("/")
        assert said


@pytest.mark.parametrize(
    ("value", "pointer", "said"),
    [
        (7, "", "a fault is an object"),
        ([7], "/0", "a fault is an object"),
        ({"on": "query"}, "/do", "is missing; known: status, rate-limit"),
        (close(do="closed"), "/do", "'closed' is no kind of fault; did you mean close? known:"),
        (close(do=["close"]), "/do", "is no kind of fault"),
        ({"do": "close"}, "/on", "is missing; known: create, query"),
        (close(on="creates"), "/on", "'creates' is no operation; did you mean create?"),
        (close(on="unknown"), "/on", "'unknown' is no operation"),
        (close(on="callback"), "/on", "close cannot meet callback; known:"),
        (close(on=[]), "/on", "'[]' is no operation"),
        (close(do="no-link", on="create"), "/on", "no-link cannot meet create; known: query, batch, any"),
        (close(phase="during"), "/phase", "close has no phase 'during'; known: before, after"),
        (close(do="truncate", phase="before"), "/phase", "truncate has no phase 'before'; known: after"),
        (close(phase=[]), "/phase", "close has no phase"),
        (close(id="a b"), "/id", "must be up to 64 of"),
        (close(id=7), "/id", "must be up to 64 of"),
        (close(note="x" * 501), "/note", "must be a text of at most 500"),
        (close(note=None), "/note", "must be a text"),
        (close(bytes=1), "/bytes", "unknown; known: id, on, do, when, phase, note"),
        (close(**{"a/b~": 1}), "/a~1b~0", "unknown"),
        (close(when=1), "/when", "must be an object"),
        (close(when={"nth": 0}), "/when/nth", "must be a whole number from 1"),
        (close(when={"nth": True}), "/when/nth", "must be a whole number"),
        (close(when={"times": 1.0}), "/when/times", "must be a whole number"),
        (close(when={"share": 2}), "/when/share", "a share is a number from 0 to 1"),
        (close(when={"share": True}), "/when/share", "a share is a number"),
        (close(when={"share": "1/0"}), "/when/share", "a share is a number"),
        (close(when={"from": 3}), "/when/from", "must be a text: a span since the world's beginning"),
        (close(when={"from": "soon"}), "/when/from", "is not a length of time"),
        (close(when={"from": "soon"}), "/when/from", "or an instant such as 2026-01-01T00:00:00Z"),
        (close(when={"from": "5m", "until": "5m"}), "/when", "from must come before until"),
        (close(when={"from": "2026-01-02T00:00:00Z", "until": "2026-01-01T00:00:00Z"}), "/when", "before until"),
        (close(do="reset", after_bytes=10), "/phase", 'after_bytes needs "phase": "after"'),
        (close(when={"until": "2026-01-01T00:00"}), "/when/until", "is not an instant"),
        (close(when={"task": None}), "/when/task", "must be a text"),
        (close(when={"status": "done"}), "/when/status", "'done' is unknown; known: pending, processing"),
        (close(when={"status": []}), "/when/status", "is unknown"),
        (close(on="list", when={"task": 1}), "/when", "list is about no certain task"),
        (close(on="create", when={"status": "failed"}), "/when/status", "has no state yet"),
        (close(when={"attempt": 1}), "/when/attempt", "only a callback has attempts"),
        (close(do="status", status=399), "/status", "must be a whole number from 400 to 599"),
        (close(do="status"), "/status", "is missing: the HTTP status"),
        (close(do="status", status=500, retry_after=-1), "/retry_after", "must be whole seconds, or a length"),
        (close(do="status", status=500, retry_after_as="text"), "/retry_after_as", "'text' is unknown; known: seconds"),
        (close(do="latency"), "", "latency needs one of fixed, uniform and log-normal"),
        (close(do="latency", fixed="1s", uniform={"low": "1s", "high": "2s"}), "", "latency needs one of"),
        (close(do="latency", fixed=2), "/fixed", "a length of time is a text"),
        (close(do="latency", uniform={"low": "2s", "high": "1s"}), "/uniform", "low must not be above high"),
        (close(do="latency", uniform={"low": "2s"}), "/uniform/high", "is missing"),
        (close(do="latency", uniform="1s..2s"), "/uniform", "must be an object such as"),
        (close(**{"do": "latency", "log-normal": {"median": "0", "p99": "1s"}}), "/log-normal", "0 < median <= p99"),
        (close(do="latency", fixed="1s", real="yes"), "/real", "must be true or false"),
        (close(do="truncate", keep=-1), "/keep", "must be a whole number from 0"),
        (close(do="truncate", keep="half"), "/keep", "a share is a number"),
        (close(do="html", status=418), "/status", "must be one of 502, 503, 504"),
        (close(do="field-missing", at="status"), "/at", "must be a JSON Pointer"),
        (close(do="field-missing", at="/a~2b"), "/at", "must be a JSON Pointer"),
        (close(do="field-added", value="x" * 100_001), "/value", "must be at most 100000 bytes"),
        (close(do="not-json", body="x" * 10_001), "/body", "must be a text of at most 10000 characters"),
    ],
)
def test_what_is_wrong_is_named_where_it_is_with_what_is_known(value, pointer, said):
    found = errors_of(value)

    assert list(found) == [pointer]
    assert said in found[pointer]


def test_everything_that_is_wrong_is_named_at_once():
    found = errors_of([close(), close(on="x", phase="y", when={"nth": 0, "z": 1}, id="-", note=1, w=2), 3])

    places = ("on", "phase", "when/z", "when/nth", "id", "note", "w")
    assert list(found) == [*(f"/1/{place}" for place in places), "/2"]


def test_an_instant_of_a_window_is_written_as_it_is_read():
    fault = parse_fault(close(when={"from": "2026-01-01T00:00:01Z", "until": "2d"}), kinds=KINDS)

    assert fault.to_json()["when"] == {"from": "2026-01-01T00:00:01.000000Z", "until": "2d"}
    assert parse_fault(fault.to_json(), kinds=KINDS) == fault


def test_a_plan_has_an_end():
    assert errors_of([close()] * 1001) == {"": "a plan has at most 1000 faults"}
    book = plan(*[close()] * 1000)
    with pytest.raises(FaultError, match="a world has at most 1000 faults"):
        book.add(parse_faults(close(), kinds=KINDS))
    assert len(book.entries) == 1000


def test_a_word_that_is_far_from_all_is_not_guessed():
    assert hint("zzz", ["abc"]) == hint(7, ["abc"]) == "known: abc"
    assert hint("abd", []) == "known: none"


@pytest.mark.parametrize(
    ("written", "exact"),
    [
        ("0.1", Fraction(1, 10)),
        ("1e-7", Fraction(1, 10**7)),
        ("0", 0),
        ("1.0", 1),
        ('"1/3"', Fraction(1, 3)),
        ("1E-2", Fraction(1, 100)),
    ],
)
def test_a_share_is_read_exactly_as_it_is_written(written, exact):
    fault = parse_fault(close(when={"share": decode_exactly(written.encode())}), kinds=KINDS)

    assert fault.when.share == exact
    assert parse_fault(close(when={"share": json.loads(written)}), kinds=KINDS).when.share == exact
    assert parse_fault(fault.to_json(), kinds=KINDS) == fault


@given(st.decimals(0, 1, places=12) | st.fractions(0, 1, max_denominator=10**9) | st.floats(0, 1))
def test_a_share_loses_nothing(number):
    found = share(str(number) if isinstance(number, Fraction) else number)

    assert found == Fraction(str(number))


# --- what fits, and is counted


@given(st.integers(1, 6), st.none() | st.integers(1, 6), st.integers(1, 15))
def test_nth_is_a_row_of_calls(nth, times, calls):
    when = {"nth": nth} | ({"times": times} if times else {})
    fired = [number for number, taker in enumerate(takers(plan(close(when=when)), calls), 1) if taker]

    assert fired == [number for number in range(1, calls + 1) if nth <= number < nth + (times or 1)]


@given(st.lists(st.integers(1, 3), min_size=1, max_size=4), st.integers(1, 15))
def test_faults_with_times_form_a_queue(times, calls):
    book = plan(*(close(when={"times": number}) for number in times))

    queue = [f"fault-{place}" for place, number in enumerate(times, 1) for _ in range(number)]

    assert takers(book, calls) == (queue + [None] * calls)[:calls]
    assert {entry.seen for entry in book.entries} == {calls}


def test_a_call_that_another_took_counts_all_the_same():
    book = plan(*(close(when={"nth": nth}, id=name) for name, nth in (("first", 2), ("second", 2), ("third", 3))))

    assert takers(book, 4) == [None, "first", "third", None]
    assert book.to_json()["unused"] == ["second"]
    assert [(one["seen"], one["fired"]) for one in book.to_json()["faults"]] == [(4, 1), (4, 0), (4, 1)]


@given(st.integers(0, 2**63 - 1), st.fractions(0, 1, max_denominator=20))
def test_the_same_seed_draws_the_same_calls(seed, part):
    fault = close(when={"share": str(part)}, id="drawn")

    drawn = takers(plan(fault), 30, seed=seed)

    assert drawn == takers(plan(fault), 30, seed=seed)
    assert drawn[1:] == takers(plan(close(when={"nth": 1}), fault), 30, seed=seed)[1:]
    assert part not in {0, 1} or drawn == ([None] if part == 0 else ["drawn"]) * 30


def test_what_is_drawn_hangs_on_the_id_and_on_nothing_beside_it():
    drawn = close(when={"share": "1/2"}, id="drawn")

    alone, among = plan(drawn), plan(close(when={"share": 0}), drawn, close(when={"nth": 99}))

    assert takers(alone, 50) == takers(among, 50)
    assert takers(plan(drawn), 50) != takers(plan(drawn | {"id": "other"}), 50)
    assert takers(plan(drawn), 50, seed=1) != takers(plan(drawn), 50, seed=2)


def test_a_share_is_what_it_says():
    drawn = [taker for taker in takers(plan(close(when={"share": "1/10"})), 5000) if taker]

    assert 400 < len(drawn) < 600


@given(st.fractions(0, 1, max_denominator=10**6), st.integers(0, HIGHEST - 1))
@example(Fraction(1), HIGHEST - 1)
@example(Fraction(0), 0)
@example(Fraction(1, 2), HIGHEST // 2)
@example(Fraction(1, 2), HIGHEST // 2 - 1)
def test_a_draw_is_within_a_share_exactly(part, draw):
    assert When(share=part).drawn(draw) == (Fraction(draw, HIGHEST) < part)


@pytest.mark.parametrize(
    ("when", "inside", "outside"),
    [
        ({"from": "10s"}, (10, 99), (0, 9)),
        ({"until": "10s"}, (0, 9), (10, 99)),
        ({"from": "10s", "until": "20s"}, (10, 19), (9, 20)),
        ({"from": format_instant(START + timedelta(seconds=10))}, (10,), (9,)),
        ({"until": "2026-01-01T01:00:10+01:00"}, (9,), (10,)),
    ],
)
def test_a_window_is_in_world_time_and_its_end_is_outside(when, inside, outside):
    book = plan(close(when=when))

    assert [takers(book, 1, seconds=second) for second in inside] == [["fault-1"]] * len(inside)
    assert [takers(book, 1, seconds=second) for second in outside] == [[None]] * len(outside)
    assert book.entries[0].seen == len(inside)


MINE = Subject("task-unified-1", 1, "kling-o3-text-to-video", "completed")
OTHER = Subject("task-unified-2", 2, "kling-v3-text-to-video", "pending")
STRANGER = Subject("task-unified-3", None, None)


@pytest.mark.parametrize(
    ("when", "fitting"),
    [
        ({"task": "task-unified-1"}, [MINE]),
        ({"task": 2}, [OTHER]),
        ({"task": "task-unified-3"}, [STRANGER]),
        ({"model": "kling-v3-text-to-video"}, [OTHER]),
        ({"status": "completed"}, [MINE]),
        ({"status": "completed", "task": 2}, []),
        ({"task": 1, "model": "kling-o3-text-to-video", "status": "completed"}, [MINE]),
    ],
)
def test_conditions_about_tasks_hold_together_for_one_of_them(when, fitting):
    fits = [one for one in (MINE, OTHER, STRANGER) if takers(plan(close(when=when)), 1, about=[one]) != [None]]

    assert fits == fitting
    assert takers(plan(close(when=when)), 1, operation="batch", about=[MINE, OTHER, STRANGER]) == [None]
    on_batch = plan(close(when=when, on="batch"))
    assert bool(takers(on_batch, 1, operation="batch", about=[MINE, OTHER, STRANGER])[0]) == bool(fitting)


def test_any_is_what_the_kind_can_meet():
    book, choosy = plan(close(on="any")), plan({"on": "any", "do": "no-link"})

    assert takers(book, 1, operation="unknown") == takers(book, 1, operation="download") == ["fault-1"]
    assert takers(book, 1, operation="callback") == [None]
    assert takers(choosy, 1, operation="query", about=[MINE]) == ["fault-1"]
    assert takers(choosy, 1, operation="create", about=[MINE]) == [None]


def test_attempts_of_callbacks_are_told_apart():
    book = plan({"on": "callback", "do": "lose", "when": {"attempt": 2}})

    assert [takers(book, 1, operation="callback", attempt=number)[0] for number in (1, 2, 3)] == [None, "fault-1", None]


@pytest.mark.parametrize("do", ["no-link", "never-ends"])
def test_what_a_kind_can_do_nothing_about_is_not_counted(do):
    book = plan({"on": "query", "do": do, "when": {"nth": 1}})

    assert takers(book, 1, about=[OTHER]) == takers(book, 1, about=[STRANGER]) == [None]
    assert takers(book, 1, about=[MINE]) == ["fault-1"]


def test_tasks_are_looked_up_only_when_a_fault_asks_and_once():
    asked = []

    def about():
        asked.append(1)
        return (MINE,)

    def look(book):
        asked.clear()
        book.decide(Occasion(operation="query", now=START, began=START, seed=0, about=about))
        return len(asked)

    assert look(plan(close(), close(when={"nth": 3}))) == 0
    assert look(plan(close(when={"task": 1}), close(when={"model": "x"}), {"on": "any", "do": "no-link"})) == 1


def test_delays_join_and_do_not_take_the_call():
    late = {"on": "query", "do": "latency", "fixed": "1s"}
    book = plan(late, close(), late | {"phase": "after"}, late)

    decision = book.decide(occasion())

    assert decision.hit is not None
    assert decision.hit.fault.id == "fault-2"
    before, after = (list(decision.pauses(phase)) for phase in Phase)
    assert [hit.fault.id for hit, _ in before] == ["fault-1", "fault-4"]
    assert [(hit.fault.id, pause.length) for hit, pause in after] == [("fault-3", timedelta(seconds=1))]
    assert {entry.fired for entry in book.entries} == {1}


def test_whoever_is_passed_over_has_not_fired_and_the_next_one_has():
    book = plan(close(when={"times": 1}), close(when={"times": 1}), close(when={"times": 1}))
    decision = book.decide(occasion())
    meanwhile = book.decide(occasion())

    tried = []
    for hit in decision.takers():
        tried.append(hit.fault.id)
        hit.release()

    # The second was reserved by the other call, which came in between.
    assert tried == ["fault-1", "fault-3"]
    assert meanwhile.hit is not None
    assert meanwhile.hit.fault.id == "fault-2"
    assert [entry.fired for entry in book.entries] == [0, 1, 0]


def test_without_faults_nothing_is_decided():
    decision = FaultBook().decide(occasion())

    assert decision.hit is None
    assert [*decision.takers(), *decision.pauses(Phase.BEFORE)] == []


# --- the book


def test_faults_without_an_id_are_numbered_and_numbers_are_not_used_again():
    book = plan(close(), close(id="mine"), close(id="fault-2"))
    book.remove("fault-1")

    (added,) = book.add(parse_faults(close(), kinds=KINDS))

    assert added.fault.id == "fault-3"
    assert [entry.fault.id for entry in book.entries] == ["mine", "fault-2", "fault-3"]
    assert [entry.fault.id for entry in book.replace(parse_faults(close(), kinds=KINDS))] == ["fault-1"]
    assert [entry.fault.id for entry in book.add(parse_faults(close(), kinds=KINDS))] == ["fault-2"]


def test_an_id_is_there_once_and_a_plan_is_taken_whole_or_not_at_all():
    book = plan(close(id="a"))

    for faults_ in ([close(id="a")], [close(), close(id="b"), close(id="b")]):
        with pytest.raises(FaultError) as caught:
            book.add(parse_faults(faults_, kinds=KINDS))
        assert [pointer for pointer, _ in caught.value.errors] == [f"/{len(faults_) - 1}/id"]
    with pytest.raises(FaultError):
        book.replace(parse_faults([close(id="b"), close(id="b")], kinds=KINDS))

    assert [entry.fault.id for entry in book.entries] == ["a"]
    assert book.remove("a")
    assert not book.remove("a")


# --- time


@given(st.integers(0, 10**12), st.sampled_from(["real", "scaled:60", "scaled:0.5", "manual", "auto"]))
def test_world_time_is_real_time_at_the_clock_s_pace(micros, clock):
    length, pace = timedelta(microseconds=micros), parse_pace(clock)

    assert real_wait(length, pace, real=True) == length
    assert world_wait(length, pace, real=True) == timedelta()
    assert world_wait(length, pace, real=False) == (length if clock == "auto" else timedelta())
    waited = real_wait(length, pace, real=False)
    if pace.stands:
        assert waited == timedelta()
    else:
        passed = Fraction(waited // timedelta(microseconds=1)) * pace.rate
        assert micros <= passed < micros + pace.rate


@given(st.integers(0, HIGHEST - 1))
@example(0)
@example(HIGHEST - 1)
def test_a_uniform_latency_stays_within_its_bounds(draw):
    kind = parse_fault(close(do="latency", uniform={"low": "1s", "high": "3s"}), kinds=KINDS).kind

    assert timedelta(seconds=1) <= kind.delay(draw).length <= timedelta(seconds=3)


def test_a_uniform_latency_reaches_both_bounds():
    kind = parse_fault(close(do="latency", uniform={"low": "1us", "high": "2us"}), kinds=KINDS).kind

    lengths = {kind.delay(draw).length for draw in (0, HIGHEST // 2 - 1, HIGHEST // 2, HIGHEST - 1)}

    assert lengths == {timedelta(microseconds=1), timedelta(microseconds=2)}


def test_a_log_normal_latency_has_its_median():
    fault = close(**{"do": "latency", "log-normal": {"median": "2s", "p99": "10s"}})

    assert parse_fault(fault, kinds=KINDS).kind.delay(HIGHEST // 2).length == timedelta(seconds=2)


def test_a_kind_that_says_nothing_does_nothing():
    assert FaultKind().delay(7).length == timedelta()
    assert FaultKind().fits(occasion())
    assert FaultKind().spoil(None) is None  # type: ignore[arg-type] # whatever it is given


def test_money_in_a_plan_keeps_its_digits():
    fault = parse_fault(close(do="field-added", value=Decimal("0.10")), kinds=KINDS)

    assert b'"value":0.10' in encode(fault.to_json())

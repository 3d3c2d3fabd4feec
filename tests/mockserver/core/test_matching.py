"""Partial JSON: a value matches when it has no differences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.core.matching import ABSENT, OPERATORS, Difference, Steps, TooLongError, WantedError, parse

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
KEYS = st.text().filter(lambda key: not key.startswith("$"))
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)
MANY = 100_000


def differences(wanted, got):
    return list(parse(wanted).differences(got, at="", steps=Steps(MANY)))


def ats(wanted, got):
    return [one.at for one in differences(wanted, got)]


@given(VALUES)
def test_a_value_has_no_difference_from_itself(value):
    assert differences(value, value) == []


@given(VALUES)
def test_what_is_wanted_is_told_as_it_was_written(value):
    assert parse(value).json == value


@given(VALUES, VALUES)
def test_what_differs_is_another_value(wanted, got):
    if differences(wanted, got):
        assert wanted != got or repr(wanted) != repr(got)


@given(st.dictionaries(KEYS, VALUES), st.dictionaries(KEYS, VALUES))
def test_an_object_may_have_more_than_is_wanted(wanted, more):
    assert differences(wanted, more | wanted) == []


@given(VALUES, VALUES)
def test_a_difference_is_at_a_place_where_both_can_be_looked_up(wanted, got):
    for found in differences(wanted, got):
        there, here = wanted, got
        for part in found.at.split("/")[1:]:
            key = part.replace("~1", "/").replace("~0", "~")
            there = there[int(key)] if isinstance(there, list) else there[key]
            here = here[int(key)] if isinstance(here, list) else here.get(key, ABSENT)
        assert found.wanted == there
        assert found.got is here or found.got == here


@given(VALUES)
def test_a_missing_value_weighs_as_much_as_is_wanted_of_it(value):
    (found,) = differences(value, ABSENT)

    assert found.weight == parse(value).weight
    assert found.got is ABSENT
    assert repr(found.got) == "nothing"


@pytest.mark.parametrize(
    ("wanted", "got", "at"),
    [
        (1, 1.0, []),
        (1, True, [""]),
        (True, 1, [""]),
        (None, ABSENT, [""]),
        ({"a": 1}, {"a": 1, "b": 2}, []),
        ({"a": {"b": 1}}, {"a": {"b": 2, "c": 3}}, ["/a/b"]),
        ({"a": 1, "b": 2}, {}, ["/a", "/b"]),
        ({"a": 1}, [1], [""]),
        ([1, {"a": 2}], [1, {"a": 3}], ["/1/a"]),
        ([1], [1, 2], [""]),
        ([1], {"0": 1}, [""]),
        ({"a/b~": 1}, {}, ["/a~1b~0"]),
        ({"$any": True}, None, []),
        ({"$any": True}, ABSENT, [""]),
        ({"$absent": True}, ABSENT, []),
        ({"$absent": True}, None, [""]),
        ({"a": {"$absent": True}}, {"b": 1}, []),
        ({"$match": "^kling-"}, "kling-o3", []),
        ({"$match": "o3"}, "kling-o3", []),
        ({"$match": "^o3"}, "kling-o3", [""]),
        ({"$match": "5"}, 5, [""]),
        ({"$match": "."}, "\ud800", []),
        ({"$contains": 2}, [1, 2, 3], []),
        ({"$contains": {"name": "a"}}, [{"name": "b"}, {"name": "a", "n": 1}], []),
        ({"$contains": 4}, [1, 2, 3], [""]),
        ({"$contains": 4}, [], [""]),
        ({"$contains": 4}, "4", [""]),
        ({"$contains": {"$match": "^a"}}, ["ab"], []),
    ],
)
def test_what_differs(wanted, got, at):
    assert ats(wanted, got) == at


@pytest.mark.parametrize("name", OPERATORS)
def test_an_operator_is_told_as_it_was_written_and_weighs(name):
    value = {name: {"$match": "a"} if name == "$contains" else "a+" if name == "$match" else True}

    (found,) = differences(value, [] if name in {"$absent", "$contains"} else ABSENT)

    assert isinstance(found, Difference)
    assert found.wanted == parse(value).json == value
    assert found.weight >= 1


@pytest.mark.parametrize(
    ("wanted", "at"),
    [
        ({"$any": 1}, "/$any"),
        ({"$absent": False}, "/$absent"),
        ({"$match": 5}, "/$match"),
        ({"$match": "("}, "/$match"),
        ({"$match": "(?=a)"}, "/$match"),
        ({"$match": r"(a)\1"}, "/$match"),
        ({"$match": "a{1000}{1000}"}, "/$match"),
        ({"$match": "a" * 1001}, "/$match"),
        ({"$match": "\ud800"}, "/$match"),
        ({"$like": "a"}, "/$like"),
        ({"$any": True, "a": 1}, ""),
        ({"a": [1, {"$any": True, "$absent": True}]}, "/a/1"),
        ({"a": {"$contains": {"$x/": 1}}}, "/a/$contains/$x~1"),
    ],
)
def test_what_cannot_be_wanted_is_refused_where_it_stands(wanted, at):
    with pytest.raises(WantedError) as refused:
        parse(wanted)

    assert refused.value.at == at


@pytest.mark.parametrize(
    "nest", [lambda inner: [inner], lambda inner: {"a": inner}, lambda inner: {"$contains": inner}]
)
def test_nesting_is_bounded(nest):
    value = 1
    for _ in range(32):
        value = nest(value)
    parse(value)

    with pytest.raises(WantedError, match="nested deeper than 32"):
        parse(nest(value))


def test_a_comparison_is_bounded():
    wanted = parse({"$contains": {"$contains": {"$contains": 1}}})
    got = [[[0] * 100] * 100] * 100

    with pytest.raises(TooLongError):
        list(wanted.differences(got, at="", steps=Steps(10_000)))


def test_a_long_text_counts_for_more_than_one_step():
    wanted = parse({"$match": "b"})

    assert list(wanted.differences("a" * 5_000, at="", steps=Steps(6)))
    with pytest.raises(TooLongError):
        list(wanted.differences("a" * 6_000, at="", steps=Steps(6)))


@pytest.mark.parametrize("pattern", ["(a+)+$", "^(a|a)*$", "(a*)*b", "(.*a){20}$", "^(([a-z])+.)+[A-Z]([a-z])+$"])
def test_no_expression_takes_forever(pattern):
    # Each of these would never come back from an engine that tries again.
    assert list(parse({"$match": pattern}).differences("a" * 50_000 + "!", at="", steps=Steps(MANY)))

"""Whatever is asked, there is a verdict; whatever is priced, there is a price or a `QuoteError`."""

import json
import math
from collections import ChainMap, OrderedDict, UserDict
from decimal import Decimal
from enum import IntEnum, StrEnum
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from contracts import model_names
from validator import QuoteError, check, quote
from validator.json_value import is_plain, plain, problems

O3 = "kling-o3-image-to-video"
REQUEST = {"model": O3, "prompt": "x", "image_start": "https://example.com/a.jpg"}
PLACES = ("x", "prompt", "duration", "quality", "sound", "image_urls", "callback_url", "model_params")
PRESETS = ("strict", "lenient", "public")
DEEP = 100_000

NAMES = st.sampled_from(
    (
        "model",
        "prompt",
        "image_start",
        "image_urls",
        "video_urls",
        "duration",
        "quality",
        "sound",
        "callback_url",
        "model_params",
        "multi_shot",
        "shot_type",
        "multi_prompt",
        "index",
        "element_list",
        "element_id",
        "reference_type",
    )
)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=10),
    st.sampled_from((*model_names(), "on", "1080p", "customize", "5", "https://example.com/a.jpg", 5, 10**400, True)),
)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES | st.text(max_size=5), inner, max_size=6),
    max_leaves=20,
)
PYTHON = st.recursive(
    SCALARS
    | st.binary(max_size=5)
    | st.decimals()
    | st.complex_numbers()
    | st.fractions()
    | st.text(st.characters(categories=["Cs", "Cc"]), max_size=3)
    | st.sampled_from((object(), int, Ellipsis, Decimal("sNaN"), range(3)))
    | st.sampled_from((1, -1)).map(lambda sign: sign * 10**5000),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.tuples(inner, inner)
        | st.frozensets(st.integers(), max_size=3)
        | st.dictionaries(NAMES | st.integers() | st.binary(max_size=3) | st.none(), inner, max_size=4)
    ),
    max_leaves=10,
)
REQUESTS = st.fixed_dictionaries({"model": st.sampled_from(model_names())}).flatmap(
    lambda base: st.dictionaries(NAMES, JSON, max_size=6).map(lambda members: {**members, **base})
)


def goes_through(value):
    """Judge and price *value* under every preset; return the strict verdict."""
    for preset in PRESETS:
        verdict = check(value, readings=preset)
        assert verdict.valid is not bool(verdict.errors)
        json.dumps(verdict.to_dict(), allow_nan=False)
        try:
            json.dumps(quote(value, readings=preset).to_dict(), allow_nan=False)
        except QuoteError as error:
            refused = error
        else:
            continue
        assert refused.violations
        assert str(refused)
    return check(value)


@given(JSON)
@example({"model": O3, "duration": 10**5000})
@example({"model": O3, "duration": -(10**5000), "quality": 10**5000})
@example(
    {"model": O3, "duration": 1e308, "model_params": {"multi_shot": True, "multi_prompt": [{"duration": 10**5000}]}}
)
@example({"model": O3, "model_params": {"multi_prompt": [{"index": 10**5000, "prompt": "x", "duration": "5"}]}})
@example({"model": 10**5000})
@example({"model": math.inf, "x": -math.inf, "y": math.nan})
@example({"model": O3, "prompt": "<<<element_" + "9" * 5000 + ">>>"})
def test_any_json_value_goes_through(value):
    goes_through(value)


@given(REQUESTS)
def test_any_request_to_any_model_goes_through(request):
    goes_through(request)


@given(PYTHON)
@example({"model": O3, "x": Decimal("sNaN")})
@example({"model": O3, 10**5000: 1})
@example({"model": O3, "duration": Decimal(5)})
@example({"model": "\ud800", "x": b""})
def test_any_python_value_goes_through(value):
    goes_through(value)


@given(PYTHON, st.sampled_from(PLACES))
def test_any_python_value_inside_a_request_goes_through(value, place):
    goes_through({**REQUEST, place: value})


def nested(depth, wrap):
    value = 1
    for _ in range(depth):
        value = wrap(value)
    return value


@pytest.mark.parametrize("wrap", [lambda value: [value], lambda value: {"a": value}, lambda value: (value,)])
def test_a_value_of_100000_levels_goes_through(wrap):
    value = nested(DEEP, wrap)

    assert not check(value).valid
    assert check({**REQUEST, "x": value}).valid
    assert quote({**REQUEST, "x": value}).seconds == 5


def test_what_is_wrong_at_the_bottom_of_100000_levels_is_found():
    value = nested(DEEP, lambda inner: [inner] if inner != 1 else [math.nan])

    (error,) = check({**REQUEST, "x": value}).errors

    assert error.at == "/x" + "/0" * DEEP


def test_a_value_that_contains_itself_is_refused():
    ring: list[object] = []
    ring.append(ring)
    chain: dict[str, object] = {"model": O3}
    chain["model_params"] = {"element_list": [chain]}

    assert [error.at for error in check({**REQUEST, "x": ring}).errors] == ["/x/0"]
    assert [error.at for error in check(chain).errors] == ["/model_params/element_list/0"]
    with pytest.raises(QuoteError):
        quote(chain)


def test_a_billion_laughs_are_a_short_laugh():
    laugh: list[object] = ["ha"] * 10
    for _ in range(60):
        laugh = [laugh] * 10

    assert check({**REQUEST, "x": laugh}).valid
    assert check({**REQUEST, "image_urls": laugh}).errors


def test_what_is_shared_is_not_what_contains_itself():
    shared = {"enabled": True}

    verdict = check({**REQUEST, "model_params": {"watermark_info": shared}, "x": [shared, shared]})

    assert verdict.valid


def test_a_request_of_very_many_members_goes_through():
    assert check({**REQUEST, **{f"x{number}": number for number in range(2000)}}).valid
    assert len(check({**REQUEST, "image_urls": [5] * 10_001}).errors) == 10_002


class Word(str):
    __slots__ = ()


class Choice(StrEnum):
    QUALITY = "1080p"


class Seconds(IntEnum):
    SIX = 6


@pytest.mark.parametrize(
    "request_",
    [
        OrderedDict(REQUEST, quality="1080p", duration=6),
        ChainMap[str, object]({"quality": "1080p"}, {"duration": 6}, {**REQUEST}),
        UserDict(REQUEST, quality="1080p", duration=6),
        {**REQUEST, Word("quality"): Word("1080p"), "duration": Decimal(6)},
        {**REQUEST, "quality": Choice.QUALITY, "duration": Seconds.SIX},
    ],
    ids=["OrderedDict", "ChainMap", "UserDict", "subclasses", "enumerations"],
)
def test_what_json_would_write_alike_is_judged_and_priced_alike(request_):
    written = {**REQUEST, "quality": "1080p", "duration": 6}

    assert check(request_) == check(written)
    assert quote(request_) == quote(written)


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (math.nan, "is nan"),
        (math.inf, "is inf"),
        (Decimal("NaN"), "is NaN"),
        (Decimal("sNaN"), "is sNaN"),
        (Decimal("-Infinity"), "is -Infinity"),
        (Decimal("1E+400"), "more than a number can hold"),
        (b"x", "is a Python bytes"),
        ({1}, "is a Python set"),
        (Fraction(1, 2), "is a Python Fraction"),
        ("\ud800", "holds a lone surrogate"),
        ({"\udfff": 1}, "has the member name"),
        ({5: 1}, "of the Python type int"),
        ({None: 1}, "of the Python type NoneType"),
    ],
)
def test_what_json_cannot_say_is_named_with_its_place(value, says):
    (error,) = check({**REQUEST, "x": value}).errors

    assert (error.rule, error.at) == ("request/json", "/x")
    assert says in error.message


@given(JSON)
def test_a_json_value_is_its_own_plain_form(value):
    if not list(problems(value)) and not any(abs(number) > 2**1024 for number in integers(value)):
        assert plain(value) == value or depth(value) > 12
        assert is_plain(value) is (depth(value) <= 12)


@given(PYTHON)
def test_a_plain_form_is_plain(value):
    if not list(problems(value)):
        assert is_plain(plain(value)) or depth(value) > 12
        assert plain(plain(value)) == plain(value)


@given(JSON)
def test_what_is_plain_has_no_problems(value):
    if is_plain(value):
        assert list(problems(value)) == []


def integers(value):
    if isinstance(value, int):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from integers(inner)


def depth(value):
    inner = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list | tuple) else None
    return 0 if inner is None else 1 + max(map(depth, inner), default=0)


def test_at_the_edge_of_what_is_looked_at():
    edge = nested(12, lambda inner: [inner])

    assert plain(edge) == edge
    assert not is_plain([edge])
    assert plain([edge]) == nested(12, lambda inner: [[] if inner == 1 else inner])


@pytest.mark.parametrize(("number", "kept"), [(2**1024, 2**1024), (2**1024 + 1, 2**1024), (-(2**1024) - 1, -(2**1024))])
def test_an_integer_is_kept_up_to_what_any_limit_tells_apart(number, kept):
    assert plain([number]) == [kept]
    assert is_plain(number) is (abs(number) <= 2**1024)

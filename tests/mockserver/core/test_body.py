"""Which bodies are shallow, so that they need not be looked through."""

import json

from hypothesis import given
from hypothesis import strategies as st

from mockserver.core.body import is_shallow
from validator import check

MODEL = "kling-o3-image-to-video"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=30,
)


def nested(depth, inner=1):
    for _ in range(depth):
        inner = [inner]
    return inner


@given(JSON, st.integers(0, 200))
def test_what_is_shallow_is_nested_a_hundred_deep_at_most(value, depth):
    body = json.dumps(nested(depth, value)).encode()

    assert not (is_shallow(body) and depth > 100)


@given(st.integers(0, 99), st.sampled_from(["x", "prompt", "model_params", "image_urls"]))
def test_a_shallow_body_is_judged_the_same_whether_it_is_looked_through_or_not(depth, name):
    request = {"model": MODEL, "image_start": "https://example.com/a.jpg", name: nested(depth)}
    assert is_shallow(json.dumps(request).encode())

    assert check(request, decoded=True) == check(request)

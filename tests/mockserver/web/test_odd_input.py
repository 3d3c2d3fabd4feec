"""Whatever comes in, on whichever route: JSON goes out, and nothing of ours breaks."""

import json
import re
from datetime import timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from contracts import api
from mockserver.web import CONTROL_ROUTES
from mockserver.web.control import callbacks

BYTES = st.binary(max_size=200) | st.sampled_from(
    [b"[" * 9000, b'{"a":' * 9000, b'"\\ud800"', b"\x00", b"NaN", b'{"model":null}', b"1e999", b"-0", b'""']
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [
                    "model",
                    "prompt",
                    "task_ids",
                    "by",
                    "to",
                    "code",
                    "seed",
                    "clock",
                    "lifecycle",
                    "kind",
                    "steps",
                    "readings",
                    "balance",
                    "model_params",
                    "image_start",
                    "duration",
                    "callback_url",
                ]
            )
            | st.text(max_size=5),
            inner,
            max_size=5,
        )
    ),
)
BODIES = BYTES | JSON.map(lambda value: json.dumps(value).encode("utf-8", "surrogatepass"))
PARTS = st.text(st.characters(exclude_characters="/?#", exclude_categories=["Cs"]), min_size=1, max_size=12)
QUERIES = st.text(st.characters(max_codepoint=126, min_codepoint=33, exclude_characters="#"), max_size=30)
HEADERS = st.dictionaries(
    st.sampled_from(
        [
            "Content-Type",
            "Idempotency-Key",
            "Origin",
            "Host",
            "Range",
            "If-None-Match",
            "X-Klingmock-Control-Token",
            "Content-Encoding",
            "Expect",
        ]
    ),
    st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=25)
    | st.sampled_from(["application/json", "localhost", "bytes=0-"]),
)
ROUTES = sorted(
    {(route.method, route.path) for route in api().routes.values()}
    | {(route.method, route.path) for route in CONTROL_ROUTES}
    | {("GET", "/_mock/openapi.json"), ("GET", "/"), ("POST", "/_mock/clock/advance")}
)


@pytest.fixture(scope="module")
def shared(make_client):
    with pytest.MonkeyPatch.context() as patch:
        # Else each example that asks to wait for a callback would wait for it.
        patch.setattr(callbacks, "_WITHIN", timedelta())
        yield make_client()


@pytest.mark.parametrize(("method", "path"), ROUTES)
@given(st.tuples(BODIES, PARTS, QUERIES, HEADERS))
@example((b"", "\x00", "%", {"Content-Type": "application/json"}))
@example((b"[1e9999999999999999999]", "x", "", {"Content-Type": "application/json"}))
@example((b"{}", "%2F..%2f", "page=%FF&status=%00", {"Host": "a b"}))
def test_nothing_breaks(shared, method, path, odd):
    body, part, query, headers = odd
    place = re.sub(r"\{\w+\}", lambda _: part, path)

    answer = shared.open(method, place, data=body, query_string=query, headers=headers)

    assert answer.status_code < 500, answer.text
    assert list(shared.services.accidents) == []
    if answer.status_code >= 400:
        assert answer.is_json or "problem+json" in answer.content_type
        assert "Traceback" not in answer.text


@given(authorization=st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=40))
def test_no_key_is_too_odd(shared, authorization):
    answer = shared.http.get("/v1/credits", headers={"Authorization": authorization})

    assert answer.status_code in {200, 401}
    assert answer.is_json


@given(st.dictionaries(st.text(max_size=5), JSON, max_size=4), st.text(max_size=12))
def test_a_request_is_accepted_or_refused_by_name(shared, changes, prompt):
    answer = shared.generate(**{"prompt": prompt} | changes)

    assert answer.status_code in {200, 400, 402}
    assert answer.status_code != 400 or answer.json["error"]["violations"]

"""Whatever is in a recording, it is weighed, and never falls over."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mockserver.evidence.page import page
from mockserver.evidence.text import as_dict, as_text

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 10**20)
    | st.sampled_from([1.5, 1e300, "", "completed", "\ud800", "kling-o3-text-to-video", "task-unified-1-a", "****"])
    | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "status", "a"]), inner, max_size=3)
    ),
    max_leaves=6,
)


def places(value, at=()):
    """Yield the way to each part of a JSON value."""
    yield at
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield from places(inner, (*at, key))


def put(value, at, new):
    if not at:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[at[0]] = put(copy[at[0]], at[1:], new)
    return copy


def spoil(draw, entry):
    """Put a strange value somewhere in an entry, or in the JSON of one of its bodies."""
    holder = draw(st.sampled_from(["entry", "request", "response"]))
    if holder == "entry":
        return put(entry, draw(st.sampled_from(list(places(entry)))), draw(JSON))
    at = ("request", "postData", "text") if holder == "request" else ("response", "content", "text")
    try:
        text = entry[at[0]][at[1]][at[2]]
        body = json.loads(text)
    except (KeyError, ValueError, TypeError):
        return entry
    return put(entry, at, json.dumps(put(body, draw(st.sampled_from(list(places(body)))), draw(JSON))))


@pytest.fixture
def entries(spoken):
    return spoken.get("/_mock/calls.har?limit=1000").json["log"]["entries"]


def test_a_strange_value_anywhere_is_weighed(entries, tmp_path, evidence):
    file = tmp_path / "strange.har"

    @settings(max_examples=80, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def claim(data):
        spoilt = list(entries)
        for _ in range(data.draw(st.integers(1, 3))):
            number = data.draw(st.integers(0, len(spoilt) - 1))
            spoilt[number] = spoil(data.draw, spoilt[number])
        file.write_text(json.dumps({"log": {"entries": spoilt}}), encoding="utf-8")

        found = evidence(file)

        assert found.files[0].entries == len(spoilt)
        assert "\n".join(as_text(found))
        json.dumps(as_dict(found), default=str)
        page(found, form="html")

    claim()


@pytest.mark.parametrize("status", [418, 429, 500])
def test_an_error_that_nobody_documents_on_a_route_that_nobody_documents_is_a_contradiction(status, tmp_path, evidence):
    entry = {
        "request": {"method": "GET", "url": "http://mock.test/v1/videos/nowhere", "headers": []},
        "response": {"status": status, "headers": [], "content": {"text": '{"error": {}}'}},
    }
    known = {
        "request": {"method": "GET", "url": "http://mock.test/v1/models", "headers": []},
        "response": {"status": 200},
    }
    file = tmp_path / "odd.har"
    file.write_text(json.dumps({"log": {"entries": [known, entry]}}), encoding="utf-8")

    found = evidence(file)

    assert "error:*/#others" in [finding.clause.id for finding in found.contradicted]

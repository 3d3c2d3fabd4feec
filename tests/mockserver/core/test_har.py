"""The archive, against what HAR 1.2 demands."""

import json
from base64 import b64decode, b64encode
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from mockserver.core.entry import Entry
from mockserver.core.har import to_har
from mockserver.core.headers import Headers
from mockserver.core.record import BODY_LIMIT, make_record
from mockserver.core.remarks import Remarks
from mockserver.core.wire import Call, Reply

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
KEY = "sk-abcdef123456"


def an_object(required, optional=None):
    """Describe an object of the specification: names of its own, and others that begin with an underscore."""
    return {
        "type": "object",
        "required": list(required),
        "properties": {**required, **(optional or {}), "comment": {"type": "string"}},
        "patternProperties": {"^_": True},
        "additionalProperties": False,
    }


TEXT, COUNT, SIZE = {"type": "string"}, {"type": "number", "minimum": 0}, {"type": "integer", "minimum": -1}
PAIR = an_object({"name": TEXT, "value": TEXT})
HEAD = {
    "httpVersion": TEXT,
    "cookies": {"type": "array", "items": an_object({"name": TEXT, "value": TEXT})},
    "headers": {"type": "array", "items": PAIR},
    "headersSize": SIZE,
    "bodySize": SIZE,
}
URI = {"type": "string", "pattern": r"^https?://[^/?#\s]*/[!-~]*$"}
POST = an_object({"mimeType": TEXT}, {"text": TEXT, "params": {"type": "array", "items": PAIR}})
REQUEST = an_object(
    {"method": TEXT, "url": URI, "queryString": {"type": "array", "items": PAIR}} | HEAD, {"postData": POST}
)
CONTENT = an_object(
    {"size": {"type": "integer"}, "mimeType": TEXT}, {"text": TEXT, "encoding": TEXT, "compression": SIZE}
)
RESPONSE = an_object(
    {"status": {"type": "integer"}, "statusText": TEXT, "content": CONTENT, "redirectURL": TEXT} | HEAD
)
TIMINGS = an_object({"send": COUNT, "wait": COUNT, "receive": COUNT})
ENTRY = an_object(
    {
        "startedDateTime": {"type": "string", "format": "date-time"},
        "time": COUNT,
        "request": REQUEST,
        "response": RESPONSE,
        "cache": {"type": "object"},
        "timings": TIMINGS,
    },
    {"pageref": TEXT, "serverIPAddress": TEXT, "connection": TEXT},
)
LOG = an_object(
    {
        "version": {"const": "1.2"},
        "creator": an_object({"name": TEXT, "version": TEXT}),
        "entries": {"type": "array", "items": ENTRY},
    }
)
HAR = Draft202012Validator(an_object({"log": LOG}), format_checker=FormatChecker())
"""HAR 1.2, section 3, as a schema."""


def archive(body=b"", answer=b"", *, headers=(), answered=(), status=200, **asked):
    head = Headers([("Authorization", f"Bearer {KEY}"), *headers])
    call = Call(**{"operation": "create", "method": "POST", "path": "/", "headers": head, "body": body} | asked)
    record = make_record(1, NOON, call, Reply(status, tuple(answered), answer), Remarks(faults=("f reset",)))
    written = json.loads(json.dumps(to_har([Entry(record)], version="1.0", more={"found": 1})))
    HAR.validate(written)
    return written["log"]["entries"][0]


SIGNS = st.text(st.characters(max_codepoint=0xFF, exclude_categories=["Cc"]), max_size=8)


@given(st.binary(max_size=20), st.binary(max_size=20), SIGNS, SIGNS, st.integers(0, 999))
def test_every_call_makes_a_valid_archive(body, answer, path, query, status):
    archive(body, answer, path=path, query=query, status=status, headers=[("Content-Type", query)])


def test_an_entry_tells_the_call():
    entry = archive(
        b'{"a": 1}',
        b"{}",
        path="/v1/a b/\u00e9",
        query="page=2&x=%C3%A9",
        headers=[("Content-Type", "application/json"), ("Cookie", "session=secret-session")],
        answered=[("content-type", "text/plain"), ("location", "/there"), ("x-request-id", "r1")],
        status=302,
        base_url="http://127.0.0.1:8080",
    )

    request, response = entry["request"], entry["response"]
    assert entry["startedDateTime"] == "2026-01-01T12:00:00.000000Z"
    assert request["url"] == "http://127.0.0.1:8080/v1/a%20b/%C3%A9?page=2&x=%C3%A9"
    assert request["queryString"] == [{"name": "page", "value": "2"}, {"name": "x", "value": "\u00e9"}]
    assert request["postData"] == {"mimeType": "application/json", "text": '{"a": 1}'}
    assert {"name": "Authorization", "value": "Bearer ****3456"} in request["headers"]
    assert (request["cookies"], request["bodySize"]) == ([], 8)
    assert (response["status"], response["statusText"], response["redirectURL"]) == (302, "Found", "/there")
    assert response["content"] == {"size": 2, "mimeType": "text/plain", "text": "{}"}
    assert (entry["_klingmock"]["faults"], entry["_klingmock"]["request_id"]) == (["f reset"], "r1")
    assert "secret-session" not in json.dumps(entry)


def test_a_call_without_a_body_or_an_address_has_none():
    entry = archive(path="*")

    assert "postData" not in entry["request"]
    assert urlsplit(entry["request"]["url"])[:3] == ("http", "localhost", "/*")


def test_bytes_that_are_no_text_are_written_in_base64_without_the_key():
    data = b"\xff\x00" + KEY.encode()

    entry = archive(data, data)

    assert b64decode(entry["request"]["postData"]["text"]) == b"\xff\x00****3456"
    assert entry["request"]["postData"]["_encoding"] == "base64"
    assert entry["response"]["content"]["encoding"] == "base64"
    assert KEY not in json.dumps(entry)
    assert b64encode(data).decode() not in json.dumps(entry)


@pytest.mark.parametrize("data", [b"x" * (BODY_LIMIT + 1), b"\xff" * (BODY_LIMIT + 1)])
def test_a_body_that_was_cut_is_written_as_the_text_that_is_left(data):
    entry = archive(data, data)

    assert len(entry["request"]["postData"]["text"]) == len(entry["response"]["content"]["text"]) == BODY_LIMIT
    assert entry["response"]["content"]["size"] == BODY_LIMIT + 1

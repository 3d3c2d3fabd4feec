"""The short way recognises what the parser has read before, and nothing else."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mockserver.wire.limits import Limits
from mockserver.wire.reader import Reader

KNOWN = b"\r\nHost: x\r\nAuthorization: Bearer k\r\nContent-Length: 2"
CREATE = b"POST /v1/videos/generations HTTP/1.1"


@pytest.fixture(scope="session")
def read():
    """Return a function that reads requests by the parser."""

    def read(data):
        reader = Reader(Limits())
        reader.feed(data)
        return list(reader.found), reader.between and not reader.over

    return read


@pytest.fixture(scope="session")
def shortcut(make_wire, read):
    """Return a shortcut that knows some fields, with and without a length."""
    shortcut = make_wire().front.shortcut
    for data in (CREATE + KNOWN + b"\r\n\r\n{}", b"GET /v1/tasks/a HTTP/1.1\r\nHost: x\r\n\r\n"):
        (request,), _ = read(data)
        shortcut.learn(data, request)
        assert shortcut.recognise(data) == shortcut.call(request)
    return shortcut


lines = st.sampled_from(
    [
        CREATE,
        b"GET /v1/tasks/a HTTP/1.1",
        b"GET /v1/tasks/b?c=d HTTP/1.1",
        b"GET /v1/tasks/b?c=%64&e HTTP/1.1",
        b"GET /v1/tasks/ HTTP/1.1",
        b"GET /v1/tasks/a/b HTTP/1.1",
        b"GET /v1/tasks/%61 HTTP/1.1",
        b"GET /v1/tasks/a HTTP/1.0",
        b"GET  /v1/tasks/a HTTP/1.1",
        b"GET /v1/tasks/a HTTP/1.1 ",
        b"get /v1/tasks/a HTTP/1.1",
        b"GET /v1/tasks/\xff HTTP/1.1",
        b"GET /v1/tasks/a\n HTTP/1.1",
        b"GET /v1/tasks/a#b HTTP/1.1",
        b"GET http://x/v1/tasks/a HTTP/1.1",
        b"POST /v1/tasks/batch HTTP/1.1",
        b"GET /v1/tasks/batch HTTP/1.1",
        b"GET /v1/credits HTTP/1.1",
        b"HEAD /v1/credits HTTP/1.1",
        b"GET /_mock/health HTTP/1.1",
        b"",
        b"\r\nGET /v1/tasks/a HTTP/1.1",
    ]
)
fields = st.sampled_from([KNOWN, b"\r\nHost: x", b"\r\nHost: y", b"", KNOWN + b"\r\nA: b", KNOWN[:-1], b"\nHost: x"])
ends = st.sampled_from([b"\r\n\r\n", b"\r\n\r\n", b"\r\n", b"", b"\n\n", b"\r\n\r\n\r\n\r\n"])
rests = st.sampled_from([b"{}", b"", b"{", b"{}{}", b"{}GET /v1/tasks/a HTTP/1.1\r\nHost: x\r\n\r\n", b"\r\n\r\n"])


@example(data=b"GET /v1/tasks/a HTTP/1.1\r\nHost: x")
@given(data=st.tuples(lines, fields, ends, rests).map(b"".join))
def test_what_is_recognised_is_what_the_parser_reads(shortcut, read, data):
    call = shortcut.recognise(data)
    if call is None:
        return
    found, between = read(data)

    assert [shortcut.call(request) for request in found] == [call]
    assert between
    assert found[0].plain
    assert found[0].keep


def test_a_common_call_is_recognised(shortcut):
    assert shortcut.recognise(CREATE + KNOWN + b"\r\n\r\n[]").body == b"[]"
    assert shortcut.recognise(b"GET /v1/tasks/other HTTP/1.1\r\nHost: x\r\n\r\n").task_id == "other"


@pytest.mark.parametrize(
    "data",
    [
        CREATE + KNOWN + b"\r\nConnection: close\r\n\r\n{}",
        CREATE + KNOWN + b"\r\nExpect: 100-continue\r\n\r\n{}",
        CREATE + KNOWN + b"\r\nX-A: 1\r\nX-A: 2\r\n\r\n{}",
        CREATE + KNOWN.replace(b"Host: x", b"Host: X") + b"\r\n\r\n{}",
        CREATE + b"\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"GET /v1/unknown HTTP/1.1\r\nHost: z\r\n\r\n",
        b"GET /v1/tasks/a HTTP/1.0\r\nHost: z\r\n\r\n",
        b"\r\nGET /v1/tasks/a HTTP/1.1\r\nHost: z\r\n\r\n",
        b"GET  /v1/tasks/a HTTP/1.1\r\nHost: z\r\n\r\n",
        b"GET /v1/tasks/a HTTP/1.1\r\nHost: z\r\nX-A: " + b"a" * 5_000 + b"\r\n\r\n",
    ],
)
def test_what_is_unusual_is_not_remembered(make_wire, read, data):
    shortcut = make_wire().front.shortcut
    request = read(data)[0][0]
    shortcut.learn(data, request)

    assert shortcut._callers == {}


def test_fields_are_remembered_only_as_the_parser_understood_them(make_wire, read):
    """Should it ever read a line feed alone as the end of a line, these bytes would be another request's."""
    shortcut = make_wire().front.shortcut
    (request,), _ = read(b"GET /v1/tasks/a HTTP/1.1\r\nHost: z\r\n\r\n")
    shortcut.learn(b"GET /v1/tasks/a HTTP/1.1\r\nHost: z\n\nGET /smuggled HTTP/1.1\r\n\r\n", request)
    shortcut.learn(b"GET /v1/tasks/a HTTP/1.1\r\nHost: z\r\n folded\r\n\r\n", request)

    assert shortcut._callers == {}


def test_no_more_is_remembered_than_there_is_room_for(make_wire, read):
    shortcut = make_wire().front.shortcut
    for number in range(5_000):
        data = b"GET /v1/tasks/%d HTTP/1.1\r\nHost: x\r\nTraceparent: %d\r\n\r\n" % (number, number)
        (request,), _ = read(data)
        shortcut.learn(data, request)
        assert shortcut.recognise(data) is not None

    assert max(len(shortcut._callers), len(shortcut._lines)) <= 2_048

"""What one parser reads in the bytes of a client, another one reads too: h11, which shares no code with ours."""

from dataclasses import dataclass, field
from itertools import pairwise

import h11
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.wire.limits import Limits
from mockserver.wire.reader import Reader
from mockserver.wire.refusal import RefusedError


@dataclass
class Understood:
    """What a parser made of a stream: requests, and whether it gave up in the end."""

    requests: list[tuple[str, str, list[tuple[str, str]], bytes, bool]] = field(default_factory=list)
    refused: bool = False


def by_us(stream, *cuts):
    reader, understood = Reader(Limits()), Understood()
    for start, end in pairwise(sorted({0, *cuts, len(stream)})):
        if not reader.over:
            reader.feed(stream[start:end])
    for found in reader.found:
        if isinstance(found, RefusedError) or found.broken:
            understood.refused = True
        else:
            fields = sorted(as_h11(name.lower(), value) for name, value in found.fields.headers)
            line = found.line
            understood.requests.append((line.method, line.target, fields, found.body, found.keep))
    return understood


def as_h11(name, value):
    # It writes this one value in lower case.
    return name, value.lower() if name == "transfer-encoding" else value


def by_h11(stream):
    reader, understood = h11.Connection(h11.SERVER, max_incomplete_event_size=65_536), Understood()
    reader.receive_data(stream)
    head, body = None, b""
    try:
        while True:
            event = reader.next_event()
            if isinstance(event, h11.Request):
                head, body = event, b""
            elif isinstance(event, h11.Data):
                body += event.data
            elif isinstance(event, h11.EndOfMessage):
                reader.send(h11.Response(status_code=200, headers=[("Content-Length", "0")]))
                reader.send(h11.EndOfMessage())
                kept = reader.our_state is not h11.MUST_CLOSE
                understood.requests.append((*read_head(head), body, kept))
                if not kept:
                    return understood
                reader.start_next_cycle()
            else:
                return understood
    except h11.RemoteProtocolError:
        understood.refused = True
        return understood


def read_head(head):
    fields = sorted((name.decode("latin-1"), value.decode("latin-1")) for name, value in head.headers)
    return head.method.decode(), head.target.decode("latin-1"), fields


LETTERS = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
names = st.text(LETTERS, min_size=1, max_size=12).filter(
    lambda name: name.lower() not in {"host", "content-length", "transfer-encoding", "connection", "expect", "upgrade"}
)
visible = st.text([chr(code) for code in (*range(0x21, 0x7F), *range(0x80, 0x100))], max_size=20)
values = st.one_of(visible, st.builds("{} {}\t{}".format, visible, visible, visible)).map(
    lambda text: text.strip(" \t\x85\xa0")
)
methods = st.sampled_from(["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH"])
targets = st.one_of(
    st.sampled_from(["/", "/v1/tasks/a?b=c&d", "*", "http://example.com:80/a?b", "/%00%ff//..;a"]),
    st.text([chr(code) for code in range(0x21, 0x7F) if chr(code) not in '#"<>\\^`{|}'], max_size=30).map("/{}".format),
)
spaces = st.sampled_from(["", " ", "  ", "\t", " \t "])


@st.composite
def chunked(draw, body):
    """Cut a body into chunks, in one of the many ways that are allowed."""
    cuts = draw(st.lists(st.integers(0, len(body)), max_size=4))
    chunks = []
    for start, end in pairwise(sorted({0, *cuts, len(body)})):
        size = draw(st.sampled_from(["{:x}", "{:X}", "0{:x}"])).format(end - start)
        extension = draw(st.sampled_from(["", ";a", ";a=b", ';a="b c"']))
        chunks.append(f"{size}{extension}\r\n".encode() + body[start:end] + b"\r\n")
    trailers = draw(st.sampled_from([b"", b"X-Sum: 1\r\n", b"Host: y\r\nX-Sum: 2\r\n"]))
    return b"".join(chunks) + b"0\r\n" + trailers + b"\r\n"


@st.composite
def requests(draw):
    """Draw one valid request, byte by byte as a client might write it."""
    version = draw(st.sampled_from(["1.1", "1.1", "1.1", "1.0"]))
    fields = [(name, value) for name, value in draw(st.lists(st.tuples(names, values), max_size=4))]
    fields.append((draw(st.sampled_from(["Host", "host", "HOST"])), "mock.test"))
    # h11 never keeps a connection of HTTP/1.0.
    wishes = ["keep-alive"] if version == "1.1" else []
    connection = draw(st.sampled_from([None, None, "close", "Close", "keep-alive, close", *wishes]))
    fields += [("Connection", connection)] if connection else []
    body = draw(st.binary(max_size=40))
    framing = draw(st.sampled_from(["none", "length"] + ["chunked"] * (version == "1.1")))
    if framing == "length":
        fields.append(("Content-Length", str(len(body))))
    if framing == "chunked":
        fields.append(("Transfer-Encoding", draw(st.sampled_from(["chunked", "Chunked"]))))  # and no tab: see below
        body = draw(chunked(body))
    fields = draw(st.permutations(fields))
    head = f"{draw(methods)} {draw(targets)} HTTP/{version}\r\n"
    for name, value in fields:
        after = "" if name == "Transfer-Encoding" else draw(spaces)
        head += f"{name}:{draw(spaces)}{value}{after}\r\n"
    return head.encode("latin-1") + b"\r\n" + (body if framing != "none" else b"")


streams = st.lists(requests(), min_size=1, max_size=3).map(b"".join)


@given(stream=streams, data=st.data())
def test_valid_requests_are_understood_the_same_wherever_they_are_cut(stream, data):
    cuts = data.draw(st.lists(st.integers(0, len(stream)), max_size=8))

    understood = by_us(stream, *cuts)

    assert understood == by_h11(stream)
    assert understood.requests


@given(stream=streams)
def test_it_does_not_matter_if_every_byte_comes_alone(stream):
    assert by_us(stream, *range(len(stream))) == by_us(stream)


mild = st.sampled_from(
    [
        (b"HTTP/1.1", b"HTTP/1.2"),
        (b"HTTP/1.1", b"HTTP/2.0"),
        (b"HTTP/1.1", b"http/1.1"),
        (b"HTTP/1.1", b"HTTP/11"),
        (b"HTTP/1.1\r\n", b"HTTP/1.1 \r\n"),
        (b" /", b"\t/"),
        (b"Host:", b"Host :"),
        (b"Host:", b" Host:"),
        (b"Host:", b"Host"),
        (b"Host: mock.test", b"Host: mock.test\r\nHost: mock.test"),
        (b"Host:", b"H\xf6st:"),
        (b"Host:", b"Ho\x00st:"),
        (b"mock.test", b"mock\x00test"),
        (b"mock.test", b"mock\x7ftest"),
        (b"mock.test\r\n", b"mock.test\r\n folded\r\n"),
        (b"mock.test\r\n", b"mock.test\n"),
        (b"mock.test\r\n", b"mock.test\r"),
        (b"mock.test\r\n", b"mock.test\r\nContent-Length: 5\r\nContent-Length: 6\r\n"),
        (b"mock.test\r\n", b"mock.test\r\nContent-Length: 0\r\nTransfer-Encoding: chunked\r\n"),
        (b"mock.test\r\n", b"mock.test\r\nContent-Length: +1\r\n"),
        (b"mock.test\r\n", b"mock.test\r\nContent-Length: 1, 2\r\n"),
        (b"mock.test\r\n", b"mock.test\r\nContent-Length: 0x1\r\n"),
        (b"mock.test\r\n", b"mock.test\r\nContent-Length: -1\r\n"),
        (b"mock.test\r\n", b"mock.test\r\nTransfer-Encoding: gzip\r\n"),
        (b"mock.test\r\n", b"mock.test\r\nTransfer-Encoding: chunked, chunked\r\n"),
        (b"mock.test\r\n", b"mock.test\r\n: empty\r\n"),
        (b"Transfer-Encoding: chunked", b"Transfer-Encoding: identity"),
        (b"0\r\n\r\n", b"0\r\n\n"),
        (b"0\r\n\r\n", b"g\r\n\r\n"),
        (b"0\r\n\r\n", b"-0\r\n\r\n"),
        (b"GET", b"G T"),
        (b"GET", b""),
        (b"POST", b"P\x00ST"),
    ]
)


@given(stream=streams, change=mild, data=st.data())
def test_what_is_mildly_broken_is_never_understood_in_another_way(stream, change, data):
    """Either both read the same requests, or ours gives up: never does it read what the other reads differently."""
    broken = stream.replace(*change, 1)
    cuts = data.draw(st.lists(st.integers(0, len(broken)), max_size=4))

    ours, theirs = by_us(broken, *cuts), by_h11(broken)

    if ours.refused:
        assert ours.requests == theirs.requests[: len(ours.requests)]
    else:
        assert ours == theirs


def test_where_the_two_differ_one_of_them_is_stricter_than_it_has_to_be():
    """RFC 9112, 3: words of a first line may be further apart; RFC 9110, 5.5: a tab behind a value is no part of it."""
    apart = b"GET  / HTTP/1.1\r\nHost: x\r\n\r\n"
    tab = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\t\r\n\r\n0\r\n\r\n"

    assert (by_us(apart).refused, by_h11(apart).refused) == (False, True)
    assert (by_us(tab).refused, by_h11(tab).refused) == (True, False)


def test_a_wish_to_end_wins_over_a_wish_to_go_on():
    understood = by_us(b"GET / HTTP/1.0\r\nConnection: keep-alive, close\r\n\r\n")

    assert [kept for *_, kept in understood.requests] == [False]


SMUGGLED = b"GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.mark.parametrize(
    "fields",
    [
        b"Content-Length: %d\r\nContent-Length: 0\r\n" % len(SMUGGLED),
        b"Content-Length: 0\r\nContent-Length: %d\r\n" % len(SMUGGLED),
        b"Content-Length: %d\r\nTransfer-Encoding: chunked\r\n" % len(SMUGGLED),
        b"Transfer-Encoding: chunked\r\nContent-Length: %d\r\n" % len(SMUGGLED),
        b"Transfer-Encoding: xchunked\r\n",
        b"Transfer-Encoding: chunked, identity\r\n",
        b"Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n",
        b"Transfer-Encoding : chunked\r\n",
        b"Transfer-Encoding:\x0bchunked\r\n",
        b"Content-Length: %d, 0\r\n" % len(SMUGGLED),
        b"Content-Length\x00: %d\r\n" % len(SMUGGLED),
        b"X: y\n\nContent-Length: 5\r\n",
    ],
)
def test_no_request_is_smuggled_in_the_body_of_another(fields):
    understood = by_us(b"POST / HTTP/1.1\r\nHost: x\r\n" + fields + b"\r\n" + SMUGGLED)

    assert understood == Understood(refused=True)

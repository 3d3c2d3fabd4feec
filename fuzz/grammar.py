"""Draws what hostile clients send: requests from a grammar of HTTP/1.1, put together well or badly, then damaged."""

from __future__ import annotations

from random import Random

from fuzz.odd_http import CODINGS, FIELDS, LENGTHS, METHODS, NO_HTTP, SIZES, SPECIAL, TARGETS, VERSIONS
from fuzz.subjects import BODIES, MULTIPART, PLACES, creation
from fuzz.visit import ENDINGS, Visit

__all__ = ["draw_round"]

_PIPELINED = (2, 2, 3, 5, 17, 40)
_FEW = 4


def draw_round(luck: Random, *, key: str) -> list[Visit]:
    """Draw the visits of some clients that come at the same time; *key* is the one that they all have."""
    if luck.random() < 0.02:  # noqa: PLR2004 - now and then
        begun = luck.choice(
            (
                b"",
                b"G",
                b"GET / HTTP/1.1\r\n",
                b"POST /v1/tasks/batch HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{",
            )
        )
        return [Visit(pieces=(begun,), ending=luck.choice(ENDINGS)) for _ in range(200)]
    return [_visit(luck, key.encode()) for _ in range(luck.randint(1, 6))]


def _visit(luck: Random, key: bytes) -> Visit:
    draw = luck.random()
    if draw < 0.2:  # noqa: PLR2004 - so many are good
        requests = [_good(luck, key) for _ in range(luck.choice((1, 1, 1, *_PIPELINED)))]
        pieces = _cut(b"".join(requests), luck)
        return Visit(pieces=pieces, sure=len(requests))
    if draw < 0.27:  # noqa: PLR2004 - so many are no HTTP
        sent = luck.choice(NO_HTTP)
    else:
        sent = b"".join(_request(luck, key) for _ in range(luck.choice((1, 1, 1, *_PIPELINED[:_FEW]))))
    if luck.random() < 0.5:  # noqa: PLR2004 - half of them
        sent = _damaged(sent, luck)
    return Visit(pieces=_cut(sent, luck), ending=luck.choice(("finish", "finish", "finish", *ENDINGS)))


def _good(luck: Random, key: bytes) -> bytes:
    """Draw a request that must be answered, and does not end the connection."""
    method, target = luck.choice(
        (
            (b"GET", b"/v1/credits"),
            (b"GET", b"/v1/models"),
            (b"POST", b"/v1/videos/generations"),
            (b"GET", b"/_mock/health"),
        )
    )
    body = creation(luck) if method == b"POST" else b""
    head = [b"%b %b HTTP/1.1" % (method, target), b"Host: mock.test", b"Authorization: Bearer " + key]
    if method == b"POST" and luck.random() < 0.5:  # noqa: PLR2004 - half of them
        head.append(b"Transfer-Encoding: chunked")
        body = _chunked(body, luck, broken=0)
    elif method == b"POST":
        head += [b"Content-Type: application/json", b"Content-Length: %d" % len(body)]
    return b"\r\n".join(head) + b"\r\n\r\n" + body


def _request(luck: Random, key: bytes) -> bytes:
    method, target = luck.choice(PLACES)
    body = luck.choice(BODIES)(luck)
    if method == b"GET" and luck.random() < 0.9:  # noqa: PLR2004 - a body of a GET is rare
        body = b""
    kind = body[: body.find(b"\n")] if body.startswith(MULTIPART) else b"application/json"
    body = body[len(kind) + 1 :] if body.startswith(MULTIPART) else body
    if luck.random() < 0.1:  # noqa: PLR2004 - rare
        method = luck.choice((*METHODS, b"HEAD", b"HEAD", b"HEAD", b"PUT", b"PATCH"))
    if luck.random() < 0.1:  # noqa: PLR2004 - rare
        target = luck.choice(TARGETS)
    version = luck.choice(VERSIONS) if luck.random() < 0.08 else b"HTTP/1.1"  # noqa: PLR2004 - rare
    fields = [b"Host: mock.test"] if luck.random() < 0.95 else [b"Host: " + luck.choice(TARGETS)]  # noqa: PLR2004 - rare
    fields += [b"Authorization: Bearer " + key] if luck.random() < 0.9 else [b"Authorization: Basic \xff"]  # noqa: PLR2004 - rare
    fields.append(b"Content-Type: " + kind)
    fields += luck.sample(FIELDS, luck.choice((0, 0, 0, 1, 1, 2, 4)))
    framing, body = _framed(body, luck)
    fields += framing
    luck.shuffle(fields)
    return b"\r\n".join([b"%b %b %b" % (method, target, version), *fields]) + b"\r\n\r\n" + body


def _framed(body: bytes, luck: Random) -> tuple[list[bytes], bytes]:
    draw = luck.random()
    if draw < 0.55:  # noqa: PLR2004 - more than half are right
        return ([b"Content-Length: %d" % len(body)] if body else []), body
    if draw < 0.75:  # noqa: PLR2004 - the rest, in shares
        return [b"Transfer-Encoding: chunked"], _chunked(body, luck, broken=0.3)
    if draw < 0.85:  # noqa: PLR2004 - the rest, in shares
        return [b"Content-Length: " + luck.choice(LENGTHS)], body
    if draw < 0.92:  # noqa: PLR2004 - the rest, in shares
        return [b"Transfer-Encoding: " + luck.choice(CODINGS)], _chunked(body, luck, broken=0.3)
    both = [
        b"Content-Length: %d" % len(body),
        b"Transfer-Encoding: chunked",
        b"Content-Length: " + luck.choice(LENGTHS),
    ]
    return luck.sample(both, 2), _chunked(body, luck, broken=0.1)


def _chunked(body: bytes, luck: Random, *, broken: float) -> bytes:
    pieces = _cut(body, luck) if body else ()
    sizes = [luck.choice(SIZES) if luck.random() < broken else b"%x" % len(piece) for piece in pieces]
    chunks = b"".join(size + b"\r\n" + piece + b"\r\n" for size, piece in zip(sizes, pieces, strict=True) if piece)
    last = b"0\r\n" + luck.choice((b"", b"", b"X-Sum: 1\r\n")) + b"\r\n"
    return chunks + (
        luck.choice((b"", b"0\r\n", b"0\r\nno trailer\r\n\r\n", last[:-1])) if luck.random() < broken else last
    )


def _cut(data: bytes, luck: Random) -> tuple[bytes, ...]:
    cuts = sorted(luck.randint(0, len(data)) for _ in range(luck.choice((0, 0, 0, 1, 3, 9))))
    return tuple(data[start:end] for start, end in zip([0, *cuts], [*cuts, len(data)], strict=True) if start < end)


def _damaged(data: bytes, luck: Random) -> bytes:
    for _ in range(luck.randint(1, 3)):
        at = luck.randint(0, len(data))
        to = min(len(data), at + luck.choice((1, 1, 2, 8, 100)))
        match luck.randrange(6):
            case 0:
                data = data[:at]
            case 1:
                data = data[:at] + data[to:]
            case 2:
                data = data[:at] + data[at:to] * 2 + data[to:]
            case 3:
                data = data[:at] + luck.choice(SPECIAL) + data[to:]
            case 4:
                data = data[:at] + luck.choice(SPECIAL) + data[at:]
            case _:
                data = data[:at] + bytes(byte ^ 1 << luck.randrange(8) for byte in data[at:to]) + data[to:]
    return data

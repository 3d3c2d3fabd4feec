"""
The short way from bytes to a call: clients repeat their header fields byte for byte, so these are understood once.

What is found here was read by the parser before, and is only recognised again.
"""

from typing import TypeVar

import msgspec

from mockserver.core.desk import Desk
from mockserver.core.headers import Headers
from mockserver.core.wire import Call
from mockserver.wire.line import Line, read_line
from mockserver.wire.request import Request

__all__ = ["Shortcut"]

_T = TypeVar("_T")

_MOST = 2_048
_LONGEST = 4_096
_END = b"\r\n\r\n"


class _Caller(msgspec.Struct, frozen=True, gc=False):
    """Whoever sends these fields, and how long the body is that they announce."""

    headers: Headers
    world_key: str
    token: str | None
    base_url: str
    length: int


class Shortcut:
    """Makes calls of bytes, or of requests. *public_url* is the address that links begin with, if not the caller's."""

    def __init__(self, desk: Desk, *, public_url: str | None) -> None:
        self._desk = desk
        self._public_url = public_url
        self._callers: dict[bytes, _Caller] = {}
        self._lines: dict[bytes, Line] = {}

    def recognise(self, data: bytes) -> Call | None:
        """Make a call of *data* if it is exactly one plain request with fields that came before; else None."""
        first, _, rest = data.partition(b"\r\n")
        fields, end, body = rest.partition(_END)
        caller = self._callers.get(fields)
        if caller is None or not end or len(body) != caller.length:
            return None
        line = self._lines.get(first) or self._read(first)
        return None if line is None else _call(line, caller, body, len(body))

    def call(self, request: Request) -> Call:
        """Make a call of a plain request."""
        return _call(request.line, self._caller(request), request.body, request.size)

    def learn(self, data: bytes, request: Request) -> None:
        """Remember the fields of *request*, which *data* begins with, if they are plain and it has nothing unusual."""
        first, _, rest = data.partition(b"\r\n")
        fields, found, _ = rest.partition(_END)
        known = request.fields
        if (
            found
            and len(fields) <= _LONGEST
            and request.plain
            and request.keep
            and not (known.chunked or known.expects)
            and first == f"{request.line.method} {request.line.target} HTTP/1.1".encode("latin-1")
            and fields.count(b"\n") == fields.count(b"\r\n") == len(known.headers.pairs) - 1
        ):
            _keep(self._callers, fields, self._caller(request))

    def _read(self, first: bytes) -> Line | None:
        line = read_line(first)
        if line is not None and len(first) <= _LONGEST:
            _keep(self._lines, first, line)
        return line

    def _caller(self, request: Request) -> _Caller:
        fields = request.fields
        world_key, token = self._desk.admit(fields.headers.get("authorization"))
        return _Caller(fields.headers, world_key, token, self._public_url or f"http://{fields.host}", fields.length)


def _call(line: Line, caller: _Caller, body: bytes, size: int) -> Call:
    return Call(
        operation=line.operation,
        method=line.method,
        path=line.path,
        query=line.query,
        headers=caller.headers,
        body=body,
        size=size,
        task_id=line.task_id,
        world_key=caller.world_key,
        token=caller.token,
        base_url=caller.base_url,
    )


def _keep(table: dict[bytes, _T], key: bytes, value: _T) -> None:
    if len(table) >= _MOST:
        table.clear()
    table[key] = value

"""Cuts what comes over one connection into requests."""

import re
from collections import deque

import httptools

from mockserver.core.headers import Headers
from mockserver.wire.fields import Fields, read_fields
from mockserver.wire.limits import Limits
from mockserver.wire.line import Line, read_target
from mockserver.wire.refusal import RefusedError
from mockserver.wire.request import Request

__all__ = ["Reader"]

_VERSIONS = {"1.0", "1.1"}
_OTHER_METHOD = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+ [/*h][\x21-\x7e]* HTTP/1\.[01]\r?\n")
_HTTP_2 = b"PRI * HTTP/2"
_TLS = b"\x16\x03"
_NO_LINE = Line("", "", "", "")
_NO_FIELDS = Fields(Headers(), "")
_CHUNKING = 8  # times the largest body: more than any sane client needs to cut it into chunks


class _StopReading(Exception):  # noqa: N818 - nothing is wrong
    """Makes the parser stop: enough has been read."""


class Reader:
    """
    Reads one connection's requests, each into *found*, where a refusal stands for what is none.

    *between* says that no request has been begun. *over* says that nothing more will be read: after a refusal, and
    after a request that ends the connection. The names of the methods that begin with ``on_`` are httptools's.
    """

    def __init__(self, limits: Limits) -> None:
        self.found: deque[Request | RefusedError] = deque()
        self.between = True
        self.over = False
        self.expecting = False
        self._limits = limits
        self._parser = httptools.HttpRequestParser(self)
        self._start = b""
        self._clear()

    @property
    def in_head(self) -> bool:
        """Whether the head of a request has begun, and not ended."""
        return not self.between and self._fields is _NO_FIELDS

    def feed(self, data: bytes) -> None:
        """Read on; give it a few kilobytes at a time, so that bounds are kept."""
        self._came += len(data)
        if self.between:
            self._start = data
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            self._ignore_upgrade(data[upgrade.args[0] :])
        except httptools.HttpParserError as error:
            self._fail(error)
        if not self.over:
            self._keep_bounds()

    def end(self) -> None:
        """Say that nothing more will come."""
        if not self.between and not self.over:
            self._break_off("The request breaks off.")

    def on_message_begin(self) -> None:
        """Begin a request."""
        if self.over:
            raise _StopReading
        self._clear()
        self.between = False

    def on_url(self, part: bytes) -> None:
        """Take a part of the target."""
        self._target += part
        if len(self._target) > self._limits.target_bytes:
            raise RefusedError(414, f"the target is longer than {self._limits.target_bytes} bytes")

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header field, or a trailer, which is passed over."""
        if self._fields is _NO_FIELDS:
            self._pairs.append((name.decode("latin-1"), value.decode("latin-1").rstrip(" \t")))
            if len(self._pairs) > self._limits.fields:
                raise RefusedError(431, f"there are more than {self._limits.fields} header fields")

    def on_headers_complete(self) -> None:
        """Understand the head."""
        if sum(len(name) + len(value) for name, value in self._pairs) > self._limits.head_bytes:
            raise RefusedError(431, f"the head is longer than {self._limits.head_bytes} bytes")
        version, method = self._parser.get_http_version(), self._parser.get_method().decode("latin-1")
        if version not in _VERSIONS:
            raise RefusedError(505, f"HTTP/{version} is not spoken here; HTTP/1.1 is")
        if method == "CONNECT":
            raise RefusedError(501, "this server is no proxy")
        fields = read_fields(self._pairs, version=version)
        self._version = version
        self._line = _line(method, self._target)
        self._fields = fields
        self.expecting = fields.expects and (fields.chunked or fields.length > 0)
        self._most = self._limits.large_bodies.get(self._line.path, self._limits.body_bytes)
        if fields.length > self._most:
            self._finish(size=fields.length, keep=False)
            raise _StopReading

    def on_body(self, part: bytes) -> None:
        """Take a part of the body."""
        self.expecting = False
        self._body.append(part)
        self._size += len(part)
        if self._size > self._most:
            self._finish(size=self._size, keep=False)
            raise _StopReading

    def on_message_complete(self) -> None:
        """End a request."""
        if not self._parser.should_upgrade():
            self._finish(size=self._size, keep=self._parser.should_keep_alive() and not self._fields.last)

    def _clear(self) -> None:
        self._target = b""
        self._pairs: list[tuple[str, str]] = []
        self._line = _NO_LINE
        self._fields = _NO_FIELDS
        self._version = "1.1"
        self._body: list[bytes] = []
        self._size = 0
        self._came = 0
        self._most = self._limits.body_bytes

    def _finish(self, *, size: int, keep: bool, broken: bool = False) -> None:
        body = b"".join(self._body)[: self._most + 1]
        self.found.append(Request(self._line, self._fields, body, size, self._version, keep, broken))
        self.between = True
        self.expecting = False
        self.over = not keep
        self._start = b""  # of the next request nobody knows where it began, should it come in the same piece
        self._clear()

    def _ignore_upgrade(self, rest: bytes) -> None:
        """Read on as if no upgrade had been asked for, since the parser takes the body for another protocol's."""
        pairs = [(name, value) for name, value in self._pairs if name.lower() != "upgrade"]
        head = "".join(f"{name}: {value}\r\n" for name, value in pairs)
        line = b"%b %b HTTP/%b\r\n" % (self._parser.get_method(), self._target, self._version.encode())
        self._parser = httptools.HttpRequestParser(self)
        self.feed(line + head.encode("latin-1") + b"\r\n" + rest)

    def _fail(self, error: httptools.HttpParserError) -> None:
        if self.over:
            return
        cause = error.__context__
        if isinstance(cause, RefusedError):
            self._refuse(cause)
        else:
            self._break_off(str(error))

    def _break_off(self, said: str) -> None:
        if self._fields is not _NO_FIELDS:
            self._finish(size=self._size, keep=False, broken=True)
        else:
            self._refuse(self._diagnose(said))

    def _diagnose(self, said: str) -> RefusedError:
        if self._start.startswith(_TLS):
            return RefusedError(
                400, "The request is no HTTP: this looks like TLS; use an http:// address, not https://"
            )
        if self._start.startswith(_HTTP_2):
            return RefusedError(505, "HTTP/2 is not spoken here; HTTP/1.1 is")
        if not self._target and _OTHER_METHOD.match(self._start):
            return RefusedError(501, "The request has a method that HTTP does not have")
        return RefusedError(400, f"The request is no HTTP that can be read: {said}")

    def _keep_bounds(self) -> None:
        if self.between:
            return
        if self.in_head and self._came > self._limits.head_bytes:
            self._refuse(RefusedError(431, f"the head is longer than {self._limits.head_bytes} bytes"))
        elif self._came > self._limits.head_bytes + _CHUNKING * self._most:
            self._refuse(RefusedError(413, "the body is cut into too many chunks"))

    def _refuse(self, refusal: RefusedError) -> None:
        self.found.append(refusal)
        self.over = True
        self.between = True


def _line(method: str, target: bytes) -> Line:
    try:
        return read_target(method, target.decode("latin-1"))
    except ValueError as error:
        raise RefusedError(400, str(error)) from None

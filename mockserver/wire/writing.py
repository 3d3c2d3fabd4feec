"""Writes answers as bytes."""

import json
from collections.abc import Iterable
from http import HTTPStatus

from mockserver.core.wire import Reply
from mockserver.wire.refusal import RefusedError

__all__ = ["CONTINUE", "chunk", "head", "refusal", "whole"]

CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
"""The go-ahead for a client that asked before it sends its body (RFC 9110, 10.1.1)."""

_KINDS = {500: ("internal_error", "api_error"), 503: ("service_unavailable", "api_error")}
_STATUS_LINES = {one.value: f"HTTP/1.1 {one.value} {one.phrase}\r\n" for one in HTTPStatus}


def whole(reply: Reply) -> bytes:
    """Write a reply after which the connection goes on."""
    text = f"{_STATUS_LINES.get(reply.status) or _status_line(reply.status)}Content-Length: {len(reply.body)}\r\n"
    for name, value in reply.headers:
        text += f"{name}: {value}\r\n"
    return f"{text}\r\n".encode("latin-1", "replace") + reply.body


def head(status: int, headers: Iterable[tuple[str, str]], *, connection: str | None = None) -> bytes:
    """Write a status line and header fields; *connection* says what becomes of the connection."""
    text = _STATUS_LINES.get(status) or _status_line(status)
    text += "".join(f"{name}: {value}\r\n" for name, value in headers)
    if connection is not None:
        text += f"Connection: {connection}\r\n"
    return f"{text}\r\n".encode("latin-1", "replace")


def chunk(data: bytes) -> bytes:
    """Write one chunk of an answer whose length is not known; the last one is empty."""
    return b"%x\r\n%b\r\n" % (len(data), data)


def refusal(refused: RefusedError) -> bytes:
    """Write the answer to what nobody could read, in the gateway's envelope; it belongs to no world and has no date."""
    code, kind = _KINDS.get(refused.status, ("invalid_request", "invalid_request_error"))
    error = {"code": code, "message": refused.message, "type": kind}
    body = json.dumps({"error": error}).encode()
    headers = (("Content-Type", "application/json"), ("Content-Length", str(len(body))))
    return head(refused.status, headers, connection="close") + body


def _status_line(status: int) -> str:
    return f"HTTP/1.1 {status} Unknown\r\n"

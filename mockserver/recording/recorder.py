"""Writes each exchange into an HTTP Archive, without its keys."""

import zlib
from base64 import b64encode
from collections.abc import Iterable
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

from mockserver.core.clock import format_instant
from mockserver.core.remarks import Remarks
from mockserver.core.wire import Call
from mockserver.har import HarError, HarWriter, scrub
from mockserver.logs import log
from mockserver.recording.upstream import NoAnswerError, Received

__all__ = ["Recorder"]

_UNPACKED_LIMIT = 16 * 1024 * 1024
_GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS
_PHRASES = {status.value: status.phrase for status in HTTPStatus}


class Recorder:
    """Records into the file of *writer*."""

    def __init__(self, writer: HarWriter) -> None:
        self._writer = writer
        self.file = writer.file

    def record(  # noqa: PLR0913 - when, what was asked where, how it was answered, and what we think
        self,
        call: Call,
        answer: Received | NoAnswerError,
        *,
        target: str,
        at: datetime,
        took: timedelta,
        remarks: Remarks,
    ) -> None:
        """Append one exchange; a file that cannot be written is said in the log, and the client has its answer."""
        milliseconds = round(took / timedelta(milliseconds=1), 3)
        entry = {
            "startedDateTime": format_instant(at),
            "time": milliseconds,
            "request": _request(call, target),
            "response": _response(answer),
            "cache": {},
            "timings": {"send": 0, "wait": milliseconds, "receive": 0},
            "_klingmock": {"rules": list(remarks.rules), "price": remarks.price, "notes": list(remarks.notes)},
        }
        try:
            self._writer.add(scrub(entry))
        except HarError as error:
            log("error", "not recorded", why=str(error))

    def close(self) -> None:
        """Let go of the file."""
        self._writer.close()


def _request(call: Call, target: str) -> dict[str, Any]:
    request = {
        "method": call.method,
        "url": target,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _named(call.headers),
        "queryString": _named(parse_qsl(call.query, keep_blank_values=True)),
        "headersSize": -1,
        "bodySize": len(call.body),
    }
    if call.body:
        content = _content(call.body, name="_encoding")
        request["postData"] = {"mimeType": call.header("content-type") or "", **content}
    return request


def _response(answer: Received | NoAnswerError) -> dict[str, Any]:
    if isinstance(answer, NoAnswerError):
        answer, error = Received(0, (), b""), {"_error": str(answer)}
    else:
        error = {}
    headers = dict(answer.headers)
    body = _unpacked(answer.body, headers.get("content-encoding", ""))
    return {
        "status": answer.status,
        "statusText": _PHRASES.get(answer.status, ""),
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _named(answer.headers),
        "content": {
            "size": len(body),
            "mimeType": headers.get("content-type", ""),
            **_content(body, name="encoding"),
        },
        "redirectURL": headers.get("location", ""),
        "headersSize": -1,
        "bodySize": len(answer.body),
        **error,
    }


def _named(pairs: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in pairs]


def _content(body: bytes, *, name: str) -> dict[str, str]:
    try:
        return {"text": body.decode("utf-8")}
    except UnicodeDecodeError:
        return {"text": b64encode(body).decode("ascii"), name: "base64"}


def _unpacked(body: bytes, coding: str) -> bytes:
    """Unpack a body that was sent packed although nobody asked for it, as far as it is bounded."""
    if coding.strip().lower() not in {"gzip", "deflate", "x-gzip"}:
        return body
    try:
        unpacker = zlib.decompressobj(_GZIP_OR_ZLIB)
        return unpacker.decompress(body, _UNPACKED_LIMIT)
    except zlib.error:
        return body

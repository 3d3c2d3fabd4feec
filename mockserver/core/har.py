"""
The journal as an HTTP Archive, which browsers and other tools open.

Source:
    HAR 1.2 specification (W3C, Web Performance Working Group, editor's draft of 14 August 2012), section 3. Names
    that begin with an underscore are its way of carrying more.
"""

from base64 import b64encode
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from mockserver.core.clock import format_instant
from mockserver.core.entry import Entry
from mockserver.core.record import Body

__all__ = ["REMARKS", "to_har"]

REMARKS = ("number", "operation", "request_id", "task", "rules", "readings", "price", "replayed", "notes", "faults")
"""What of an entry only we know."""

_VERSION = "1.2"
_HTTP = "HTTP/1.1"
_UNKNOWN = -1
_PHRASES = {status.value: status.phrase for status in HTTPStatus}

_Pairs = Iterable[tuple[str, str]]


def to_har(entries: Iterable[Entry], *, version: str, more: dict[str, Any]) -> dict[str, Any]:
    """
    Write *entries* as an archive made by this *version* of klingmock.

    What we know beside, and *more* about the archive, stands under ``_klingmock``. Instants are those of the world;
    times are nought, since only the world's clock knows them.
    """
    return {
        "log": {
            "version": _VERSION,
            "creator": {"name": "klingmock", "version": version},
            "entries": [_entry(entry) for entry in entries],
            "_klingmock": more,
        }
    }


def _entry(entry: Entry) -> dict[str, Any]:
    shown = entry.to_dict()
    return {
        "startedDateTime": format_instant(entry.at),
        "time": 0,
        "request": _request(entry),
        "response": _response(entry),
        "cache": {},
        "timings": {"send": 0, "wait": 0, "receive": 0},
        "_klingmock": {name: shown[name] for name in REMARKS},
    }


def _request(entry: Entry) -> dict[str, Any]:
    request = {
        "method": entry.method,
        "url": entry.url,
        "queryString": _named(entry.query_pairs),
        "bodySize": entry.request_body.size,
        **_head(entry.request_headers),
    }
    if entry.request_body.size:
        request["postData"] = {
            "mimeType": _media_type(entry.request_headers),
            **_content(entry.request_body, entry.request_binary, encoding="_encoding"),
        }
    return request


def _response(entry: Entry) -> dict[str, Any]:
    return {
        "status": entry.status,
        "statusText": _PHRASES.get(entry.status, ""),
        "content": {
            "size": entry.answer_body.size,
            "mimeType": _media_type(entry.answer_headers),
            **_content(entry.answer_body, entry.answer_binary, encoding="encoding"),
        },
        "redirectURL": _value(entry.answer_headers, "location"),
        "bodySize": entry.answer_body.size,
        **_head(entry.answer_headers),
    }


def _head(headers: _Pairs) -> dict[str, Any]:
    # Cookies are credentials: they stand, masked, among the headers.
    return {"httpVersion": _HTTP, "cookies": [], "headers": _named(headers), "headersSize": _UNKNOWN}


def _content(body: Body, binary: bytes | None, *, encoding: str) -> dict[str, str]:
    if binary is None:
        return {"text": body.text}
    return {"text": b64encode(binary).decode("ascii"), encoding: "base64"}


def _named(pairs: _Pairs) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in pairs]


def _media_type(headers: _Pairs) -> str:
    return _value(headers, "content-type")


def _value(headers: _Pairs, wanted: str) -> str:
    return next((value for name, value in headers if name.lower() == wanted), "")

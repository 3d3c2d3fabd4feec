"""
An entry: a record as it may be shown.

This is the one place where a record is read, and it takes the credentials out: every view of the journal is made of
entries.
"""

from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl, quote

from mockserver.core.clock import format_instant
from mockserver.core.headers import Headers
from mockserver.core.record import Body, Record, read_binary, read_body
from mockserver.core.redaction import CLEAN, Redaction, is_credential
from mockserver.core.remarks import Remarks
from mockserver.core.wire import Call, Reply

__all__ = ["Entry", "clean"]

_REQUEST_ID = "x-request-id"
_NOWHERE = "http://localhost"
_SAFE_IN_PATH = "/:@!$&'()*+,;=-._~"
_SAFE_IN_QUERY = _SAFE_IN_PATH + "?%"

_Pairs = tuple[tuple[str, str], ...]


class Entry:
    """One call with its answer, without credentials; read as far as it is asked about."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self.number: int = record.number
        self.at: datetime = record.at
        self.operation: str = record.call.operation
        self.status: int = record.reply.status
        self.task: str | None = record.remarks.task
        self.rules: tuple[str, ...] = record.remarks.rules
        self.readings: _Pairs = record.remarks.readings
        self.price: str | None = record.remarks.price
        self.replayed: bool = record.remarks.replayed

    @cached_property
    def _redaction(self) -> Redaction:
        if self._record.clean:
            return CLEAN
        call = self._record.call
        named = [pair for pair in parse_qsl(call.query) if is_credential(pair[0])] if call.query else []
        return Redaction((*call.headers, *named))

    @cached_property
    def method(self) -> str:
        """The method, which may be any word."""
        return self._redaction.text(self._record.call.method)

    @cached_property
    def path(self) -> str:
        """The path that was asked for."""
        return self._shown(self._record.call.path, _SAFE_IN_PATH)

    @cached_property
    def query(self) -> str:
        """What followed the question mark."""
        return self._shown(self._record.call.query, _SAFE_IN_QUERY)

    def _shown(self, text: str, safe: str) -> str:
        """Mask what is a secret, and what would be one once it is quoted within an address."""
        text = self._redaction.text(text)
        quoted = quote(text, safe=safe)
        hidden = self._redaction.text(quoted)
        return text if hidden == quoted else hidden

    @cached_property
    def query_pairs(self) -> _Pairs:
        """The query parameters by name, decoded, in order."""
        pairs = parse_qsl(self._record.call.query, keep_blank_values=True)
        return tuple((self._redaction.text(name), self._redaction.text(value)) for name, value in pairs)

    @cached_property
    def url(self) -> str:
        """The address that was asked for, as far as it is known."""
        path = quote(self.path if self.path.startswith("/") else f"/{self.path}", safe=_SAFE_IN_PATH)
        query = f"?{quote(self.query, safe=_SAFE_IN_QUERY)}" if self.query else ""
        return (self.base_url or _NOWHERE) + path + query

    @cached_property
    def base_url(self) -> str:
        """The address that the client used, as far as it is known."""
        return self._redaction.text(self._record.call.base_url)

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """What else is worth knowing."""
        # Notes quote what was sent.
        return tuple(map(self._redaction.text, self._record.remarks.notes))

    @cached_property
    def faults(self) -> tuple[str, ...]:
        """The faults on purpose that met the call."""
        return tuple(map(self._redaction.text, self._record.remarks.faults))

    @cached_property
    def request_headers(self) -> _Pairs:
        """The header fields of the request, in order."""
        return self._redaction.headers(self._record.call.headers)

    @cached_property
    def request_body(self) -> Body:
        """The body of the request."""
        return self._record.request or read_body(self._record.call.body, redaction=self._redaction)

    @cached_property
    def request_binary(self) -> bytes | None:
        """The body of the request without credentials, when it is no text; None when it is one, or was cut."""
        return None if self._record.request else read_binary(self._record.call.body, redaction=self._redaction)

    @cached_property
    def answer_headers(self) -> _Pairs:
        """The header fields of the answer, in order."""
        return self._redaction.headers(self._record.reply.headers)

    @cached_property
    def answer_body(self) -> Body:
        """The body of the answer."""
        return self._record.answer or read_body(self._record.reply.body, redaction=self._redaction)

    @cached_property
    def answer_binary(self) -> bytes | None:
        """The body of the answer without credentials, when it is no text; None when it is one, or was cut."""
        return None if self._record.answer else read_binary(self._record.reply.body, redaction=self._redaction)

    @property
    def request_id(self) -> str | None:
        """The id that the answer gave the request."""
        return next((value for name, value in self.answer_headers if name == _REQUEST_ID), None)

    def to_dict(self) -> dict[str, Any]:
        """Write the entry as JSON."""
        return {
            "number": self.number,
            "at": format_instant(self.at),
            "operation": self.operation,
            "method": self.method,
            "path": self.path,
            "query": self.query,
            "status": self.status,
            "request_id": self.request_id,
            "task": self.task,
            "rules": list(self.rules),
            "readings": dict(self.readings),
            "price": self.price,
            "replayed": self.replayed,
            "notes": list(self.notes),
            "faults": list(self.faults),
            "request": _side(self.request_headers, self.request_body),
            "answer": _side(self.answer_headers, self.answer_body),
        }


def clean(record: Record) -> Record:
    """Take the credentials out of a record for good; a body that is text is then kept as such."""
    if record.clean:
        return record
    entry = Entry(record)
    asked, answered = entry.request_binary, entry.answer_binary
    call = Call(
        operation=entry.operation,
        method=entry.method,
        path=entry.path,
        query=entry.query,
        headers=Headers(entry.request_headers),
        body=asked or b"",
        base_url=entry.base_url,
    )
    remarks = Remarks(
        task=entry.task,
        rules=entry.rules,
        readings=entry.readings,
        price=entry.price,
        replayed=entry.replayed,
        notes=entry.notes,
        faults=entry.faults,
    )
    return Record(
        record.number,
        record.at,
        call,
        Reply(record.reply.status, entry.answer_headers, answered or b""),
        remarks,
        record.weight,
        request=entry.request_body if asked is None else None,
        answer=entry.answer_body if answered is None else None,
        clean=True,
    )


def _side(headers: _Pairs, body: Body) -> dict[str, Any]:
    return {"headers": [list(pair) for pair in headers], "body": {"text": body.text, "bytes": body.size}}

"""
A record: a call as the journal keeps it, which is as it came, credentials and all.

It is cheap to make, since most are never read. Whoever shows one makes an `Entry` of it first.
"""

from datetime import datetime

import msgspec

from mockserver.core.redaction import Redaction
from mockserver.core.remarks import Remarks
from mockserver.core.wire import Call, Reply

__all__ = ["BODY_LIMIT", "Body", "Record", "make_record", "read_binary", "read_body"]

BODY_LIMIT = 65_536
"""Longer bodies are cut, bytes."""

_USUAL_HEADERS, _USUAL_HEAD = 3, 90
"""Every answer begins with its type, date and request id, which are about that long: to add them up costs more time."""


class Body(msgspec.Struct, frozen=True, gc=False):
    """A body as text without credentials, cut at 64 Ki characters; *size* is that of the whole, in bytes."""

    text: str
    size: int


class Record(msgspec.Struct, frozen=True, gc=False):
    """
    One call with its answer.

    *weight* is about the length of heads, bodies and notes, in bytes. A body that was cut is in *request* or
    *answer*, and no longer in the call or the reply. One that is *clean* holds no credentials any more.
    """

    number: int
    at: datetime
    call: Call
    reply: Reply
    remarks: Remarks
    weight: int
    request: Body | None = None
    answer: Body | None = None
    clean: bool = False


def make_record(number: int, at: datetime, call: Call, reply: Reply, remarks: Remarks) -> Record:
    """Keep a call that came at the world's instant *at*."""
    headers = reply.headers
    weight = len(call.body) + len(reply.body) + len(call.path) + len(call.query) + call.headers.size + _USUAL_HEAD
    if len(headers) > _USUAL_HEADERS:
        weight += sum(len(name) + len(value) for name, value in headers[_USUAL_HEADERS:])
    if remarks.notes:
        weight += sum(map(len, remarks.notes))
    record = Record(number, at, call, reply, remarks, weight)
    return record if weight <= BODY_LIMIT else _cut(record)


def read_body(data: bytes, *, redaction: Redaction) -> Body:
    """Read a body as text, whatever its bytes are, and take the credentials out."""
    # Masked first: a credential across the cut would show its first half.
    return Body(redaction.text(data.decode("utf-8", "replace"))[:BODY_LIMIT], len(data))


def read_binary(data: bytes, *, redaction: Redaction) -> bytes | None:
    """Take the credentials out of a body that is no UTF-8; None when it is."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return redaction.data(data)
    return None


def _cut(record: Record) -> Record:
    redaction = Redaction(record.call.headers)
    call, reply, weight = record.call, record.reply, record.weight
    request = answer = None
    if len(call.body) > BODY_LIMIT:
        request = read_body(call.body, redaction=redaction)
        weight += len(request.text) - len(call.body)
        call = msgspec.structs.replace(call, body=b"")
    if len(reply.body) > BODY_LIMIT:
        answer = read_body(reply.body, redaction=redaction)
        weight += len(answer.text) - len(reply.body)
        reply = msgspec.structs.replace(reply, body=b"")
    return Record(record.number, record.at, call, reply, record.remarks, weight, request, answer)

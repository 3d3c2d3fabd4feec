"""The records of a world as text, and back: for whoever writes worlds down. No credential is in any of them."""

from datetime import datetime, timedelta

import msgspec
from msgspec.structs import asdict, replace

from mockserver.core.callbacks import Delivery
from mockserver.core.files import StoredFile
from mockserver.core.headers import Headers
from mockserver.core.ledger import Adjustment
from mockserver.core.record import Body, Record
from mockserver.core.redaction import Redaction
from mockserver.core.remarks import Remarks
from mockserver.core.sending import Sending
from mockserver.core.task import Fate, Task, TaskError, shared_fate
from mockserver.core.wire import Call, Reply
from mockserver.core.world import Replay

__all__ = [
    "read_adjustment",
    "read_delivery",
    "read_file",
    "read_record",
    "read_replay",
    "read_sending",
    "read_task",
    "write_adjustment",
    "write_delivery",
    "write_file",
    "write_record",
    "write_replay",
    "write_sending",
    "write_task",
]

_Pairs = tuple[tuple[str, str], ...]


class _Task(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    id: str
    number: int
    created_at: datetime
    fate: Fate
    starts: timedelta | None = None
    ends: timedelta | None = None
    polls_seen: int = 0


class _Side(msgspec.Struct, frozen=True, omit_defaults=True):
    """One side of a call: a body as text, or as bytes where it is none."""

    headers: _Pairs
    text: Body | None = None
    binary: bytes = b""


class _Record(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    number: int
    at: datetime
    operation: str
    method: str
    path: str
    status: int
    request: _Side
    answer: _Side
    weight: int
    query: str = ""
    base_url: str = ""
    remarks: Remarks = Remarks()


_encode = msgspec.json.Encoder().encode
_tasks = msgspec.json.Decoder(_Task)
_records = msgspec.json.Decoder(_Record)
_deliveries = msgspec.json.Decoder(Delivery)
_files = msgspec.json.Decoder(StoredFile)
_sendings = msgspec.json.Decoder(Sending)
_adjustments = msgspec.json.Decoder(Adjustment)
_replays = msgspec.json.Decoder(Replay)


def write_task(task: Task, *, redaction: Redaction) -> tuple[str, str]:
    """Write a task: what its client sent, and all the rest. A key within its callback address is masked there too."""
    fate = task.fate
    url = fate.callback_url and redaction.text(fate.callback_url)
    error = fate.error and TaskError(fate.error.code, redaction.text(fate.error.message))
    form = _Task(
        id=task.id,
        number=task.number,
        created_at=task.created_at,
        fate=fate if (url, error) == (fate.callback_url, fate.error) else replace(fate, callback_url=url, error=error),
        starts=task.starts,
        ends=task.ends,
        polls_seen=task.polls_seen,
    )
    return redaction.text(task.body.decode("utf-8", "replace")), _encode(form).decode()


def read_task(body: str, text: str) -> Task:
    """Read what `write_task` wrote."""
    form = _tasks.decode(text)
    fate = shared_fate(**asdict(form.fate))
    return Task(form.id, form.number, form.created_at, body.encode(), fate, form.starts, form.ends, form.polls_seen)


def write_delivery(delivery: Delivery, *, redaction: Redaction) -> str:
    """Write a delivery; what was sent and heard is masked already."""
    return _encode(replace(delivery, url=redaction.text(delivery.url))).decode()


def read_delivery(text: str) -> Delivery:
    """Read what `write_delivery` wrote."""
    return _deliveries.decode(text)


def write_file(file: StoredFile, *, redaction: Redaction) -> str:
    """Write a file that was uploaded; how it is called is masked, an image is left as it is."""
    called = (redaction.text(text) for text in (file.name, file.original_name, file.upload_path))
    name, original_name, upload_path = called
    return _encode(replace(file, name=name, original_name=original_name, upload_path=upload_path)).decode()


def read_file(text: str) -> StoredFile:
    """Read what `write_file` wrote."""
    return _files.decode(text)


def write_sending(sending: Sending, *, redaction: Redaction) -> str:
    """Write what leaves."""
    return _encode(replace(sending, target=redaction.text(sending.target))).decode()


def read_sending(text: str) -> Sending:
    """Read what `write_sending` wrote."""
    return _sendings.decode(text)


def write_adjustment(adjustment: Adjustment) -> str:
    """Write a change of the balance."""
    return _encode(adjustment).decode()


def read_adjustment(text: str) -> Adjustment:
    """Read what `write_adjustment` wrote."""
    return _adjustments.decode(text)


def write_replay(replay: Replay) -> str:
    """Write the answer that an Idempotency-Key gave."""
    return _encode(replay).decode()


def read_replay(text: str) -> Replay:
    """Read what `write_replay` wrote."""
    return _replays.decode(text)


def write_record(record: Record) -> str:
    """Write a call that is clean."""
    assert record.clean  # noqa: S101 - credentials are never written down
    call, reply = record.call, record.reply
    form = _Record(
        number=record.number,
        at=record.at,
        operation=call.operation,
        method=call.method,
        path=call.path,
        query=call.query,
        base_url=call.base_url,
        status=reply.status,
        request=_Side(call.headers.pairs, record.request, call.body),
        answer=_Side(reply.headers, record.answer, reply.body),
        weight=record.weight,
        remarks=record.remarks,
    )
    return _encode(form).decode()


def read_record(text: str) -> Record:
    """Read what `write_record` wrote."""
    form = _records.decode(text)
    call = Call(
        operation=form.operation,
        method=form.method,
        path=form.path,
        query=form.query,
        headers=Headers(form.request.headers),
        body=form.request.binary,
        base_url=form.base_url,
    )
    reply = Reply(form.status, form.answer.headers, form.answer.binary)
    request, answer = form.request.text, form.answer.text
    return Record(form.number, form.at, call, reply, form.remarks, form.weight, request, answer, clean=True)

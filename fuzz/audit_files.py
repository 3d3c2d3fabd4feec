"""Any file is audited, or refused in words: the first line is the ending of its name, the rest is the file."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import zstandard

from fuzz.traffic import archive, journal
from mockserver.audit.engine import audit
from mockserver.audit.errors import AuditError
from mockserver.audit.row import Judged
from validator import Readings

__all__ = ["attempt", "seeds"]

_ENDINGS = ("jsonl", "csv", "har", "json", "jsonl.gz", "csv.gz", "json.zst")
_READINGS = Readings.of("strict")
_REQUEST = {"model": "kling-o3-image-to-video", "image_start": "https://example.com/a.jpg", "quality": "1080p"}


class _Verdicts:
    """Holds verdicts, as an output of an audit."""

    def __init__(self) -> None:
        self.held: list[Judged] = []
        self.add = self.held.append

    def mark(self) -> int:
        """Say that nothing is written."""
        return 0

    def close(self) -> None:
        """Do nothing: nothing is open."""


def attempt(data: bytes) -> None:
    """Audit *data*."""
    ending, _, text = data.partition(b"\n")
    if ending.decode("latin-1") not in _ENDINGS:
        return
    file = Path(f"calls.{ending.decode()}")  # in the folder that the run was given
    file.write_bytes(text)
    verdicts = _Verdicts()
    try:
        summary = audit([file], readings=_READINGS, output=verdicts)
    except AuditError as error:
        assert str(error), "it is refused without a word"
        return
    assert summary.total.requests == len(verdicts.held), "the verdicts are miscounted"
    json.dumps(summary.to_dict(), allow_nan=False)


def seeds() -> Iterator[bytes]:
    """Yield a file of each kind, packed and not."""
    beside = {"request": _REQUEST, "at": "2026-01-01T00:00:00Z", "key": "sk-0123456789", "credits_used": 33.75}
    lines = "\n".join(json.dumps(value) for value in (_REQUEST, beside, {**beside, "credits_used": "7"}, 5)).encode()
    table = (
        b"model,image_start,quality,sound,duration,model_params.multi_shot,at,key,credits_used\n"
        b"kling-o3-image-to-video,https://example.com/a.jpg,1080p,on,5,false,2026-01-01,sk-0123456789,33.75\n"
        b'kling-o3-image-to-video,"https://example.com/a,b.jpg",720p,,7,,,,\n'
    )
    calls = journal()
    calls["calls"] = [call for call in calls["calls"] if call.get("operation") == "create"][:3]
    exported = json.dumps(calls, indent=1).encode()
    recording = archive()
    entries = recording["log"]["entries"]
    yield b"jsonl\n" + lines
    yield b"csv\n" + table
    yield b"json\n" + exported
    for at in range(0, len(entries), 3):
        yield b"har\n" + json.dumps({"log": {"entries": entries[at : at + 3]}}, indent=1).encode()
    yield b"jsonl.gz\n" + gzip.compress(lines, mtime=0)
    yield b"csv.gz\n" + gzip.compress(table, mtime=0)
    yield b"json.zst\n" + zstandard.compress(exported)

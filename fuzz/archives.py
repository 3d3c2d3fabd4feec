"""Any HTTP Archive is read, cleaned of keys and taken as evidence, or refused in words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fuzz.traffic import archive
from mockserver.evidence import take_in, weigh
from mockserver.evidence.text import as_dict, as_text
from mockserver.har import HarError, scrub
from validator import Readings

__all__ = ["attempt", "seeds"]

_FILE = Path("recording.har")  # in the folder that the run was given
_READINGS = Readings.of("strict")


def attempt(data: bytes) -> None:
    """Read *data* as a recording, and weigh it."""
    _FILE.write_bytes(data)
    cleaned: list[dict[str, Any]] = []
    try:
        intake = take_in([_FILE], cleaned=cleaned.append)
    except HarError as error:
        assert str(error), "it is refused without a word"
        return
    for entry in cleaned:
        assert scrub(entry) == entry, "what is clean is cleaned once more, and changes"
    (report,) = intake.files
    assert report.used == len(intake.exchanges), "the exchanges are miscounted"
    assert report.ignored >= 0, "more is used than there is"
    found = weigh(intake, readings=_READINGS)
    json.dumps(as_dict(found), default=str)
    "\n".join(as_text(found)).encode()


def seeds() -> Iterator[bytes]:
    """Yield recordings of our own: whole, single entries, and torn."""
    whole = archive()
    entries = whole["log"]["entries"]
    for entry in entries:
        yield json.dumps({"log": {"entries": [entry]}}).encode()
    yield json.dumps({"log": {"entries": entries[:4]}}).encode()
    lines = ",\n".join(json.dumps(entry) for entry in entries[:2])
    yield b'{"log":{"version":"1.2","creator":{"name":"klingmock"},"entries":[\n' + lines.encode()[:-9]

"""An audit that was interrupted goes on, and finds what it would have found."""

import gzip
import json
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import zstandard
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mockserver.audit import AuditError, audit, batches
from mockserver.audit.checkpoint import Asked, Keeper
from mockserver.audit.outputs import open_output
from validator import Readings

STRICT = Readings.of("strict")
O3 = {"model": "kling-o3-text-to-video", "prompt": "A paper boat."}


def rows(count):
    made = ((O3 | {"duration": 1 + number % 17}, f"2026-01-{1 + number % 28:02}") for number in range(count))
    return b"".join(json.dumps({"request": one, "at": day}).encode() + b"\n" for one, day in made) + b"broken\n"


def table(count):
    lines = [f"{O3['model']},{O3['prompt']},{1 + number % 17}" for number in range(count)]
    return "\r\n".join(("model,prompt,duration", *lines, "too,few")).encode()


PACKED = {
    "rows.jsonl": rows,
    "rows.jsonl.gz": lambda count: gzip.compress(rows(count)),
    "rows.jsonl.zst": lambda count: zstandard.compress(rows(count)),
    "rows.csv": table,
}


class Interrupted(Exception):  # noqa: N818 - what a person does
    pass


class _Breaks:
    """An output that somebody interrupts."""

    def __init__(self, output, after):
        self.output, self.left = output, after

    def add(self, verdict):
        self.left -= 1
        if self.left < 0:
            raise Interrupted
        self.output.add(verdict)

    def mark(self):
        return self.output.mark()

    def close(self):
        self.output.close()


def go(files, written, kept, *, after=None, readings=STRICT):
    keeper = Keeper(kept, Asked.of(files, readings, written), pieces=1)
    start = keeper.found()
    output = open_output(written, in_parts=True, at=start.written if start else 0)
    try:
        into = output if after is None else _Breaks(output, after)
        summary = audit(files, readings=readings, output=into, keeper=keeper, start=start, piece_bytes=500)
        output.finish()
    finally:
        output.close()
    keeper.done()
    return summary


@settings(max_examples=30, deadline=None)
@given(
    names=st.lists(st.sampled_from(sorted(PACKED)), min_size=1, max_size=3, unique=True),
    ending=st.sampled_from((".jsonl", ".csv", ".parquet")),
    breaks=st.lists(st.integers(0, 70), max_size=4),
)
@example(names=["rows.csv", "rows.jsonl.gz"], ending=".csv", breaks=[35, 0, 1])
@example(names=["rows.csv", "rows.jsonl.gz"], ending=".parquet", breaks=[35, 0, 1])
def test_what_is_found_does_not_hang_on_interruptions(names, ending, breaks):
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patched:
        patched.setattr(batches, "_ROWS", 7)
        files = [Path(folder) / name for name in names]
        for file in files:
            file.write_bytes(PACKED[file.name](30))
        at_once, in_parts = (Path(folder) / f"{name}{ending}" for name in ("at_once", "in_parts"))
        kept = Path(folder) / "kept"
        whole = go(files, at_once, kept)

        for after in breaks:
            with suppress(Interrupted):
                go(files, in_parts, kept, after=after)
        found = go(files, in_parts, kept)

        assert found.to_dict() == whole.to_dict()
        assert in_parts.read_bytes() == at_once.read_bytes()
        assert {file.name for file in Path(folder).iterdir()} == {*names, at_once.name, in_parts.name}


@pytest.fixture
def interrupted(tmp_path):
    """Give a file, its verdicts and a checkpoint in the midst of it."""
    file, written, kept = tmp_path / "rows.jsonl", tmp_path / "out.jsonl", tmp_path / "kept"
    file.write_bytes(rows(30))
    with pytest.raises(Interrupted):
        go([file], written, kept, after=20)
    assert kept.exists()
    return file, written, kept


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda file, _: file.write_bytes(rows(31)), "has changed since; remove"),
        (lambda _, kept: kept.write_bytes(b"\x81\xa1a"), "is not what --resume keeps"),
        (lambda file, _: (file.parent / "out.jsonl").write_bytes(b""), "is shorter than it was"),
    ],
)
def test_what_does_not_fit_is_said(interrupted, change, words):
    file, written, kept = interrupted
    change(file, kept)

    with pytest.raises(AuditError, match=words):
        go([file], written, kept)


def test_another_audit_does_not_go_on(interrupted, tmp_path):
    file, written, kept = interrupted
    other = tmp_path / "other.jsonl"
    other.write_bytes(rows(1))

    with pytest.raises(AuditError, match="by an audit of other files"):
        go([other], written, kept)
    with pytest.raises(AuditError, match="with other readings"):
        go([file], written, kept, readings=Readings.of("lenient"))
    with pytest.raises(AuditError, match="with another --output"):
        go([file], tmp_path / "another.jsonl", kept)


def test_parquet_that_is_written_at_once_has_no_place_to_go_on_from(tmp_path):
    output = open_output(tmp_path / "out.parquet")

    with pytest.raises(AuditError, match="only if it was opened for that"):
        output.mark()
    output.close()

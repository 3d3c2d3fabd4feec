"""An audit says of each row what the judge says of it, and adds up exactly, however the file is cut and shared."""

import gzip
import io
import json
import os
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import Mock

import duckdb
import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mockserver import create_app
from mockserver.audit import AuditError, Judged, audit
from mockserver.audit.chunks import chunks, spans
from mockserver.audit.kinds import KINDS
from mockserver.audit.opening import read_whole
from mockserver.strategies import broken_requests, models, valid_requests
from validator import Readings, check

STRICT = Readings.of("strict")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)
REQUESTS = models().flatmap(valid_requests) | models().flatmap(broken_requests).map(lambda pair: pair[1]) | JSON
O3 = {"model": "kling-o3-text-to-video", "prompt": "A paper boat."}


class Held:
    """An output that holds verdicts."""

    def __init__(self) -> None:
        self.verdicts: list[Judged] = []
        self.add = self.verdicts.append

    def mark(self) -> int:
        return 0

    def close(self) -> None:
        pass


def audited(data, *, name="rows.jsonl", **options):
    held = Held()
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        summary = audit([path], readings=STRICT, output=held, **options)
    return summary, held.verdicts


def lines(*values):
    return b"".join(json.dumps(value, ensure_ascii=False).encode() + b"\n" for value in values)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(REQUESTS.filter(lambda one: not (isinstance(one, dict) and "request" in one)), max_size=6))
def test_each_row_is_judged_as_the_judge_does(requests):
    summary, found = audited(lines(*requests))

    verdicts = [check(request) for request in requests]
    assert [one.valid for one in found] == [verdict.valid for verdict in verdicts]
    assert [set(one.rules) for one in found] == [{error.rule for error in verdict.errors} for verdict in verdicts]
    assert summary.total.credits == sum((one.quote.credits for one in verdicts if one.quote), Decimal(0))
    assert [one.line for one in found] == list(range(1, len(requests) + 1))


@settings(max_examples=25)
@given(
    st.lists(st.binary(max_size=30).map(lambda part: part.replace(b"\n", b" ")), max_size=12),
    st.integers(1, 40),
    st.integers(1, 40),
    st.integers(0, 400),
)
def test_it_does_not_matter_where_a_file_is_cut(parts, size, block, begin):
    data = b"\n".join(parts)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "rows.jsonl"
        path.write_bytes(data)
        file = io.BytesIO(data)
        file.seek(begin)
        pieces = list(chunks(file, size=size, begin=begin))
        found = spans(path, io.BytesIO(data), size=size, begin=begin)
        read = [(span.begin, span.end, [*span.blocks(block)]) for span in found]

    assert b"".join(piece.data for piece in pieces) == data[begin:]
    assert all(piece.data.endswith(b"\n") for piece in pieces[:-1])
    assert [(piece.begin, piece.end, [*piece.blocks(block)]) for piece in pieces] == read
    blocks = [one for _, _, blocks in read for one in blocks]
    assert b"".join(blocks) == data[begin:]
    assert all(one.endswith(b"\n") for one in blocks[:-1])


def test_of_a_line_without_end_16_mib_are_a_piece(tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_bytes(b"x" * 40_000_000)

    with path.open("rb") as file:
        found = [*spans(path, file, size=1_000)]
        file.seek(0)
        ends = [chunk.end for chunk in chunks(file, size=1_000)]

    assert ends == [16_778_216, 33_556_432, 40_000_000]
    assert [span.end for span in found] == ends
    assert sum(map(len, found[0].blocks(2_000))) == ends[0]


@pytest.mark.parametrize(("piece_bytes", "block_bytes"), [(1, 1), (1, 1_000), (1_000, 1), (1_000, 1_000)])
def test_a_byte_order_mark_stands_at_the_beginning_of_a_file_only(monkeypatch, piece_bytes, block_bytes):
    monkeypatch.setattr("mockserver.audit.judging._BLOCK_BYTES", block_bytes)
    marked = b"\xef\xbb\xbf" + lines(O3)

    summary, found = audited(marked * 3, piece_bytes=piece_bytes)

    assert [one.line for one in found] == [1]
    assert [broken.line for _, broken in summary.quoted] == [2, 3]


def test_it_does_not_matter_how_many_judge(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rows = [O3 | {"duration": number % 20, "prompt": f"Boat {number}"} for number in range(300)]
    path = Path("rows.jsonl")
    path.write_bytes(b"\xef\xbb\xbf" + lines(*rows[:150]) + b"broken\n\n" + lines(*rows[150:]) + b"broken, too")
    Path("rows.jsonl.gz").write_bytes(gzip.compress(path.read_bytes()))

    def found(name, **options):
        held = Held()
        summary = audit([Path(name)], readings=STRICT, output=held, **options)
        broken = [(broken.line, broken.text) for _, broken in summary.quoted]
        return summary.to_dict() | {"broken_lines": broken}, [
            (one.line, one.credits, one.rules) for one in held.verdicts
        ]

    alone = found("rows.jsonl")

    assert alone[0]["broken_lines"] == [(151, "broken"), (303, "broken, too")]
    assert [line for line, *_ in alone[1]] == [*range(1, 151), *range(153, 303)]
    for name in ("rows.jsonl", "rows.jsonl.gz"):
        for jobs in (1, 2):
            assert found(name, jobs=jobs, piece_bytes=2_000) == alone


@pytest.mark.parametrize("pack", [bytes, gzip.compress, zstandard.compress])
def test_a_pipe_is_read_as_a_file_is(tmp_path, pack):
    pipe = tmp_path / "rows"
    os.mkfifo(pipe)
    with ThreadPoolExecutor() as threads:
        writing = threads.submit(pipe.write_bytes, pack(lines(O3, O3 | {"duration": 99})))
        summary = audit([pipe], readings=STRICT, jobs=2)
        writing.result()

    assert (summary.total.requests, summary.total.valid) == (2, 1)


def test_the_totals_are_those_of_sql(tmp_path, monkeypatch):
    prices = {"720p": {"off": "5.4", "on": "7.2036"}, "1080p": {"off": "7.2036", "on": "9.0018"}}
    rows = [
        O3 | {"duration": 1 + number % 17, "quality": quality, "sound": sound}
        for number in range(50)
        for quality in prices
        for sound in prices[quality]
    ]
    (tmp_path / "rows.jsonl").write_bytes(lines(*rows))
    (tmp_path / "prices.jsonl").write_bytes(
        lines(*({"quality": q, "sound": s, "rate": rate} for q, rates in prices.items() for s, rate in rates.items()))
    )

    monkeypatch.chdir(tmp_path)
    with duckdb.connect() as database:
        database.execute("""
            select sum(duration * cast(rate as decimal(18, 4)))
            from 'rows.jsonl' join 'prices.jsonl' using (quality, sound)
            where duration between 3 and 15
        """)
        ((credits_,),) = database.fetchall()

    summary = audit([tmp_path / "rows.jsonl"], readings=STRICT)
    assert summary.total.credits == credits_
    assert summary.total.requests == len(rows)


@pytest.mark.parametrize(
    ("data", "rows", "broken"),
    [
        (b"", 0, 0),
        (b"\n\n  \n", 0, 0),
        (b"\xef\xbb\xbf" + lines(O3), 1, 0),
        (lines(O3).replace(b"\n", b"\r\n"), 1, 0),
        (lines(O3).rstrip(), 1, 0),
        (b"\x00\n" + lines(O3), 1, 1),
        (b"\xff\xfe\n" + lines(O3), 1, 1),
        (b"[" * 100_000 + b"\n" + lines(O3), 1, 1),
        (b"1e999999\n" + b"NaN\n" + lines(O3), 1, 2),
        (lines(O3 | {"prompt": "x" * 3_000_000}), 1, 0),
        (lines({"request": O3, "credits_used": "many"}), 0, 1),
        (b'{"model":"m","x":1e99999999999999999999}\n' + lines(O3), 1, 1),
        (b'{"request":{},"credits_used":1e99999999999999999999}\n' + lines(O3), 1, 1),
        (b'{"request":{},"credits_used":1e-99999999999999999999}\n' + lines(O3), 1, 1),
        (lines({"request": O3, "credits_used": "1e999999999"}), 0, 1),
        (lines({"request": O3, "stranger": 1}), 0, 1),
    ],
)
def test_odd_lines_are_counted_and_stop_nothing(data, rows, broken):
    summary, _ = audited(data)

    assert (summary.total.requests, summary.broken) == (rows, broken)


def test_a_broken_line_is_quoted_with_its_number_and_without_what_a_terminal_obeys():
    summary, _ = audited(lines(O3) + b"\x1b[31mno request at all\n")

    ((file, broken),) = summary.quoted
    assert file.endswith("rows.jsonl")
    assert broken.line == 2
    assert "\x1b" not in broken.text
    assert "no request at all" in broken.text


@pytest.mark.parametrize(("packed", "pack"), [("", bytes), (".gz", gzip.compress), (".zst", zstandard.compress)])
@pytest.mark.parametrize("ending", sorted(KINDS))
def test_a_file_of_any_kind_is_read_packed_or_not_by_one_or_several(tmp_path, ending, packed, pack):
    rows = [{"prompt": f"Boat {number}", "duration": 1 + number, "model": O3["model"]} for number in range(5)]
    calls = [{"operation": "create", "request": {"body": {"text": json.dumps(row)}}} for row in rows]
    entries = [
        {"request": {"method": "POST", "url": "/v1/videos/generations", "postData": {"text": json.dumps(row)}}}
        for row in rows
    ]
    written = {
        "": lines(*rows),
        ".csv": "\n".join((",".join(rows[0]), *(",".join(map(str, row.values())) for row in rows))).encode(),
        ".har": json.dumps({"log": {"entries": entries}}).encode(),
        ".json": json.dumps({"calls": calls}).encode(),
    }
    file = tmp_path / f"rows{ending or '.jsonl'}{packed}"
    file.write_bytes(pack(written[ending]))

    for jobs in (1, 2):
        held, told = Held(), Mock()
        summary = audit([file], readings=STRICT, output=held, jobs=jobs, progress=told)

        assert [one.credits for one in held.verdicts] == ["", "", "16.2", "21.6", "27"]
        assert summary.broken == 0
        assert sum(one.args[0] for one in told.call_args_list) == 5
        assert told.call_args.args[1:] == (0, file.stat().st_size)


def test_a_file_that_can_only_be_read_at_once_has_a_bound():
    with pytest.raises(AuditError, match="holds more than 9 bytes"):
        read_whole(Path("a.har"), io.BytesIO(b"x" * 10), largest=9)


@pytest.mark.parametrize(
    ("name", "pack"), [("a.jsonl.gz", gzip.compress), ("a.jsonl.zst", zstandard.ZstdCompressor().compress)]
)
def test_packed_files_are_read_and_cut_ones_are_said_to_be(name, pack):
    data = lines(*(O3 | {"prompt": f"Boat {number}"} for number in range(500)))

    assert audited(pack(data), name=name)[0].total.requests == 500
    with pytest.raises(AuditError, match="breaks off") as caught:
        audited(pack(data)[:-20], name="cut.jsonl.gz") if name.endswith("gz") else audited(b"\x1f\x8b\x08x", name=name)
    assert "cut.jsonl.gz" in str(caught.value) or name in str(caught.value)


def test_a_table_has_parameters_as_columns():
    table = (
        "model,prompt,duration,model_params.multi_shot,at,credits_used\n"
        'kling-o3-text-to-video,"two\nlines, and 5",5,,2026-01-02T00:00:00Z,27\n'
        "kling-o3-text-to-video,7,16,false,2026-01-02T00:00:00Z,\n"
        "kling-o3-text-to-video,too few\n"
    )

    summary, found = audited(table.encode(), name="rows.csv")

    assert [(one.valid, one.rules) for one in found] == [(True, ()), (False, ("o3-t2v/duration/maximum",))]
    assert summary.days["2026-01-02"].requests == 2
    assert (summary.charged, summary.differing, summary.broken) == (1, 0, 1)


def test_a_column_that_is_none_is_refused():
    with pytest.raises(AuditError, match="'lenght' is no column"):
        audited(b"model,lenght\n", name="rows.csv")


@pytest.mark.parametrize(
    "header", ["model,model", "model,model_params,model_params.multi_shot", "model_params.multi_shot,model_params"]
)
def test_two_columns_about_the_same_are_refused(header):
    with pytest.raises(AuditError, match="has more than one column"):
        audited(f"{header}\na,b,c\n".encode(), name="rows.csv")


def test_a_field_that_is_too_long_is_a_broken_row_and_the_next_is_read():
    long = b'kling-o3-text-to-video,"' + b"x" * 16_777_217 + b'"\n'

    summary, _ = audited(b"model,prompt\n" + long + b"kling-o3-text-to-video,x\n", name="rows.csv")

    assert (summary.total.valid, summary.broken) == (1, 1)
    with pytest.raises(AuditError, match="its first line cannot be read"):
        audited(b"x" * 16_777_217, name="rows.csv")


@pytest.mark.parametrize(
    ("call", "broken"),
    [({}, 1), ({"request": None}, 1), ({"request": {"body": [1]}}, 1), ({"request": {"body": {"text": 5}}}, 0)],
)
def test_a_journal_whose_calls_lack_something_is_read_on(call, broken):
    good = {"operation": "create", "request": {"body": {"text": json.dumps(O3)}}}

    summary, _ = audited(json.dumps({"calls": [{"operation": "create", **call}, good, 5]}).encode(), name="a.json")

    assert (summary.total.valid, summary.broken) == (1, broken)


@pytest.mark.parametrize("calls", [None, 5, "create", {"a": 1}])
def test_a_journal_without_calls_holds_none(calls):
    assert audited(json.dumps({"calls": calls}).encode(), name="a.json")[0].total.requests == 0


@pytest.mark.parametrize("ending", ["jsonl", "csv", "json", "har"])
@pytest.mark.parametrize(("kind", "pack"), [("gz", gzip.compress), ("zst", zstandard.ZstdCompressor().compress)])
def test_a_packed_file_that_is_damaged_is_said_to_be(ending, kind, pack):
    packed = bytearray(pack(b"model,prompt\n" + b"".join(b"m,%d\n" % number for number in range(9000))))
    packed[len(packed) // 2 :] = bytes(len(packed) // 2)

    with pytest.raises(AuditError, match="breaks off, or is not what it seems") as caught:
        audited(bytes(packed), name=f"a.{ending}.{kind}")
    assert f"a.{ending}.{kind}" in str(caught.value)


def test_the_journal_can_be_audited(tmp_path):
    http, key = create_app().test_client(), {"Authorization": "Bearer sk-audit"}
    for request in (O3, O3 | {"duration": 2}):
        http.post("/v1/videos/generations", json=request, headers=key)
    http.get("/v1/credits", headers=key)
    (tmp_path / "calls.json").write_bytes(http.get("/_mock/calls", headers=key).data)
    (tmp_path / "calls.har").write_bytes(http.get("/_mock/calls.har", headers=key).data)

    found = [audit([tmp_path / name], readings=STRICT).to_dict() for name in ("calls.json", "calls.har")]

    assert [(one["requests"], one["valid"], one["credits"]) for one in found] == [(2, 1, "27")] * 2


def test_what_a_finished_task_was_charged_is_read_to_the_last_digit():
    create = {
        "request": {"method": "POST", "url": "https://x/v1/videos/generations", "postData": {"text": json.dumps(O3)}},
        "response": {"status": 200, "content": {"text": '{"id": "task-unified-1"}'}},
    }
    poll = {
        "request": {"method": "GET", "url": "https://x/v1/tasks/task-unified-1"},
        "response": {
            "content": {"text": '{"id": "task-unified-1", "usage": {"credits_used": 27.00000000000000000001}}'}
        },
    }

    summary, _ = audited(json.dumps({"log": {"version": "1.2", "entries": [create, poll]}}).encode(), name="a.har")

    assert summary.used == Decimal("27.00000000000000000001")


@pytest.mark.parametrize(
    ("used", "because"),
    [
        ("36.018", ""),
        ("360180", "charged in UC, of which 10000 are a credit"),
        ("72.036", "charged twice"),
        ("0", "not charged"),
        ("27", "tier quality 720p, sound off"),
        ("43.2216", "6 seconds"),
        ("1.5", "not explained"),
    ],
)
def test_a_difference_is_explained(used, because):
    row = {"request": O3 | {"quality": "1080p", "sound": "off"}, "credits_used": used, "key": "sk-secret-1234"}

    summary, (verdict,) = audited(lines(row))

    assert verdict.because == because
    assert summary.differing == bool(because)
    assert summary.used - summary.priced == Decimal(used) - Decimal("36.018")
    assert "secret" not in str(summary.to_dict())


def test_a_reading_explains_what_another_price_list_charged():
    request = {"model": "kling-v3-image-to-video", "image_start": "https://example.com/a.jpg", "quality": "1080p"}

    _, (verdict,) = audited(lines({"request": request, "credits_used": 36.018}))

    assert verdict.because == "reading v3-1080p-rate=1.334"

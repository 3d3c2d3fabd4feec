"""``klingmock audit`` from the command line."""

import csv
import json
import subprocess
import sys

import pytest
from PIL import Image
from pyarrow import parquet

GOOD = {"model": "kling-o3-text-to-video", "prompt": "A paper boat."}


@pytest.fixture
def rows(tmp_path):
    path = tmp_path / "rows.jsonl"
    values = [{"request": GOOD, "at": "2026-01-02T03:04:05Z", "credits_used": 30}, GOOD | {"duration": 2}]
    path.write_text("".join(json.dumps(one) + "\n" for one in values) + "nonsense\n", encoding="utf-8")
    return str(path)


def test_it_says_what_it_found(run, rows):
    result = run("audit", rows)

    assert result.exit_code == 1
    assert "2 requests: 1 valid for 27 credits, 1 invalid" in result.stdout
    assert "o3-t2v/duration/minimum: 1" in result.stdout
    assert "1 differ, by 3 credits in all" in result.stdout
    assert "rows.jsonl:3: no JSON" in result.stdout


def test_what_is_clean_is_0(run, tmp_path):
    path = tmp_path / "good.jsonl"
    path.write_text(json.dumps(GOOD), encoding="utf-8")

    assert run("audit", str(path)).exit_code == 0


def test_json_has_it_all(run, rows):
    found = json.loads(run("audit", rows, "--format", "json").stdout)

    assert (found["requests"], found["credits"], found["by_day"]["2026-01-02"]["credits"]) == (2, "27", "27")


@pytest.mark.parametrize("ending", ["jsonl", "csv", "parquet"])
def test_each_row_is_written(run, rows, tmp_path, ending):
    output = tmp_path / f"out.{ending}"

    run("audit", rows, "--output", str(output), "--jobs", "1")

    if ending == "jsonl":
        found = [json.loads(line) for line in output.read_text(encoding="utf-8").splitlines()]
    elif ending == "csv":
        found = list(csv.DictReader(output.read_text(encoding="utf-8").splitlines()))
    else:
        found = parquet.read_table(output).to_pylist()
    assert [(int(one["line"]), one["credits"], one["difference"]) for one in found] == [(1, "27", "3"), (2, "", "")]


@pytest.fixture
def many(tmp_path):
    """Write three pieces of rows."""
    path = tmp_path / "many.jsonl"
    row = '{"model": "kling-o3-text-to-video", "prompt": "%s", "duration": %d}\n'
    path.write_text("".join(row % ("A boat. " * 100, number % 20) for number in range(3_000)) + "broken\n")
    return path


def alone(*words, **options):
    """Run an audit in a process of its own, as a cluster leaves threads behind."""
    command = (sys.executable, "-P", "-m", "mockserver", "audit", *map(str, words))
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, **options)


def test_a_cluster_finds_what_one_process_finds(many, tmp_path):
    cluster, one = (
        alone(many, "--format", "json", "--output", tmp_path / f"{name}.jsonl", "--engine", name, "--jobs", jobs)
        for name, jobs in (("dask", 2), ("processes", 1))
    )

    assert one.returncode == cluster.returncode == 1
    assert json.loads(cluster.stdout) == json.loads(one.stdout)
    assert json.loads(one.stdout)["requests"] == 3_000
    assert (tmp_path / "dask.jsonl").read_bytes() == (tmp_path / "processes.jsonl").read_bytes()


def test_a_scheduler_is_for_a_cluster(run, rows):
    result = run("audit", rows, "--scheduler", "tcp://127.0.0.1:1")

    assert result.exit_code == 2
    assert "--engine dask" in result.stderr


@pytest.mark.parametrize("ending", ["jsonl", "csv", "parquet"])
def test_an_audit_that_is_done_leaves_nothing_to_go_on_from(run, rows, tmp_path, ending):
    at_once, in_parts, kept = tmp_path / f"at_once.{ending}", tmp_path / f"in_parts.{ending}", tmp_path / "kept"
    before = {file.name for file in tmp_path.iterdir()}

    run("audit", rows, "--output", str(at_once))
    result = run("audit", rows, "--resume", str(kept), "--output", str(in_parts))

    assert result.exit_code == 1
    assert in_parts.read_bytes() == at_once.read_bytes()
    assert {file.name for file in tmp_path.iterdir()} == before | {at_once.name, in_parts.name}


def test_a_picture_can_be_an_image(run, rows, tmp_path):
    picture = tmp_path / "audit.png"

    run("audit", rows, "--picture", str(picture))

    with Image.open(picture) as image:
        image.load()
        assert image.format == "PNG"
        assert len(image.convert("RGB").getcolors(1 << 24) or ()) > 20


def test_a_picture_needs_nothing_else(run, rows, tmp_path):
    picture = tmp_path / "audit.html"

    run("audit", rows, "--picture", str(picture))

    html = picture.read_text(encoding="utf-8")
    assert "2026-01-02" in html
    assert "o3-t2v/duration/minimum" in html
    assert "http" not in html


@pytest.mark.parametrize(
    "words",
    [
        ("none.jsonl",),
        ("{rows}", "--output", "out.xyz"),
        ("{rows}", "--output", "/nowhere/out.csv"),
        (),
        ("{rows}", "--picture", "out.xyz"),
        ("{rows}", "--resume", "/nowhere/kept", "--picture", "/nowhere/a.html"),
    ],
)
def test_what_cannot_be_done_is_said(run, rows, words):
    result = run("audit", *(word.format(rows=rows) for word in words))

    assert result.exit_code == 2
    assert result.stderr.startswith(("Error", "Usage"))
    assert "Traceback" not in result.stderr

"""
How fast an audit is, and whether its memory stays flat: ``python -m benchmarks.audit``.

Rows are of four models with texts, addresses and lengths of their own, a fifth of them invalid: a hundred thousand
that differ, again and again, as many as ``--rows`` says, and a hundredth of that. A tenth of them are audited with what
was charged beside them, which nothing explains, as JSON Lines and as CSV. Each run is a process of its own.
The goals: 300,000 rows a second on two cores, and five times what ajv-cli needs for the schema alone, in the same run.
It is installed from the npm registry; it reads a whole file at once, so it gets a hundred thousand, as an array. The
totals are those that DuckDB finds by a query of its own.
"""

import argparse
import csv
import io
import json
import random
import subprocess
import sys
from datetime import date, timedelta
from decimal import Decimal
from itertools import cycle, product
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from time import perf_counter
from typing import IO, Any

import duckdb

from benchmarks.peers.install import InstallError, install_packages
from validator import Readings, judge_for, quote

MODELS = (
    "kling-o3-image-to-video",
    "kling-v3-image-to-video",
    "kling-o3-text-to-video",
    "kling-v3-text-to-video",
)
QUALITIES, SOUNDS = ("720p", "1080p"), ("on", "off")
WORDS = ("a", "paper", "boat", "drifts", "down", "the", "rainy", "street", "while", "children", "watch", "it")
INVALID = 0.2
LONGEST = 2_500
DIFFERENT = 100_000
GOAL = 300_000
AJV_CLI = "ajv-cli@5.0.0"

# Memory is counted by a process that has none of its own: what a process had before it became another counts as well.
LAUNCHER = """
import resource, subprocess, sys
code = subprocess.call(sys.argv[1:])
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
sys.exit(code)
"""


def main() -> None:
    """Print rows a second and peak memory for one and two processes and for ajv-cli, and compare the totals."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--scratch", type=Path, default=Path(gettempdir()) / "klingmock-peers")
    given = parser.parse_args()
    rows: int = given.rows
    with TemporaryDirectory() as name:
        folder = Path(name)
        print("      rows  who                     rows/s  MB (largest process)")
        ajv = ajv_cli(given.scratch, folder, min(DIFFERENT, rows))
        for count in (rows // 100, rows):
            path = folder / f"{count}.jsonl"
            write_again_and_again(path, count)
            for jobs in (1, 2):
                speed, peak, found = measured(path, jobs, count)
                against = f"{speed / GOAL:.2f} of the goal" + (f", {speed / ajv:.1f} times ajv-cli" if ajv else "")
                print(f"{count:10,}  klingmock, {jobs} processes  {speed:8,.0f}  {peak:.0f}  ({against})", flush=True)
            total = by_sql(path)
            if found != total:
                raise SystemExit(f"klingmock adds up {found} credits, DuckDB {total}")
            print(f"{count:10,}  DuckDB finds the same total: {total} credits")
            path.unlink()
        count = rows // 10
        totals = set()
        for path in write_charged(folder, count):
            for jobs in (1, 2):
                speed, peak, found = measured(path, jobs, count)
                print(f"{count:10,}  {path.name}, {jobs} processes  {speed:8,.0f}  {peak:.0f}", flush=True)
                totals.add(found)
        if len(totals) > 1:
            raise SystemExit(f"klingmock adds up {totals} credits of the same rows")


def by_sql(path: Path) -> Decimal:
    """Return the credits of all valid rows, as a database adds them up from the price of a second."""
    choices = product(MODELS, QUALITIES, SOUNDS)
    with duckdb.connect() as database:
        database.execute("create table rates (model text, quality text, sound text, rate decimal(18, 6))")
        for model, quality, sound in choices:
            request = {"model": model, "prompt": "A boat.", "duration": 10, "quality": quality, "sound": sound}
            if "image" in model:
                request["image_start"] = "https://cdn.example.com/a.jpg"
            rate = quote(request).credits / 10
            database.execute("insert into rates values (?, ?, ?, ?)", [model, quality, json.dumps(sound), rate])
        database.execute(
            """
            select sum(duration * rate) from read_json(?, format = 'newline_delimited', columns = {
                model: 'text', prompt: 'text', duration: 'integer', quality: 'text', sound: 'json'
            }) join rates using (model, quality, sound) where duration between 3 and 15 and length(prompt) <= ?
            """,
            [str(path), LONGEST],
        )
        ((total,),) = database.fetchall()
    return Decimal(total)


def ajv_cli(scratch: Path, folder: Path, count: int) -> float | None:
    """Return rows a second of ajv-cli, which checks the schema only; None where it cannot be installed."""
    home = scratch / "ajv-cli"
    try:
        install_packages(home, [AJV_CLI])
    except InstallError as error:
        print(f"{'':10}  ajv-cli is skipped: {error}")
        return None
    rows, schema = folder / "rows.json", folder / "schema.json"
    with io.StringIO() as lines, rows.open("w", encoding="utf-8") as file:
        write(lines, count)
        file.write("[" + ",".join(lines.getvalue().splitlines()) + "]")
    schema.write_text(json.dumps({"type": "array", "items": {"allOf": [by_model(model) for model in MODELS]}}))
    command = [str(home / "node_modules" / ".bin" / "ajv"), "--spec=draft2020", "--strict=false", "--all-errors"]
    began = perf_counter()
    done = subprocess.run(
        [*command, "--errors=no", "-s", str(schema), "-d", str(rows)], capture_output=True, text=True, check=False
    )
    spent = perf_counter() - began
    if "invalid" not in done.stdout + done.stderr:
        raise SystemExit(f"ajv-cli does not find the invalid rows: {done.stdout} {done.stderr}")
    print(f"{count:10,}  ajv-cli, schema only    {count / spent:8,.0f}")
    return count / spent


def by_model(model: str) -> dict[str, Any]:
    """Return the schema of *model*'s requests, for requests that name it."""
    schema = judge_for(model, Readings.of()).structure.schema
    return {"if": {"properties": {"model": {"const": model}}}, "then": schema}


def write(file: IO[str], count: int) -> None:
    """Write so many rows, the same each time."""
    luck = random.Random(7)  # noqa: S311 - the same rows each time
    for number in range(count):
        model = luck.choice(MODELS)
        row = {
            "model": model,
            "prompt": " ".join(luck.choices(WORDS, k=luck.randint(5, 40))) + f" {number}",
            "duration": luck.randint(3, 15),
            "quality": luck.choice(QUALITIES),
            "sound": luck.choice(SOUNDS),
        }
        if "image" in model:
            row["image_start"] = f"https://cdn.example.com/{luck.getrandbits(64):x}.jpg"
        if luck.random() < INVALID:
            row |= luck.choice(
                ({"duration": 16}, {"quality": "480p"}, {"sound": True}, {"prompt": "x" * (LONGEST + 1)})
            )
        file.write(json.dumps(row) + "\n")


def write_again_and_again(path: Path, count: int) -> None:
    """Write so many rows, of which `DIFFERENT` differ."""
    with io.StringIO() as lines, path.open("w", encoding="utf-8") as file:
        write(lines, min(count, DIFFERENT))
        for _ in range(count // DIFFERENT):
            file.write(lines.getvalue())
        file.writelines(lines.getvalue().splitlines(keepends=True)[: count % DIFFERENT])


def write_charged(folder: Path, count: int) -> tuple[Path, Path]:
    """Write so many rows of a year, with keys and charges that nothing explains, as JSON Lines and as CSV."""
    with io.StringIO() as lines:
        write(lines, min(count, DIFFERENT))
        requests = [json.loads(line) for line in lines.getvalue().splitlines()]
    first, days = date(2026, 1, 1), 365
    paths = folder / "charged.jsonl", folder / "charged.csv"
    with paths[0].open("w", encoding="utf-8") as plain, paths[1].open("w", encoding="utf-8", newline="") as table:
        columns = csv.DictWriter(table, (*requests[0] | {"image_start": ""}, "at", "key", "credits_used"))
        columns.writeheader()
        for number, request in zip(range(count), cycle(requests), strict=False):
            at = first + timedelta(days=number * days // count)
            beside = {"at": at.isoformat(), "key": f"sk-{number % 5}-key", "credits_used": f"{number % 7}.77"}
            plain.write(json.dumps({"request": request, **beside}) + "\n")
            columns.writerow(request | beside)
    return paths


def measured(path: Path, jobs: int, count: int) -> tuple[float, float, Decimal]:
    """Return rows a second, the peak memory in MB and the credits of one run."""
    command = [sys.executable, "-m", "mockserver", "audit", str(path), "--jobs", str(jobs), "--format", "json"]
    began = perf_counter()
    done = subprocess.run([sys.executable, "-c", LAUNCHER, *command], capture_output=True, text=True, check=False)
    spent = perf_counter() - began
    found = json.loads(done.stdout)
    if found["requests"] != count:
        raise SystemExit(f"{found['requests']} rows were found in {count}")
    return count / spent, int(done.stderr.split()[-1]) / 1024, Decimal(found["credits"])


if __name__ == "__main__":
    main()

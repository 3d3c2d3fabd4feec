"""
How fast an audit is, and whether its memory stays flat: ``python -m benchmarks.audit``.

Rows are of four models with texts, addresses and lengths of their own, a fifth of them invalid, as many as ``--rows``
says, and a tenth of that. Each run is a process of its own. The goals: 300,000 rows a second on two cores, and five
times what ajv-cli needs for the schema alone, in the same run. It is installed from the npm registry; it reads a whole
file at once, so it gets a tenth of the rows, as an array.
"""

import argparse
import io
import json
import os
import random
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from time import perf_counter
from typing import IO, Any

from benchmarks.peers.install import InstallError, install_packages
from validator import Readings, judge_for

MODELS = (
    "kling-o3-image-to-video",
    "kling-v3-image-to-video",
    "kling-o3-text-to-video",
    "kling-v3-text-to-video",
)
WORDS = ("a", "paper", "boat", "drifts", "down", "the", "rainy", "street", "while", "children", "watch", "it")
INVALID = 0.2
GOAL = 300_000
AJV_CLI = "ajv-cli@5.0.0"


def main() -> None:
    """Print rows a second and peak memory for one and two processes, and for ajv-cli."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--scratch", type=Path, default=Path(gettempdir()) / "klingmock-peers")
    given = parser.parse_args()
    rows: int = given.rows
    with TemporaryDirectory() as name:
        folder = Path(name)
        print("rows        who                     rows/s  MB (largest process)")
        ajv = ajv_cli(given.scratch, folder, rows // 10)
        for count in (rows // 10, rows):
            path = folder / f"{count}.jsonl"
            with path.open("w", encoding="utf-8") as file:
                write(file, count)
            for jobs in (1, 2):
                speed, peak = measured(path, jobs, count)
                against = f"{speed / GOAL:.2f} of the goal" + (f", {speed / ajv:.1f} times ajv-cli" if ajv else "")
                print(f"{count:10,}  klingmock, {jobs} processes  {speed:8,.0f}  {peak:.0f}  ({against})")


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
            "quality": luck.choice(("720p", "1080p")),
            "sound": luck.choice(("on", "off")),
        }
        if "image" in model:
            row["image_start"] = f"https://cdn.example.com/{luck.getrandbits(64):x}.jpg"
        if luck.random() < INVALID:
            row |= luck.choice(({"duration": 16}, {"quality": "480p"}, {"sound": True}, {"prompt": "x" * 2_501}))
        file.write(json.dumps(row) + "\n")


def measured(path: Path, jobs: int, count: int) -> tuple[float, float]:
    """Return rows a second and the peak memory in MB of one run."""
    command = [sys.executable, "-m", "mockserver", "audit", str(path), "--jobs", str(jobs), "--format", "json"]
    began = perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        said = process.stdout.read() if process.stdout else ""
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    spent = perf_counter() - began
    found = json.loads(said)["requests"]
    if found != count:
        raise SystemExit(f"{found} rows were found in {count}")
    return count / spent, used.ru_maxrss / 1024


if __name__ == "__main__":
    main()

"""
How fast an audit is, and whether its memory stays flat: ``python -m benchmarks.audit``.

Rows are of four models with texts, addresses and lengths of their own, a fifth of them invalid, as many as ``--rows``
says, and a tenth of that. Each run is a process of its own; the goal is 300,000 rows a second on two cores.
"""

import argparse
import json
import random
import resource
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import IO

MODELS = (
    "kling-o3-image-to-video",
    "kling-v3-image-to-video",
    "kling-o3-text-to-video",
    "kling-v3-text-to-video",
)
WORDS = ("a", "paper", "boat", "drifts", "down", "the", "rainy", "street", "while", "children", "watch", "it")
INVALID = 0.2
GOAL = 300_000


def main() -> None:
    """Print rows a second and peak memory for one and two processes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    rows = parser.parse_args().rows
    with TemporaryDirectory() as folder:
        print("rows        jobs   rows/s  MB (largest process)")
        for count in (rows // 10, rows):
            path = Path(folder) / f"{count}.jsonl"
            with path.open("w", encoding="utf-8") as file:
                write(file, count)
            for jobs in (1, 2):
                speed, peak = measured(path, jobs, count)
                short = "" if speed >= GOAL else f"  ({speed / GOAL:.2f} of the goal)"
                print(f"{count:10,}  {jobs:4}  {speed:7,.0f}  {peak:.0f}{short}")


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
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    spent = perf_counter() - began
    found = json.loads(done.stdout)["requests"]
    if found != count:
        raise SystemExit(f"{found} rows were found in {count}")
    return count / spent, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


if __name__ == "__main__":
    main()

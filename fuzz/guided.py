"""Runs a harness that libFuzzer guides, in a process of its own, and reads what came of it."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from fuzz.outcome import Finding, Outcome

__all__ = ["CHILD", "can_guide", "guided"]

CHILD = (sys.executable, "-P", "-m", "fuzz.child")
"""What runs one harness."""

_PATIENCE_SECONDS = 20
"""How long one input may take before it counts as a hang."""
_MEGABYTES = 2_048
_GRACE_SECONDS = 120  # to import and instrument, and to make the seeds
_DONE = re.compile(r"^Done (\d+) runs in (\d+) second", re.MULTILINE)
_STATISTIC = re.compile(r"^stat::number_of_executed_units: +(\d+)", re.MULTILINE)
_SO_FAR = re.compile(r"^#(\d+)\s", re.MULTILINE)
_TAIL = 300


def can_guide() -> bool:
    """Say whether atheris is installed, which there is for Linux and Python below 3.14."""
    return importlib.util.find_spec("atheris") is not None


def guided(name: str, *, folder: Path, seconds: float | None = None, runs: int | None = None, seed: int = 0) -> Outcome:
    """
    Fuzz the harness called *name*, a key of `fuzz.harnesses.HARNESSES`, for so many *seconds* or *runs*.

    Args:
        name: Which.
        folder: Where inputs are kept: those that show something in ``found``, those worth keeping in ``corpus``.
        seconds: How long.
        runs: How often.
        seed: Of libFuzzer's luck; 0 for a new one.
    """
    found, corpus = folder.resolve() / "found", folder.resolve() / "corpus" / name
    options = [f"-timeout={_PATIENCE_SECONDS}", f"-rss_limit_mb={_MEGABYTES}", f"-seed={seed}", "-print_final_stats=1"]
    options += [f"-max_total_time={int(seconds)}"] if seconds is not None else []
    options += [f"-runs={runs}"] if runs is not None else []
    before = set(found.glob(f"{name}-*"))
    command = [*CHILD, name, "--found", str(found), "--corpus", str(corpus), "--", *options]
    code, said, told = _run(command, within=(seconds or 0) + (runs or 0) + _GRACE_SECONDS)
    outcome = Outcome(name, _executions(told), _seconds(told, seconds), list(_findings(said)))
    if code:
        files = [file for file in found.glob(f"{name}-*") if file not in before and file.suffix not in {".bin", ".txt"}]
        what = f"it ended with {code}: {told[-_TAIL:].strip()}"
        outcome.findings += [Finding(f"{file.name.split('-')[1]}: {what}", file) for file in files] or [Finding(what)]
    return outcome


def _run(command: list[str], *, within: float) -> tuple[str, str, str]:
    """Run *command* in a folder of its own; return how it ended if not well, its output, and what it told on stderr."""
    with tempfile.TemporaryDirectory() as folder, (Path(folder) / "told").open("w+", encoding="utf-8") as told:
        try:
            done = subprocess.run(
                command,
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=told,
                timeout=within,
                check=False,
                text=True,
            )
        except subprocess.TimeoutExpired:
            code, said = f"no end within {within:.0f} s", ""
        else:
            code, said = str(done.returncode or ""), done.stdout
        told.seek(0)
        return code, said, told.read()


def _executions(told: str) -> int:
    exact = _STATISTIC.search(told)
    if exact is not None:
        return int(exact[1])
    return max((int(number) for number in _SO_FAR.findall(told)), default=0)


def _seconds(told: str, asked: float | None) -> float:
    done = _DONE.search(told)
    return max(float(done[2]), 0.5) if done is not None else (asked or 1.0)


def _findings(said: str) -> Iterator[Finding]:
    for line in said.splitlines():
        if line.startswith('{"finding"'):
            one = json.loads(line)
            yield Finding(f"{one['finding']}: {one['said']}", Path(one["file"]))

"""
Fuzz klingmock: ``make fuzz ARGS="--minutes 10"``.

Each harness runs for so long, and a line tells what came of it. Inputs that are worth keeping stay in ``.fuzz/corpus``,
so that the next run begins where this one ended; inputs that show a defect are in ``.fuzz/found``, each with a text
beside it that says why. Exits with 1 when something was found.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from fuzz.child import repeat
from fuzz.front import front, repeat_round
from fuzz.guided import can_guide, guided
from fuzz.harnesses import HARNESSES
from fuzz.outcome import Outcome

__all__ = ["main"]

_FRONT = "front"
_FOLDER = Path(".fuzz")
_WITHOUT = "there is no atheris for this Python or system: it needs Linux and a Python below 3.14"


def main(given: Sequence[str] | None = None) -> int:
    """Fuzz what is asked for, and return the exit code."""
    asked = _parser().parse_args(given)
    if asked.again is not None:
        return _again(asked.again)
    names = asked.only or [*HARNESSES, _FRONT]
    found = False
    for outcome in _outcomes(names, seconds=asked.minutes * 60, seed=asked.seed, jobs=asked.jobs):
        print(outcome, flush=True)
        for finding in outcome.findings:
            print(finding, flush=True)
        found = found or bool(outcome.findings)
    return int(found)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=str(__doc__).strip(),
        epilog="\n".join(
            [
                *(f"{name:10} {harness.about}" for name, harness in HARNESSES.items()),
                f"{_FRONT:10} any bytes over sockets: the server stays, answers in HTTP, and serves others",
            ]
        ),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--minutes", type=float, default=1.0, help="how long each harness runs (default: 1)")
    parser.add_argument("--only", action="append", choices=[*HARNESSES, _FRONT], help="a harness; may be repeated")
    parser.add_argument("--seed", type=int, default=0, help="of the luck; 0, the default, for a new one each time")
    parser.add_argument("--jobs", type=int, default=1, help="how many harnesses run at once, a core each (default: 1)")
    parser.add_argument("--again", type=Path, metavar="FILE", help="try what was found once more, and show it")
    return parser


def _outcomes(names: Sequence[str], *, seconds: float, seed: int, jobs: int) -> Iterator[Outcome]:
    def one(name: str) -> Outcome:
        if name == _FRONT:
            return front(folder=_FOLDER, seconds=seconds, seed=seed)
        if not can_guide():
            return Outcome(name, skipped=_WITHOUT)
        return guided(name, folder=_FOLDER, seconds=seconds, seed=seed)

    with ThreadPoolExecutor(jobs) as pool:
        yield from pool.map(one, names)


def _again(file: Path) -> int:
    """Show what *file* does; the harness is the first word of its name."""
    name = file.name.partition("-")[0]
    if name == _FRONT:
        problems = repeat_round(file)
        print("\n".join(problems) or "nothing happens")
        return int(bool(problems))
    repeat(name, file.read_bytes())
    print("nothing happens")
    return 0


if __name__ == "__main__":
    sys.exit(main())

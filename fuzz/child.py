"""
One harness in a process of its own, which libFuzzer leads: ``python -m fuzz.child judge --found FOLDER -- -runs=1000``.

What it finds is written down, and it goes on: a defect that is known does not hide the next. A crash of the process, a
hang and a flood of memory end it, and libFuzzer keeps that input itself.
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
import tempfile
from collections.abc import Sequence
from contextlib import chdir
from pathlib import Path
from random import Random
from types import ModuleType

from fuzz.findings import Findings, signature
from fuzz.harnesses import HARNESSES, Harness
from fuzz.mutators import MUTATORS

__all__ = ["main", "repeat"]


def main(given: Sequence[str]) -> None:
    """Fuzz one harness, with what stands behind ``--`` for libFuzzer."""
    parser = argparse.ArgumentParser(description=str(__doc__).strip().splitlines()[0])
    parser.add_argument("name", choices=HARNESSES)
    parser.add_argument("--found", type=Path, required=True, help="the folder for what is found")
    parser.add_argument("--corpus", type=Path, required=True, help="the folder of inputs that are worth keeping")
    cut = given.index("--") if "--" in given else len(given)
    asked = parser.parse_args(given[:cut])
    options = given[cut + 1 :]
    _fuzz(asked.name, HARNESSES[asked.name], asked.found.resolve(), asked.corpus.resolve(), options)


def repeat(name: str, data: bytes) -> None:
    """Try *data* once on the harness called *name*, without any instruments; raises what it raises."""
    module = importlib.import_module(HARNESSES[name].module)
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        module.attempt(data)


def _fuzz(name: str, harness: Harness, found: Path, corpus: Path, options: Sequence[str]) -> None:
    import atheris  # noqa: PLC0415 - not there for every Python and system

    with atheris.instrument_imports(include=list(harness.watched)):
        module = importlib.import_module(harness.module)
    findings = Findings(found, name)
    seeds = _sow(module, harness, corpus)
    mutate = MUTATORS[harness.mutator](seeds)

    def attempt(data: bytes) -> None:
        try:
            module.attempt(data)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what is looked for
            file = findings.add(data, error)
            if file is not None:
                print(
                    json.dumps({"finding": signature(error), "said": str(error)[:200], "file": str(file)}), flush=True
                )

    def change(data: bytes, most: int, seed: int) -> bytes:
        return mutate(data, most, luck=Random(seed), raw=atheris.Mutate)[:most]

    arguments = [sys.argv[0], *options, f"-max_len={harness.largest}", f"-artifact_prefix={found}/{name}-", str(corpus)]
    found.mkdir(parents=True, exist_ok=True)
    atheris.Setup(arguments, attempt, custom_mutator=change)
    atheris.Fuzz()


def _sow(module: ModuleType, harness: Harness, corpus: Path) -> list[bytes]:
    """Write the seeds into the corpus."""
    corpus.mkdir(parents=True, exist_ok=True)
    seeds = [seed[: harness.largest] for seed in module.seeds()]
    for number, seed in enumerate(seeds):
        (corpus / f"seed-{number:04}").write_bytes(seed)
    return seeds


if __name__ == "__main__":
    main(sys.argv[1:])

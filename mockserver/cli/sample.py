"""``klingmock sample``: made-up requests to a model, as JSON Lines."""

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any

import click

from contracts import UnknownModelError
from mockserver.cli.output import readings_of
from mockserver.cli.program import CommandError
from mockserver.cli.setting import reading_option

__all__ = ["sample"]

_MOST = 1_000_000


@click.command()
@click.argument("model")
@click.option("--count", type=click.IntRange(1, _MOST), default=5, show_default=True, help="How many.")
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), default=0, show_default=True, help="Other ones by another.")
@click.option("--broken", is_flag=True, help="Each breaks one rule, which is told beside it.")
@reading_option
def sample(model: str, *, count: int, seed: int, broken: bool, reading: tuple[str, ...]) -> None:
    """
    Make up requests to MODEL, in many languages, one a line: valid ones, or --broken ones.

    The same seed makes the same requests. Needs the extra test.
    """
    try:
        for line in islice(_lines(model, seed, reading, broken=broken), count):
            click.echo(json.dumps(line, ensure_ascii=False))
    except UnknownModelError as error:
        raise CommandError(str(error)) from error
    except ModuleNotFoundError as error:
        raise CommandError(str(error)) from error


def _lines(model: str, seed: int, reading: tuple[str, ...], *, broken: bool) -> Iterator[Any]:
    from mockserver.strategies import broken_samples, samples  # noqa: PLC0415 - an extra

    readings = readings_of(reading)
    if not broken:
        return samples(model, seed=seed, readings=readings)
    found = broken_samples(model, seed=seed, readings=readings)
    return ({"rule": rule, "request": request} for rule, request in found)

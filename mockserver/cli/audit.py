"""``klingmock audit``: judge and price many requests, add them up, and hold them against what was charged."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import accumulate
from pathlib import Path

import click

from mockserver.audit import AuditError, Summary, audit
from mockserver.audit.checkpoint import Asked, Checkpoint, Keeper
from mockserver.audit.engines import ENGINES
from mockserver.audit.outputs import OutputFile, open_output
from mockserver.audit.pictures import open_picture
from mockserver.audit.summary import Count
from mockserver.cli.output import format_option, readings_of, write_json
from mockserver.cli.printable import printable
from mockserver.cli.program import CommandError
from mockserver.cli.setting import reading_option
from mockserver.core.money import text

__all__ = ["audit_command"]

_MOST_SHOWN = 12
_MOST_JOBS = 256
_Progress = Callable[[int, int, int], object]


@click.command(name="audit")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--jobs", type=click.IntRange(1, _MOST_JOBS), default=None, help="Workers.  [default: one a core]")
@click.option("--engine", type=click.Choice(list(ENGINES)), default="processes", show_default=True, help="Who works.")
@click.option("--scheduler", metavar="ADDRESS", help="A Dask scheduler; without one, a cluster is started here.")
@click.option("--output", type=click.Path(path_type=Path), help="Verdicts, one a row: .jsonl, .csv or .parquet.")
@click.option(
    "--picture", "drawing", type=click.Path(path_type=Path), help="Spend over time and broken rules: .html or .png."
)
@click.option(
    "--resume", type=click.Path(path_type=Path), help="Keep in this file how far it is, and go on from there."
)
@format_option()
@reading_option
def audit_command(  # noqa: PLR0913 - one parameter an option
    files: tuple[Path, ...],
    *,
    jobs: int | None,
    engine: str,
    scheduler: str | None,
    output: Path | None,
    drawing: Path | None,
    resume: Path | None,
    form: str,
    reading: tuple[str, ...],
) -> None:
    """
    Judge and price every request in FILE..., and add them up.

    Takes JSON Lines, CSV, HTTP Archives and exports of the journal (.json), packed with gzip or zstd or not. What
    stands beside a request (at, key, credits_used) is added up and reconciled too. Exit code 1 means findings.
    """
    readings = readings_of(reading)
    try:
        draw = None if drawing is None else open_picture(drawing)
        keeper = None if resume is None else Keeper(resume, Asked.of(files, readings, output))
        start = None if keeper is None else keeper.found()
        with _written(output, start, keeper) as written, _progress(files) as progress:
            summary = audit(
                files,
                readings=readings,
                jobs=jobs or _cores(),
                engine=engine,
                scheduler=scheduler,
                output=written,
                keeper=keeper,
                start=start,
                progress=progress,
            )
            if draw is not None:
                draw(summary)
            if written is not None:
                written.finish()
            if keeper is not None:
                keeper.done()
    except AuditError as error:
        raise CommandError(str(error)) from error
    except OSError as error:
        raise CommandError(f"{error.filename or drawing}: {error.strerror or error}") from error
    if form == "json":
        write_json(summary.to_dict())
    else:
        click.echo("\n".join(_text(summary)))
    sys.exit(0 if summary.clean else 1)


@contextmanager
def _written(output: Path | None, start: Checkpoint | None, keeper: Keeper | None) -> Iterator[OutputFile | None]:
    """Open the file of verdicts, behind those that are there already."""
    if output is None:
        yield None
        return
    written = open_output(output, in_parts=keeper is not None, at=start.written if start else 0)
    try:
        yield written
    finally:
        written.close()


def _cores() -> int:
    """Count the cores that this process may use, where the system says so."""
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed else os.cpu_count() or 1


@contextmanager
def _progress(files: tuple[Path, ...]) -> Iterator[_Progress | None]:
    """Show how far it is, on a terminal only."""
    if not sys.stderr.isatty():
        yield None
        return
    try:
        from tqdm import tqdm  # noqa: PLC0415 - an extra
    except ModuleNotFoundError:
        yield None
        return
    before = [0, *accumulate(path.stat().st_size if path.is_file() else 0 for path in files)]
    with tqdm(total=before[-1] or None, unit="B", unit_scale=True, leave=False) as bar:
        rows = 0

        def told(more: int, file: int, read: int) -> None:
            nonlocal rows
            rows += more
            bar.set_postfix_str(f"{rows:,} rows", refresh=False)
            bar.update(before[file] + read - bar.n)

        yield told


def _text(summary: Summary) -> Iterator[str]:
    total = summary.total
    invalid = total.requests - total.valid
    yield f"{total.requests:,} requests: {total.valid:,} valid for {text(total.credits)} credits, {invalid:,} invalid"
    yield from _block(
        "by model, quality and sound",
        ((" ".join(filter(None, key)) or "no model", _counted(one)) for key, one in sorted(summary.options.items())),
    )
    rules = sorted(summary.rules.items(), key=lambda pair: (-pair[1], pair[0]))
    yield from _block("rules that are broken", ((rule, f"{count:,}") for rule, count in rules))
    yield from _block("by day", ((day, _counted(one)) for day, one in sorted(summary.days.items())))
    yield from _block("by key", ((key, _counted(one)) for key, one in sorted(summary.keys.items())))
    if summary.charged:
        difference = summary.used - summary.priced
        charged, priced = text(summary.used), text(summary.priced)
        yield f"reconciled: {summary.charged:,} rows, charged {charged}, priced {priced} credits"
        yield f"  {summary.differing:,} differ, by {text(difference)} credits in all"
        why = sorted(summary.because.items(), key=lambda pair: (-pair[1], pair[0]))
        yield from _block("why", ((name, f"{count:,}") for name, count in why))
    if summary.broken:
        yield f"{summary.broken:,} lines hold no request"
        for file, one in summary.quoted[:_MOST_SHOWN]:
            yield f"  {printable(file)}:{one.line}: {one.why}: {one.text}".rstrip(": ")


def _counted(one: Count) -> str:
    return f"{one.requests:,} requests, {one.valid:,} valid, {text(one.credits)} credits"


def _block(title: str, rows: Iterator[tuple[str, str]]) -> Iterator[str]:
    shown = list(rows)
    if not shown:
        return
    yield title
    for name, said in shown[:_MOST_SHOWN]:
        yield f"  {printable(name)}: {said}"
    if len(shown) > _MOST_SHOWN:
        yield f"  and {len(shown) - _MOST_SHOWN} more; --format json has all"

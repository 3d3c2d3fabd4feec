"""``klingmock evidence``: weigh recorded traffic of the gateway against the contract."""

from importlib.metadata import version
from pathlib import Path
from typing import Any

import click

from mockserver.cli.output import format_option, readings_of, write_json
from mockserver.cli.printable import printable
from mockserver.cli.program import CommandError
from mockserver.cli.setting import reading_option
from mockserver.evidence import Evidence, Intake, take_in, weigh
from mockserver.evidence.page import page
from mockserver.evidence.text import as_dict, as_text
from mockserver.har import HarError, HarWriter

__all__ = ["evidence"]

_PAGES = {".md": "markdown", ".markdown": "markdown", ".html": "html", ".htm": "html"}


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option("--host", "hosts", metavar="HOST", multiple=True, help="A host of the gateway; repeatable. [any]")
@click.option("--page", "page_file", metavar="FILE", help="Write what is proven and what is not, .md or .html.")
@click.option("--scrubbed", metavar="FILE", help="Write the recording without its keys.")
@click.option("--shared-account", is_flag=True, help="Others use the account too: what it pays proves nothing.")
@reading_option
@format_option()
@click.pass_context
def evidence(context: click.Context, /, files: tuple[str, ...], form: str, **options: Any) -> None:
    """
    Weigh HTTP Archives of the real gateway's traffic against the contract.

    Each rule, price, field, error and reading is confirmed, contradicted, or never seen. Keys are removed first. Exits
    with 1 when something is contradicted, and with 2 when a file cannot be used or holds nothing of the gateway.
    """
    readings = readings_of(options["reading"])
    form_of_page = _form_of(options["page_file"])
    try:
        intake = _take_in([Path(file) for file in files], options["hosts"], options["scrubbed"])
    except HarError as error:
        raise CommandError(printable(str(error))) from error
    if not intake.exchanges:
        problems = [problem for report in intake.files for problem in report.problems]
        told = "".join(f"; entry {number}: {problem}" for number, problem in problems[:1])
        raise CommandError(printable(f"no exchange with a route of the gateway is in {', '.join(files)}{told}"))
    found = weigh(intake, readings=readings, shared_account=options["shared_account"])
    if form_of_page is not None:
        _write(options["page_file"], page(found, form=form_of_page))
    _say(found, form)
    context.exit(bool(found.contradicted))


def _take_in(files: list[Path], hosts: tuple[str, ...], scrubbed: str | None) -> Intake:
    if scrubbed is None:
        return take_in(files, hosts=hosts)
    target = Path(scrubbed)
    if target.exists():
        raise CommandError(f"--scrubbed {scrubbed}: there is such a file already; name another, or remove it")
    writer = HarWriter(target, version=version("klingmock"), sync=lambda _: None)
    try:
        return take_in(files, hosts=hosts, cleaned=writer.add)
    finally:
        writer.close()


def _form_of(file: str | None) -> str | None:
    if file is None:
        return None
    form = _PAGES.get(Path(file).suffix.lower())
    if form is None:
        raise CommandError(f"--page {file}: the name must end in .md or .html")
    return form


def _write(file: str, text: str) -> None:
    try:
        Path(file).write_text(text, encoding="utf-8")
    except OSError as error:
        raise CommandError(f"--page {file}: {error.strerror or error}") from error


def _say(found: Evidence, form: str) -> None:
    if form == "json":
        write_json(as_dict(found))
        return
    for line in as_text(found):
        click.echo(printable(line))

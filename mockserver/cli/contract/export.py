"""``klingmock contract export``: write the views derived from the contracts."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import click

from contracts import load, model_names
from mockserver.cli.contract.docs import stale, write
from mockserver.cli.contract.show import toml_of
from mockserver.cli.output import readings_of
from mockserver.cli.program import CommandError
from mockserver.cli.setting import reading_option
from validator import Readings, judge_for
from validator.derive.markdown import model_page
from validator.derive.openapi import openapi
from validator.schema import json_schema

__all__ = ["export"]


def _schema(model: str | None, readings: Readings) -> str:
    closed = readings["unknown-parameter"] == "error"
    schemas = {
        name: json_schema(judge_for(name, readings).shape, closed=closed)
        for name in ([model] if model else model_names())
    }
    return json.dumps(schemas[model] if model else schemas, indent=2) + "\n"


def _openapi(model: str | None, readings: Readings) -> str:
    if model:
        raise CommandError("OpenAPI describes the whole service; leave MODEL out")
    return json.dumps(openapi(readings=readings), indent=2) + "\n"


def _markdown(model: str | None, readings: Readings) -> str:
    return "\n".join(model_page(name, readings=readings) for name in ([model] if model else model_names()))


def _toml(model: str | None, _: Readings) -> str:
    if not model:
        raise CommandError("a TOML file is about one model; name it")
    return toml_of(load(model).model)


_VIEWS: Mapping[str, Callable[[str | None, Readings], str]] = {
    "json-schema": _schema,
    "openapi": _openapi,
    "markdown": _markdown,
    "toml": _toml,
}


@click.command()
@click.argument("model", required=False)
@click.option("--as", "view", type=click.Choice(list(_VIEWS)), help="Which view.")
@click.option("--output", metavar="FILE", help="Write there instead of stdout.")
@click.option("--docs", "folder", metavar="DIR", help="Write every generated docs page and block.")
@click.option("--check", is_flag=True, help="With --docs: write nothing, name what is out of date.")
@reading_option
@click.pass_context
def export(  # noqa: PLR0913 - click hands each option in
    context: click.Context,
    *,
    model: str | None,
    view: str | None,
    output: str | None,
    folder: str | None,
    check: bool,
    reading: tuple[str, ...],
) -> None:
    """
    Write a view of MODEL, or of all models where the view has room for them.

    With --docs DIR it writes the generated pages into DIR, and the generated blocks of the README
    beside it.
    """
    if folder is not None:
        if model or view or output:
            raise click.UsageError("--docs writes everything; it goes with --check only")
        context.exit(_docs(Path(folder), check=check))
    if view is None or check:
        raise click.UsageError("name a view with --as, or a folder with --docs")
    if model is not None:
        load(model)
    text = _VIEWS[view](model, readings_of(reading))
    if output is None:
        click.echo(text, nl=False)
        return
    try:
        Path(output).write_text(text, encoding="utf-8")
    except OSError as error:
        raise CommandError(f"--output {output}: {error.strerror or error}") from error


def _docs(folder: Path, *, check: bool) -> int:
    try:
        found = stale(folder)
        for file in [] if check else found:
            write(file, found[file])
    except OSError as error:
        raise CommandError(f"--docs {folder}: {error}") from error
    for file in found:
        click.echo(f"{file}: {'out of date; run `make docs`' if check else 'written'}", err=True)
    return int(check and bool(found))

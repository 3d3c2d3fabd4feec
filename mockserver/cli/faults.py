"""``klingmock faults``: show and change the fault plan of a world, and say what there is."""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from mockserver.cli.default_group import DefaultGroup
from mockserver.cli.output import format_option, write_json
from mockserver.cli.printable import printable
from mockserver.cli.program import CommandError
from mockserver.cli.server_options import with_client
from mockserver.client import Client
from mockserver.core.faults import meanings
from mockserver.core.faults.fault_error import hint
from mockserver.core.faults.when import When
from mockserver.core.wire import encode
from mockserver.faults import KINDS
from mockserver.scenarios import shipped_scenarios

__all__ = ["add", "clear", "faults", "kinds", "list_", "scenarios"]

_FRAME = {"id", "on", "when", "do", "phase", "note", "seen", "fired"}


@click.group(cls=DefaultGroup, default="list")
def faults() -> None:
    """Show and change the fault plan of a world, and say what there is; without a command: list."""


@faults.command("list")
@click.option("--scenario", metavar="NAME", help="Put the world on this scenario first.")
@format_option()
@with_client
def list_(client: Client, scenario: str | None, form: str) -> None:
    """List the faults of the plan, with how many calls each fits (seen) and how often it fired."""
    _print(client.faults() if scenario is None else client.apply_scenario(scenario), form)


@faults.command()
@click.argument("plan", metavar="JSON|FILE|-")
@format_option()
@with_client
def add(client: Client, plan: str, form: str) -> None:
    """Add a fault or a list of them, such as '{"on": "create", "when": {"nth": 1}, "do": "reset"}'."""
    _print(client.add_faults(_read(plan)), form)


@faults.command()
@click.argument("fault", metavar="[ID]", required=False)
@format_option()
@with_client
def clear(client: Client, fault: str | None, form: str) -> None:
    """Take the fault ID out of the plan, or all."""
    _print(client.clear_faults(fault), form)


@faults.command()
@click.argument("kind", metavar="[KIND]", required=False)
@format_option()
def kinds(kind: str | None, form: str) -> None:
    """Describe the kinds of faults, or one with its settings and an example."""
    if kind is not None and kind not in KINDS:
        raise CommandError(f"{printable(kind)!r} is no kind of fault; {hint(kind, KINDS)}")
    described = [one.describe(name) for name, one in KINDS.items() if kind in {None, name}]
    if form == "json":
        write_json(described)
        return
    width = max(len(one["name"]) for one in described)
    for one in described:
        click.echo(f"{one['name']:<{width}}  {one['summary']}")
        if kind is not None:
            click.echo("\n".join(_details(one)))


@faults.command()
@format_option()
def scenarios(form: str) -> None:
    """Describe the scenarios that are shipped."""
    found = shipped_scenarios(KINDS)
    if form == "json":
        write_json(json.loads(encode([one.to_json() for one in found.values()])))
        return
    for name, one in found.items():
        click.echo(f"{name}: {one.title}")
        for line in one.about.splitlines():
            click.echo(f"    {line}")


def _read(plan: str) -> Any:
    try:
        if plan == "-":
            text = sys.stdin.buffer.read().decode("utf-8")
        else:
            text = plan if plan.lstrip().startswith(("[", "{")) else Path(plan).read_text(encoding="utf-8")
        return json.loads(text)
    except OSError as error:
        raise CommandError(f"{printable(plan)}: {error.strerror or error}") from error
    except (ValueError, RecursionError) as error:
        raise CommandError(f"the plan is no JSON: {error}") from error


def _print(answer: dict[str, Any], form: str) -> None:
    if form == "json":
        write_json({"faults": answer["faults"], "unused": answer["unused"]})
        return
    for fault in answer["faults"]:
        click.echo(printable("  ".join(_words(fault))))
    if answer["unused"]:
        click.echo(f"{len(answer['unused'])} of {len(answer['faults'])} never fired", err=True)


def _words(fault: Mapping[str, Any]) -> Iterator[str]:
    yield f"{fault['id']}  {fault['on']}  {fault['do']} {fault['phase']}"
    settings = {name: value for name, value in fault.items() if name not in _FRAME}
    yield from (json.dumps(part) for part in (fault.get("when"), settings) if part)
    yield f"seen {fault['seen']}, fired {fault['fired']}"
    if fault.get("note"):
        yield f"({fault['note']})"


def _details(described: Mapping[str, Any]) -> Iterator[str]:
    yield f"  on: {', '.join(described['on'])}"
    yield f"  phase: {' (the default) or '.join(described['phases'])}"
    for title, settings in (("settings", described["settings"]), ("when", meanings(When))):
        yield f"  {title}:{'' if settings else ' none'}"
        yield from (f"    {name}: {meaning}" for name, meaning in settings.items())
    yield f"  example: {json.dumps(described['example'])}"

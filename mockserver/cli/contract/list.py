"""``klingmock contract list``: list every model under contract."""

import click

from contracts import load, model_names
from mockserver.cli.output import format_option, write_json

__all__ = ["list_"]


@click.command("list")
@format_option()
def list_(form: str) -> None:
    """List the models under contract."""
    found = [load(name) for name in model_names()]
    if form == "json":
        write_json(
            [
                {
                    "model": one.model,
                    "title": one.title,
                    "family": one.family,
                    "standing": one.standing,
                    "prefix": one.prefix,
                    "parameters": len(one.parameters),
                    "rules": len(one.rules),
                    "summary": one.summary,
                }
                for one in found
            ]
        )
        return
    width = max(len(one.model) for one in found)
    for one in found:
        click.echo(f"{one.model:<{width}}  {one.standing:<10}  {one.summary}")

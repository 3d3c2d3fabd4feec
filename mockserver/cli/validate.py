"""``klingmock validate``: judge and price every request in files."""

from collections.abc import Sequence
from decimal import Decimal

import click

from mockserver.cli.image_folder import read_image_folder
from mockserver.cli.judged import Judged, judge
from mockserver.cli.output import readings_of
from mockserver.cli.reports import REPORTS
from mockserver.cli.request_file import read_requests
from mockserver.cli.setting import images_option, reading_option
from validator.pricing import plain_number

__all__ = ["validate"]


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option(
    "--format",
    "form",
    type=click.Choice(list(REPORTS)),
    default="text",
    show_default=True,
    help="How to report.",
)
@click.option(
    "-v",
    "--verbose",
    is_flag=True,
    help="Tell every note: in text what is defaulted too, in sarif, junit and github any at all.",
)
@reading_option
@images_option
@click.pass_context
def validate(  # noqa: PLR0913, PLR0917 - click hands each option in
    context: click.Context,
    files: tuple[str, ...],
    form: str,
    verbose: bool,  # noqa: FBT001 - click hands it in so
    reading: tuple[str, ...],
    images: str | None,
) -> None:
    """
    Judge and price every request in FILE..., "-" is stdin.

    A file holds one JSON object, an array of them, or JSON Lines. Exits with 0 when all requests are
    valid, 1 when one is not, and 2 when a file cannot be read.
    """
    readings = readings_of(reading)
    facts = read_image_folder(images)
    judged = [judge(found, readings=readings, images=facts) for file in files for found in read_requests(file)]
    for line in REPORTS[form](judged, verbose):
        click.echo(line)
    if form == "text":
        click.echo(_summary(judged), err=True)
    context.exit(any(not one.verdict.valid for one in judged))


def _summary(judged: Sequence[Judged]) -> str:
    quotes = [one.verdict.quote for one in judged if one.verdict.quote]
    total = sum((quote.credits for quote in quotes), Decimal(0))
    wrong = len(judged) - len(quotes)
    requests = "1 request" if len(judged) == 1 else f"{len(judged)} requests"
    return f"{requests}: {len(quotes)} valid ({plain_number(total)} credits), {wrong} invalid"

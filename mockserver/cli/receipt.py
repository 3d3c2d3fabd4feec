"""A price as people read it: every line, the sum, and what it hangs on."""

from collections.abc import Iterator

from contracts import disputes
from validator import Quote, Readings
from validator.pricing import plain_number

__all__ = ["receipt"]


def receipt(quote: Quote, *, readings: Readings) -> Iterator[str]:
    """Yield the lines of the receipt of *quote*."""
    amounts = [plain_number(line.credits) for line in quote.receipt]
    total = plain_number(quote.credits)
    width = max(len(amount) for amount in (*amounts, total))
    for amount, line in zip(amounts, quote.receipt, strict=True):
        yield f"  {amount:>{width}}  {line.text} [{line.source}]"
    yield f"  {'-' * width}"
    unit = "" if quote.per_second is None else f"; {plain_number(quote.per_second)} a second"
    yield (f"  {total:>{width}}  credits = ${plain_number(quote.usd)}, listed as ${quote.usd_listed:f}{unit}")
    for name in quote.disputes:
        taken = readings[name]
        others = [reading for reading in disputes()[name].readings if reading != taken]
        yield f"  Hangs on {name}={taken}; other readings: {', '.join(others)}"

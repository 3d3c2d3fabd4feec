"""What the pictures of an audit show, whatever they are drawn with: bars of credits a day and of broken rules."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from mockserver.audit.summary import Summary
from mockserver.core.money import text

__all__ = ["Bar", "Chart", "broken_most", "heading", "spend"]

_MOST_RULES = 25


class Bar(NamedTuple):
    """One bar: what it stands for, how long it is, and its value in words."""

    name: str
    length: Decimal
    shown: str


Chart = tuple[str, Sequence[Bar]]
"""A title and its bars."""


def heading(summary: Summary) -> str:
    """Say in a line what was found."""
    total = summary.total
    return f"{total.requests:,} requests, {total.valid:,} valid for {text(total.credits)} credits"


def spend(summary: Summary) -> Chart:
    """Return the credits of each day."""
    days = sorted(summary.days.items())
    return "Credits a day", [Bar(day, one.credits, text(one.credits)) for day, one in days]


def broken_most(summary: Summary) -> Chart:
    """Return the rules that most requests break."""
    rules = sorted(summary.rules.items(), key=lambda pair: (-pair[1], pair[0]))[:_MOST_RULES]
    return "Rules that are broken most", [Bar(rule, Decimal(count), f"{count:,}") for rule, count in rules]

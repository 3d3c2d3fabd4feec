"""What a model costs, as the contract states it: base rate, tiers, seconds, minimum."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from contracts.dispute import Only
from contracts.source import Source

__all__ = ["ROUNDINGS", "Billing", "Rate", "Seconds", "Tier"]

ROUNDINGS = ("half-up", "up")


class Tier(NamedTuple):
    """The multiplier of the base rate for one combination of options."""

    when: Mapping[str, str]
    multiplier: Decimal
    standing: str
    source: Source
    only: Only | None = None


class Rate(NamedTuple):
    """One figure that a reading chooses: credits per US dollar, or a base rate in credits."""

    value: Decimal
    standing: str
    source: Source
    only: Only | None = None


class Seconds(NamedTuple):
    """
    Where the billed seconds come from.

    `parameter` names the request parameter that says them. Otherwise they come from the output video once it is known,
    else from the input video, each rounded as said (None: that length is not used), else they are `assumed`.
    """

    parameter: str | None = None
    input_parameter: str | None = None
    output_rounding: str | None = None
    input_rounding: str | None = None
    assumed: int | None = None
    source: Source | None = None
    only: Only | None = None


class Billing(NamedTuple):
    """The rate card of one model; `unit` is second or call, `base` is in credits per unit."""

    unit: str
    bases: tuple[Rate, ...]
    minimum_seconds: int
    dimensions: tuple[str, ...]
    seconds: tuple[Seconds, ...]
    rates: tuple[Rate, ...]
    tiers: tuple[Tier, ...]
    standing: str
    source: Source
    minimum_source: Source | None

    def onlys(self) -> Iterator[Only]:
        """Yield each reading that some entry of the card is bound to."""
        for many in (self.bases, self.seconds, self.rates, self.tiers):
            yield from (one.only for one in many if one.only is not None)

"""What a request costs: exact credits, dollars, and the lines that sum to them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_CEILING, ROUND_HALF_UP, Context, Decimal, Inexact, localcontext
from functools import lru_cache
from typing import Any, TypeVar

from msgspec import Struct

from contracts import Source, disputes
from contracts.billing import Rate, Seconds, Tier
from validator.media import Media
from validator.path import get, steps
from validator.rules.shots import total_seconds
from validator.shape import Shape

__all__ = ["Card", "Line", "Quote", "SecondPrice", "plain_number"]

_EXACT = Context(prec=60)
_TENTH_OF_A_CENT = Decimal("0.001")
_USD_DIGITS = Decimal("0.00000001")

_Holder = TypeVar("_Holder", Rate, Seconds)


def plain_number(value: Decimal) -> str:
    """
    Write *value* exactly, without exponent and without idle zeros.

    >>> plain_number(Decimal("36.0180")), plain_number(Decimal("1E+2"))
    ('36.018', '100')
    """
    return format(value.normalize(_EXACT), "f")


class Line(Struct, frozen=True, gc=False):
    """One line of a receipt: so many credits, why, and where that stands."""

    credits: Decimal
    text: str
    source: Source

    def __str__(self) -> str:
        return f"{plain_number(self.credits)} credits: {self.text} [{self.source}]"


class Quote(Struct, frozen=True, gc=False):
    """
    The price of one request.

    `credits` is exact; `usd` is exact to the digits it has, at most eight when the division does not end;
    `usd_listed` is rounded half up to a tenth of a cent, as the pages print (0.1125 is printed 0.113).
    `seconds` and `per_second` are None for a model that is billed by the call. `disputes` names the open
    questions that the price hangs on. `receipt` has the lines as values; they sum to `credits`.
    """

    credits: Decimal
    usd: Decimal
    usd_listed: Decimal
    per_second: Decimal | None
    seconds: int | None
    multiplier: Decimal
    receipt: tuple[Line, ...]
    disputes: tuple[str, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """The receipt as text, a line each."""
        return tuple(str(line) for line in self.receipt)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form; money is text."""
        return {
            "credits": plain_number(self.credits),
            "usd": plain_number(self.usd),
            "usd_listed": format(self.usd_listed, "f"),
            "per_second": None if self.per_second is None else plain_number(self.per_second),
            "seconds": self.seconds,
            "multiplier": plain_number(self.multiplier),
            "lines": list(self.lines),
            "disputes": list(self.disputes),
        }


class SecondPrice(Struct, frozen=True):
    """What one second costs: `usd` is rounded half up to a tenth of a cent, as the pages print it."""

    multiplier: Decimal
    credits: Decimal
    usd: Decimal


class Card:
    """
    The rate card of one shape.

    The combined multiplier of a tier is used as it stands: on the pages 1080p with sound is not the product of the
    two single multipliers.
    """

    def __init__(self, shape: Shape) -> None:
        billing = shape.contract.billing
        self._readings = shape.readings
        self._billing = billing
        self._base: Rate = self._only(billing.bases)
        self._usd: Rate = self._only(billing.rates)
        self._seconds: Seconds | None = self._only(billing.seconds) if billing.seconds else None
        self._dimensions = tuple((name, steps(name), shape.default(name)) for name in billing.dimensions)
        self._tiers = {
            tuple(tier.when[name] for name in billing.dimensions): tier
            for tier in billing.tiers
            if tier.only is None or tier.only.holds(shape.readings)
        }
        self._seconds_path = steps(self.length_parameter or "")
        self._default_seconds = (
            shape.default(self._seconds.parameter) if self._seconds and self._seconds.parameter else None
        )
        self.priced = lru_cache(maxsize=1024)(self._exactly_priced)

    @property
    def parameters(self) -> tuple[str, ...]:
        """Name the parameters that the price depends on."""
        named = (self._seconds.parameter, self._seconds.input_parameter) if self._seconds else ()
        return (*(name for name, _, _ in self._dimensions), *(name for name in named if name))

    @property
    def length_parameter(self) -> str | None:
        """Name the parameter that says how many seconds are billed; None where a video or a call decides."""
        return self._seconds.parameter if self._seconds else None

    @property
    def options(self) -> tuple[tuple[str, ...], ...]:
        """Return every combination of options that has a price, in the order of the contract."""
        return tuple(self._tiers)

    def per_second(self, options: tuple[str, ...]) -> SecondPrice:
        """Return the price of one second under *options*, as the pages list it."""
        tier = self._tiers[options]
        with localcontext(_EXACT):
            rate = self._base.value * tier.multiplier
            listed = _divide(rate, self._usd.value).quantize(_TENTH_OF_A_CENT, ROUND_HALF_UP)
        return SecondPrice(tier.multiplier, rate, listed)

    def quote(self, request: dict[str, Any], *, media: Media, output_seconds: Decimal | None = None) -> Quote:
        """
        Price *request*, whose `parameters` are valid.

        Args:
            request: The request.
            media: Facts of the input video, where the length of that is billed.
            output_seconds: Length of the finished video, where that is billed and known.
        """
        options = tuple([get(request, path, default) for _, path, default in self._dimensions])
        seconds, origin = self._length(request, media, output_seconds)
        return self.priced(options, seconds, origin)

    def _length(self, request: dict[str, Any], media: Media, output_seconds: Decimal | None) -> tuple[int | None, str]:
        rule = self._seconds
        if rule is None:
            return None, ""
        if rule.parameter:
            return total_seconds(request, self._seconds_path, self._default_seconds), ""
        if output_seconds is not None and rule.output_rounding:
            return _rounded(output_seconds, rule.output_rounding), f"the output's {plain_number(output_seconds)} s"
        url = get(request, steps(rule.input_parameter or ""))
        first = url[0] if isinstance(url, list) and url else url
        facts = media.videos.get(first) if isinstance(first, str) else None
        if facts is not None and facts.seconds is not None and rule.input_rounding:
            return _rounded(facts.seconds, rule.input_rounding), f"the input's {plain_number(facts.seconds)} s"
        return rule.assumed, f"no length is known yet, so {rule.assumed} s are assumed"

    def _exactly_priced(self, options: tuple[str, ...], seconds: int | None, origin: str) -> Quote:
        with localcontext(_EXACT):  # the caller's own precision must not round a price
            return self._priced(options, seconds, origin)

    def _priced(self, options: tuple[str, ...], seconds: int | None, origin: str) -> Quote:
        tier = self._tiers[options]
        if seconds is None:
            per_second = None
            amount = self._base.value * tier.multiplier
        else:
            per_second = self._base.value * tier.multiplier
            amount = per_second * max(seconds, self._billing.minimum_seconds)
        usd, listed = self._dollars(amount, per_second, seconds)
        return Quote(
            credits=amount,
            usd=usd,
            usd_listed=listed,
            per_second=per_second,
            seconds=seconds,
            multiplier=tier.multiplier,
            receipt=tuple(self._receipt(tier, options, seconds, origin)),
            disputes=self._disputes(tier),
        )

    def _dollars(self, amount: Decimal, per_second: Decimal | None, seconds: int | None) -> tuple[Decimal, Decimal]:
        if self._readings["usd-total"] == "listed" and per_second is not None and seconds is not None:
            each = _divide(per_second, self._usd.value).quantize(_TENTH_OF_A_CENT, ROUND_HALF_UP)
            listed = each * max(seconds, self._billing.minimum_seconds)
            return listed, listed
        usd = _divide(amount, self._usd.value)
        return usd, usd.quantize(_TENTH_OF_A_CENT, ROUND_HALF_UP)

    def _receipt(self, tier: Tier, options: tuple[str, ...], seconds: int | None, origin: str) -> Iterator[Line]:
        base, minimum = self._base.value, self._billing.minimum_seconds
        billed = 1 if seconds is None else max(seconds, minimum)
        if seconds is None:
            yield Line(base, "one call", self._base.source)
        else:
            length = f"{seconds} s" + (f" ({origin})" if origin else "")
            yield Line(
                base * seconds,
                f"{length} x {plain_number(base)} credits a second, the base rate",
                self._base.source,
            )
            if billed > seconds and self._billing.minimum_source:
                text = f"at least {minimum} s are billed, {billed - seconds} s more"
                yield Line(base * (billed - seconds), text, self._billing.minimum_source)
        if tier.multiplier != 1:
            named = ", ".join(
                f"{name} {option}" for (name, _, _), option in zip(self._dimensions, options, strict=True)
            )
            more = plain_number(tier.multiplier - 1)
            text = f"{named}: {plain_number(tier.multiplier)} times the base rate, so {more} of it more"
            yield Line(base * billed * (tier.multiplier - 1), text, tier.source)

    def _disputes(self, tier: Tier) -> tuple[str, ...]:
        onlys = [one.only for one in (tier, self._base, self._seconds) if one is not None and one.only]
        names = [only.dispute for only in onlys]
        names += [name for name in ("usd-rate", "usd-total") if self._readings[name] != disputes()[name].default]
        return tuple(sorted(set(names)))

    def _only(self, candidates: tuple[_Holder, ...]) -> _Holder:
        return next(one for one in candidates if one.only is None or one.only.holds(self._readings))


def _rounded(seconds: Decimal, how: str) -> int:
    if how == "up":
        return int(seconds.to_integral_value(ROUND_CEILING))
    return int(seconds.to_integral_value(ROUND_HALF_UP))


def _divide(amount: Decimal, rate: Decimal) -> Decimal:
    """Divide exactly where the division ends, else to eight digits behind the point."""
    context = _EXACT.copy()
    result = context.divide(amount, rate)
    return result.quantize(_USD_DIGITS, ROUND_HALF_UP) if context.flags[Inexact] else result.normalize(context)

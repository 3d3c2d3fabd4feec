"""What a request will cost, by a small table: the price pages as somebody who integrates them would type them in."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

__all__ = ["UnknownPriceError", "credits_a_second", "estimate", "seconds"]

_MINIMUM_SECONDS = 3
_BY_THE_CALL = {"kling-custom-element": Decimal(1)}

# Seconds that are assumed where the length of a video decides and is not known yet (pricing-rules, models, seconds).
_ASSUMED = {"kling-o3-video-edit": 5, "kling-v3-motion-control": 10}

# Credits a second. The price with quality and sound is read off the page, not multiplied: there, 1080p with sound is
# not the product of the two (kling-o3 and kling-v3, Pricing; for the others pricing-rules, models, multipliers).
_O3 = {"720p": {"off": "5.4", "on": "7.2036"}, "1080p": {"off": "7.2036", "on": "9.0018"}}
_V3 = {"720p": {"off": "5.4", "on": "8.1"}, "1080p": {"off": "7.1982", "on": "10.8"}}
_O3_WITH_INPUT = {"720p": {"off": "8.1"}, "1080p": {"off": "10.8054"}}
_MOTION = {"720p": {"off": "8.1648"}, "1080p": {"off": "10.8918432"}}
_TURBO = {"720p": {"off": "7.2"}, "1080p": {"off": "9"}}

_RATES: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    "kling-o3-image-to-video": _O3,
    "kling-o3-text-to-video": _O3,
    "kling-o3-reference-to-video": _O3_WITH_INPUT,
    "kling-o3-video-edit": _O3_WITH_INPUT,
    "kling-v3-image-to-video": _V3,
    "kling-v3-text-to-video": _V3,
    "kling-v3-motion-control": _MOTION,
    "kling-v3-turbo-image-to-video": _TURBO,
    "kling-v3-turbo-text-to-video": _TURBO,
}


class UnknownPriceError(LookupError):
    """The table has no price for a request."""


def estimate(request: Mapping[str, Any]) -> Decimal:
    """
    Return the credits that *request*, a valid one, will cost: exact, because money is no float.

    Raises:
        UnknownPriceError: The model is not in the table.

    >>> estimate({"model": "kling-o3-image-to-video", "quality": "1080p", "sound": "on"})
    Decimal('45.0090')
    """
    by_the_call = _BY_THE_CALL.get(request["model"])
    return credits_a_second(request) * seconds(request) if by_the_call is None else by_the_call


def credits_a_second(request: Mapping[str, Any]) -> Decimal:
    """Look up the price of one second; where sound has no price of its own, it costs nothing."""
    model, quality, sound = request["model"], request.get("quality", "720p"), request.get("sound", "off")
    try:
        rates = _RATES[model][quality]
    except KeyError:
        raise UnknownPriceError(f"no price is known for {model} at {quality}") from None
    return Decimal(rates.get(sound, rates["off"]))


def seconds(request: Mapping[str, Any]) -> int:
    """Say how many seconds will be billed."""
    assumed = _ASSUMED.get(request["model"])
    return max(int(request.get("duration", 5)), _MINIMUM_SECONDS) if assumed is None else assumed

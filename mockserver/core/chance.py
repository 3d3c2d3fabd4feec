"""
Luck that can be told again: a draw depends on the seed and the subject, and on nothing else.

There is no generator to share or to reset, so the draw for call 7 is the same whichever thread
asks, and whatever was drawn before it.
"""

import math
from datetime import timedelta
from functools import lru_cache
from hashlib import sha256

from mockserver.core.span import LONGEST

__all__ = ["ALPHABET", "HIGHEST", "draw", "identifier", "log_normal", "nth"]

ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"

HIGHEST = 2**64
"""Draws are below this."""

_BITS = HIGHEST - 1
_STEP = 0x9E3779B97F4A7C15  # 2**64 divided by the golden ratio
_PAIRS = tuple(one + other for one in ALPHABET for other in ALPHABET)


def draw(seed: int, *subject: str | int) -> int:
    """Draw a number in [0, 2**64) that depends only on the arguments."""
    return int.from_bytes(_digest(seed, subject)[:8], "big")


def nth(seed: int, kind: str, number: int) -> int:
    """
    Draw what *kind* draws for the *number*-th time, in [0, 2**64): as good as `draw`, and five times as fast.

    Two numbers, both below 2**64, never draw the same: this is SplitMix64 (Steele, Lea and Flood, 2014), whose state
    for any number is known without the ones before.
    """
    mixed = (_start(seed, kind) + number * _STEP) & _BITS
    mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & _BITS
    mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _BITS
    return mixed ^ (mixed >> 31)


def identifier(seed: int, kind: str, number: int, *, length: int) -> str:
    """Draw a text of *length* letters and digits, an even number up to 12, that depends only on the arguments."""
    drawn, text = nth(seed, kind, number), ""
    for _ in range(length // 2):
        drawn, pair = divmod(drawn, len(_PAIRS))
        text += _PAIRS[pair]
    return text


def log_normal(draw: int, *, median: timedelta, p99: timedelta) -> timedelta:
    """
    Read a log-normal length of time off a draw.

    The result is rounded to whole milliseconds, because the last bits of a logarithm differ
    between machines and a story must be the same on each.
    """
    if p99 <= median:
        return median
    from statistics import NormalDist  # noqa: PLC0415 - one lifecycle needs it, and it takes long to load

    share = (draw + 0.5) / HIGHEST
    spread = math.log(p99 / median) / NormalDist().inv_cdf(0.99)
    position = NormalDist().inv_cdf(min(max(share, 1e-12), 1 - 1e-12))
    seconds = median.total_seconds() * math.exp(spread * position)
    return timedelta(milliseconds=round(min(seconds, LONGEST.total_seconds()) * 1000))


@lru_cache(maxsize=4096)
def _start(seed: int, kind: str) -> int:
    return draw(seed, kind)


def _digest(seed: int, subject: tuple[str | int, ...]) -> bytes:
    # Length and kind before each part, so that ("ab", "c") and ("a", "bc") are two subjects.
    parts = []
    for part in (seed, *subject):
        text = str(part).encode("utf-8", "surrogatepass")
        parts.append(b"%c%d:%s" % (b"i" if isinstance(part, int) else b"s", len(text), text))
    return sha256(b"".join(parts)).digest()

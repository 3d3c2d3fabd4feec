"""
Luck that can be told again: a draw depends on the seed and the subject, and on nothing else.

There is no generator to share or to reset, so the draw for call 7 is the same whichever thread
asks, and whatever was drawn before it.
"""

import math
from datetime import timedelta
from hashlib import sha256
from statistics import NormalDist

from mockserver.core.span import LONGEST

__all__ = ["ALPHABET", "HIGHEST", "draw", "identifier", "log_normal"]

ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"

HIGHEST = 2**64
"""Draws are below this."""

_NORMAL = NormalDist()
_P99 = _NORMAL.inv_cdf(0.99)


def draw(seed: int, *subject: str | int) -> int:
    """Draw a number in [0, 2**64) that depends only on the arguments."""
    return int.from_bytes(_digest(seed, subject)[:8], "big")


def identifier(seed: int, *subject: str | int, length: int, alphabet: str = ALPHABET) -> str:
    """Draw a text of *length* characters that depends only on the arguments."""
    number = int.from_bytes(_digest(seed, subject), "big")
    letters = []
    for _ in range(length):
        number, index = divmod(number, len(alphabet))
        letters.append(alphabet[index])
    return "".join(letters)


def log_normal(draw: int, *, median: timedelta, p99: timedelta) -> timedelta:
    """
    Read a log-normal length of time off a draw.

    The result is rounded to whole milliseconds, because the last bits of a logarithm differ
    between machines and a story must be the same on each.
    """
    if p99 <= median:
        return median
    share = (draw + 0.5) / HIGHEST
    spread = math.log(p99 / median) / _P99
    position = _NORMAL.inv_cdf(min(max(share, 1e-12), 1 - 1e-12))
    seconds = median.total_seconds() * math.exp(spread * position)
    return timedelta(milliseconds=round(min(seconds, LONGEST.total_seconds()) * 1000))


def _digest(seed: int, subject: tuple[str | int, ...]) -> bytes:
    # Length and kind before each part, so that ("ab", "c") and ("a", "bc") are two subjects.
    parts = []
    for part in (seed, *subject):
        text = str(part).encode("utf-8", "surrogatepass")
        parts.append(b"%c%d:%s" % (b"i" if isinstance(part, int) else b"s", len(text), text))
    return sha256(b"".join(parts)).digest()

"""
The world's clock: one formula, ``virtual = base + rate x (real - anchor)``, after trio's MockClock.

A clock is a value. Whoever owns it keeps the new one when time is moved, and hands the real time
in: nothing here asks the operating system.
"""

import re
from datetime import UTC, datetime, timedelta
from fractions import Fraction

from msgspec import Struct

from mockserver.core.span import MICROSECOND

__all__ = [
    "END_OF_TIME",
    "GIVEN_PATTERN",
    "MODES",
    "START",
    "Clock",
    "ClockError",
    "Pace",
    "format_instant",
    "parse_instant",
    "parse_pace",
]

START = datetime(2026, 1, 1, tzinfo=UTC)
"""Where manual and auto clocks begin, so that the same calls tell the same story."""

END_OF_TIME = datetime(9000, 1, 1, tzinfo=UTC)
"""No clock goes further, so that adding a span to it stays within the calendar."""

_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_FASTEST = 1_000_000
_RATE = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?")
GIVEN_PATTERN = "^(19[7-9][0-9]|[2-8][0-9]{3})-"
"""How an instant that a clock can have begins, as a regular expression."""

MODES = ("real", "scaled", "manual", "auto")
"""How a clock may run."""


class ClockError(ValueError):
    """A clock cannot be set like this."""


class Pace(Struct, frozen=True):
    """How a clock moves: its mode, and world seconds per real second."""

    mode: str
    rate: Fraction

    @property
    def stands(self) -> bool:
        """Whether the clock moves only when it is told to."""
        return self.rate == 0

    def __str__(self) -> str:
        if self.mode != "scaled":
            return self.mode
        whole = self.rate.denominator == 1
        return f"scaled:{self.rate.numerator if whole else format(float(self.rate), '.12g')}"


class Clock(Struct, frozen=True):
    """At the real instant *anchor* the world's time was *base*; from there it moves at *pace*."""

    pace: Pace
    base: datetime
    anchor: datetime

    def at(self, real_now: datetime) -> datetime:
        """Say the world's time at *real_now*; before the anchor it is that of the anchor."""
        if real_now <= self.anchor:
            return self.base
        if self.pace.mode == "real":
            return min(self.base + (real_now - self.anchor), END_OF_TIME)
        elapsed = (real_now - self.anchor) // MICROSECOND
        moved = elapsed * self.pace.rate.numerator // self.pace.rate.denominator
        ahead = (END_OF_TIME - self.base) // MICROSECOND
        return self.base + min(moved, ahead) * MICROSECOND

    def advance(self, by: timedelta, *, real_now: datetime) -> "Clock":
        """Move *by* ahead of now. Works in every mode."""
        now = self.at(real_now)
        if by > END_OF_TIME - now:
            raise ClockError(f"the clock would pass {format_instant(END_OF_TIME)}")
        return self.jump(now + by, real_now=real_now)

    def jump(self, to: datetime, *, real_now: datetime) -> "Clock":
        """Move to an instant; never back."""
        return Clock(self.pace, max(self.at(real_now), to), real_now)

    def switch(self, pace: Pace, *, real_now: datetime) -> "Clock":
        """Go on from now at another pace."""
        return Clock(pace, self.at(real_now), real_now)

    def real_wait(self, until: datetime, *, real_now: datetime) -> timedelta | None:
        """Say how long *until* is off in real time; None when only a push brings it nearer."""
        off = (until - self.at(real_now)) // MICROSECOND
        if off <= 0:
            return timedelta()
        if self.pace.stands:
            return None
        return -(-off * self.pace.rate.denominator // self.pace.rate.numerator) * MICROSECOND


def parse_pace(text: str) -> Pace:
    """
    Read ``real``, ``scaled:N``, ``manual`` or ``auto``.

    Raises:
        ClockError: It is none of these, or N is not between 0 and a million.
    """
    mode, _, factor = text.partition(":")
    if mode not in MODES or (mode == "scaled") is not bool(factor):
        raise ClockError(f"{text[:64]!r} is not a clock; use real, scaled:N, manual or auto")
    if mode != "scaled":
        return Pace(mode, Fraction(int(mode == "real")))
    rate = Fraction(factor) if _RATE.fullmatch(factor) else Fraction(0)
    if not 0 < rate <= _FASTEST:
        raise ClockError(f"scaled:N needs a number above 0 and at most {_FASTEST}, for example 60")
    return Pace(mode, rate)


def format_instant(instant: datetime) -> str:
    """Write an instant as RFC 3339 with microseconds, in UTC."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def parse_instant(text: str) -> datetime:
    """
    Read an RFC 3339 instant.

    Raises:
        ClockError: It is none, has no time zone, or lies outside the years 1970 to 8999.
    """
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        instant = datetime.min  # noqa: DTZ901 - without a zone, so refused below
    if instant.tzinfo is None or not _BEGINNING <= instant < END_OF_TIME:
        raise ClockError(f"{text[:64]!r} is not an instant between 1970 and 8999; write it like 2026-01-01T00:00:00Z")
    return instant.astimezone(UTC)

"""``latency``: the answer takes its time; of the world, so that none of ours passes on a clock that stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar

from mockserver.core import chance
from mockserver.core.faults import Delay, FaultKind, flag, read_settings, setting, show_settings, span
from mockserver.core.span import MICROSECOND

__all__ = ["Latency"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Uniform:
    low: timedelta = setting(span, "the shortest")
    high: timedelta = setting(span, "the longest")

    def __post_init__(self) -> None:
        if self.low > self.high:
            raise ValueError("low must not be above high")

    def draw(self, draw: int) -> timedelta:
        steps = (self.high - self.low) // MICROSECOND + 1
        return self.low + draw * steps // chance.HIGHEST * MICROSECOND

    def to_json(self) -> dict[str, Any]:
        return show_settings(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class _LogNormal:
    median: timedelta = setting(span, "half take less")
    p99: timedelta = setting(span, "one in a hundred takes more")

    def __post_init__(self) -> None:
        if not timedelta() < self.median <= self.p99:
            raise ValueError("must have 0 < median <= p99")

    def draw(self, draw: int) -> timedelta:
        return chance.log_normal(draw, median=self.median, p99=self.p99)

    def to_json(self) -> dict[str, Any]:
        return show_settings(self)


def _uniform(value: object) -> _Uniform:
    made: _Uniform = _read(_Uniform, value, '{"low": "1s", "high": "3s"}')
    return made


def _log_normal(value: object) -> _LogNormal:
    made: _LogNormal = _read(_LogNormal, value, '{"median": "1s", "p99": "10s"}')
    return made


def _read(kind: type[Any], value: object, example: str) -> Any:
    if not isinstance(value, dict):
        raise ValueError(f"must be an object such as {example}")  # noqa: TRY004 - all are ValueErrors
    return read_settings(kind, value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Latency(FaultKind):
    """
    Joins with every other fault at the same call, and with other latencies.

    In the phase before, the world goes on while the call waits, and is asked then; in the phase after it has answered.
    """

    summary: ClassVar[str] = (
        "Let world time pass before the call is looked at, or before its answer goes out; on a manual clock no real "
        "time. Joins with other faults."
    )
    example: ClassVar[Mapping[str, Any]] = {
        "on": "query",
        "do": "latency",
        "log-normal": {"median": "300ms", "p99": "8s"},
    }
    joins: ClassVar[bool] = True

    fixed: timedelta | None = setting(span, "so long each time, such as 2s", default=None)
    uniform: _Uniform | None = setting(_uniform, "drawn evenly from low to high", default=None)
    log_normal: _LogNormal | None = setting(
        _log_normal, "drawn as queues take: median and p99", default=None, name="log-normal"
    )
    real: bool = setting(flag, "real time instead, on every clock: for the client's own timeouts", default=False)

    def __post_init__(self) -> None:
        if sum(one is not None for one in (self.fixed, self.uniform, self.log_normal)) != 1:
            raise ValueError("latency needs one of fixed, uniform and log-normal")

    def delay(self, draw: int) -> Delay:
        """Draw the length."""
        drawn = self.uniform or self.log_normal
        length = drawn.draw(draw) if drawn else self.fixed or timedelta()
        return Delay(length, self.real)

"""Settings of worlds, as ``PUT /_mock/world`` and the mark ``klingmock`` take them."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from contracts import PRESETS, disputes
from mockserver.core.clock import format_instant
from mockserver.core.money import text
from mockserver.core.span import format_span
from mockserver.core.world_settings import LARGEST_SEED

__all__ = ["lifecycles", "readings", "world_settings"]

_Json = dict[str, Any]

_MOST_POLLS = 5
_MOST_STEPS = 4


def world_settings(*, clocks: Collection[str] = ("auto", "manual")) -> st.SearchStrategy[_Json]:
    """
    Draw settings of a fresh world; what is not drawn stays as it is by default. Shrinks to none at all.

    Args:
        clocks: What the clock may be; on those that move by themselves, a client that waits takes real time.
    """
    instants = st.datetimes(datetime(1970, 1, 1), datetime(8999, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - the zone comes beside
    return st.fixed_dictionaries(
        {},
        optional={
            "seed": st.integers(0, LARGEST_SEED),
            "clock": st.sampled_from(list(clocks)),
            "lifecycle": lifecycles(),
            "readings": readings(),
            "rate_limit": _rate_limits(),
            "balance": st.decimals(0, 10**6, places=4).map(text),
            "start": instants.map(format_instant),
        },
    )


def lifecycles() -> st.SearchStrategy[Any]:
    """Draw what becomes of tasks. Shrinks to ``immediate``."""
    steps = st.sampled_from(
        ({"after": "1s"}, {"polls": 1}, {"fail": "service_error"}, {"cancel": True}, {"hang": True})
    )
    return st.one_of(
        st.just({"kind": "immediate"}),
        st.fixed_dictionaries({"kind": st.just("polls"), "count": st.integers(0, _MOST_POLLS)}),
        st.fixed_dictionaries({"kind": st.just("after"), "total": _spans()}),
        st.builds(_distribution, _spans(least=1), _spans()),
        st.builds(_failover, _spans(), _spans(least=1), _spans()),
        st.lists(steps, min_size=1, max_size=_MOST_STEPS).map(lambda drawn: {"kind": "script", "steps": drawn}),
    )


def readings() -> st.SearchStrategy[dict[str, str]]:
    """Draw a preset, and readings of single disputes that differ from it. Shrinks to strict alone."""
    single = st.sampled_from(sorted(disputes())).flatmap(
        lambda name: st.tuples(st.just(name), st.sampled_from(list(disputes()[name].readings)))
    )
    return st.builds(
        lambda preset, changed: {"preset": preset, **dict(changed)},
        st.sampled_from(list(PRESETS)),
        st.lists(single, max_size=3),
    )


def _spans(*, least: int = 0) -> st.SearchStrategy[str]:
    return st.integers(least, 86_400).map(lambda seconds: format_span(timedelta(seconds=seconds)))


def _distribution(median: str, more: str) -> _Json:
    return {"kind": "distribution", "median": median, "p99": median if more == "0" else median + more}


def _failover(begins: str, lasts: str, extra: str) -> _Json:
    until = lasts if begins == "0" else begins + lasts
    return {"kind": "failover", "from": begins, "until": until, "extra": extra}


def _rate_limits() -> st.SearchStrategy[_Json | None]:
    counts = st.integers(1, 100)
    return st.fixed_dictionaries({}, optional={"requests_per_minute": counts, "tasks_at_once": counts})

"""
How long the core takes for the two hot routes, without any transport: microseconds a call, and where they go.

Run it as ``python -m benchmarks.core``. Everything is on: judge, price, world, ledger, journal, and a clock
that moves. The stages come from a profile, whose own cost is spread over them, so only their shares are given.
"""

from __future__ import annotations

import argparse
import cProfile
import gc
import pstats
import statistics
import time
from collections.abc import Callable
from decimal import Decimal

from benchmarks.sample import BODY, KEY
from mockserver.app import make_services
from mockserver.core.desk import Desk
from mockserver.core.headers import Headers
from mockserver.core.wire import Call, Reply
from mockserver.settings import Settings

__all__ = ["stages", "subjects", "timed"]

_OK = 200
_WORTH_NAMING = 0.01  # of a call's time
_HEADERS = Headers(
    (
        ("Host", "127.0.0.1:8080"),
        ("Authorization", f"Bearer {KEY}"),
        ("Content-Type", "application/json"),
        ("Content-Length", str(len(BODY))),
    )
)


def subjects() -> dict[str, Callable[[], Reply]]:
    """Return what is measured, by its name."""
    desk = _desk()
    task_id = _answered(desk, _create_call()).body.partition(b'"id":"')[2].partition(b'"')[0].decode()
    return {
        "create": lambda: _answered(desk, _create_call()),
        "query": lambda: _answered(desk, _query_call(task_id)),
    }


def timed(subject: Callable[[], object], *, calls: int, repeats: int) -> list[float]:
    """Return microseconds a call, once for each repeat of so many *calls*, without collecting garbage."""
    subject()
    gc.collect()
    gc.disable()
    try:
        found = []
        for _ in range(repeats):
            begun = time.perf_counter()
            for _ in range(calls):
                subject()
            found.append((time.perf_counter() - begun) / calls * 1e6)
        return found
    finally:
        gc.enable()


def stages(subject: Callable[[], object], *, calls: int) -> dict[str, float]:
    """Return the share of the time that each module takes by itself, the greatest first."""
    profile = cProfile.Profile()
    profile.enable()
    for _ in range(calls):
        subject()
    profile.disable()
    taken: dict[str, float] = {}
    for file, own in _own_times(profile):
        module = "built in" if file == "~" else "/".join(file.removesuffix(".py").split("/")[-2:])
        taken[module] = taken.get(module, 0.0) + own
    total = sum(taken.values())
    return {module: own / total for module, own in sorted(taken.items(), key=lambda one: -one[1])}


def _own_times(profile: cProfile.Profile) -> list[tuple[str, float]]:
    found = pstats.Stats(profile).get_stats_profile().func_profiles.values()
    return [(one.file_name, one.tottime) for one in found]


def _desk() -> Desk:
    return make_services(Settings(balance=Decimal(10) ** 12)).desk


def _create_call() -> Call:
    return Call(
        operation="create",
        method="POST",
        path="/v1/videos/generations",
        headers=_HEADERS,
        body=BODY,
        size=len(BODY),
        world_key=KEY,
        token=KEY,
        base_url="http://127.0.0.1:8080",
    )


def _query_call(task_id: str) -> Call:
    return Call(
        operation="query",
        method="GET",
        path=f"/v1/tasks/{task_id}",
        headers=_HEADERS,
        task_id=task_id,
        world_key=KEY,
        token=KEY,
        base_url="http://127.0.0.1:8080",
    )


def _answered(desk: Desk, call: Call) -> Reply:
    reply = desk.answer_at_once(call)
    if not isinstance(reply, Reply) or reply.status != _OK:
        raise SystemExit(f"the core does not answer this call at once: {reply}")
    return reply


def main() -> None:
    """Measure and print a line each."""
    parser = argparse.ArgumentParser(description="Microseconds a call that the core takes.")
    parser.add_argument("--repeats", type=int, default=15, help="how often each is measured (default: 15)")
    parser.add_argument("--calls", type=int, default=1000, help="how many calls each repeat makes (default: 1000)")
    parser.add_argument("--stages", action="store_true", help="say where the time goes")
    given = parser.parse_args()
    if given.repeats < 1 or given.calls < 1:
        parser.error("--repeats and --calls are at least 1")
    print(f"{'':12}{'median':>10}{'fastest':>10}  microseconds a call")
    for name, subject in subjects().items():
        times = timed(subject, calls=given.calls, repeats=given.repeats)
        print(f"{name:12}{statistics.median(times):10.2f}{min(times):10.2f}")
        if given.stages:
            shares = stages(subject, calls=given.calls)
            told = [f"{module} {share:.0%}" for module, share in shares.items() if share >= _WORTH_NAMING]
            print(f"    {', '.join(told)}")


if __name__ == "__main__":
    main()

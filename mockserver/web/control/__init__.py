"""
The control routes, under /_mock. One file per subject.

To add one, write its file with its ``ROUTES``, and its line in `SUBJECTS`.
"""

from collections.abc import Mapping

from mockserver.web.control import (
    accidents,
    callbacks,
    calls,
    clock,
    contract,
    faults,
    files,
    health,
    images,
    judge,
    ledger,
    metrics,
    repeats,
    results,
    scenarios,
    snippets,
    tasks,
    tls,
    verification,
    world,
    worlds,
)
from mockserver.web.control.route import ControlCall, ControlRoute

__all__ = ["CONTROL_ROUTES", "SUBJECTS", "ControlCall", "ControlRoute"]

SUBJECTS: Mapping[str, tuple[ControlRoute, ...]] = {
    "health": health.ROUTES,
    "world": world.ROUTES,
    "worlds": worlds.ROUTES,
    "clock": clock.ROUTES,
    "calls": calls.ROUTES,
    "verification": verification.ROUTES,
    "callbacks": callbacks.ROUTES,
    "faults": faults.ROUTES,
    "scenarios": scenarios.ROUTES,
    "ledger": ledger.ROUTES,
    "tasks": tasks.ROUTES,
    "repeats": repeats.ROUTES,
    "tls": tls.ROUTES,
    "contract": contract.ROUTES,
    "judge": judge.ROUTES,
    "snippets": snippets.ROUTES,
    "results": results.ROUTES,
    "images": images.ROUTES,
    "files": files.ROUTES,
    "accidents": accidents.ROUTES,
    "metrics": metrics.ROUTES,
}

CONTROL_ROUTES = tuple(route for routes in SUBJECTS.values() for route in routes)

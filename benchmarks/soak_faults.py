"""The fault plans of a soak: each is a list of faults as ``POST /_mock/faults`` takes them."""

from __future__ import annotations

from typing import Any

__all__ = ["PLANS", "Plan"]

Plan = tuple[dict[str, Any], ...]

PLANS: dict[str, Plan] = {
    "calm": (),
    "upstream trouble": (
        {"on": "create", "when": {"share": 0.05}, "do": "status", "status": 503},
        {"on": "query", "when": {"share": 0.05}, "do": "status", "status": 500, "phase": "after"},
        {"on": "any", "when": {"share": 0.03}, "do": "html"},
        {"on": "any", "when": {"share": 0.03}, "do": "rate-limit"},
    ),
    "odd answers": (
        {"on": "query", "when": {"share": 0.05}, "do": "not-json"},
        {"on": "query", "when": {"share": 0.05}, "do": "field-missing"},
        {"on": "query", "when": {"share": 0.05}, "do": "unknown-status"},
        {"on": "query", "when": {"nth": 20, "times": 5}, "do": "never-ends"},
    ),
    "callback storm": (
        {"on": "callback", "when": {"share": 0.1}, "do": "lose"},
        {"on": "callback", "when": {"share": 0.1}, "do": "lose", "phase": "after"},
        {"on": "callback", "when": {"share": 0.1}, "do": "duplicate"},
        {"on": "callback", "when": {"share": 0.1}, "do": "reorder", "at_most": "2s"},
        {"on": "callback", "when": {"share": 0.1}, "do": "delay", "by": "1s"},
        {"on": "callback", "when": {"share": 0.1}, "do": "early"},
    ),
    "bad network": (
        {"on": "create", "when": {"share": 0.03}, "do": "reset", "phase": "after"},
        {"on": "query", "when": {"share": 0.05}, "do": "truncate"},
        {"on": "any", "when": {"share": 0.03}, "do": "close"},
        {"on": "query", "when": {"share": 0.05}, "do": "dribble", "bytes": 64, "every": "20ms"},
        {"on": "query", "when": {"share": 0.05}, "do": "latency", "fixed": "100ms"},
    ),
    "silence": (
        {"on": "query", "when": {"share": 0.02}, "do": "silence"},
        {"on": "create", "when": {"nth": 10}, "do": "silence", "phase": "after"},
    ),
}
"""All plans; a client takes them in turn, one an episode."""

"""The overview of a world: how much is running, what it has cost, and the last calls."""

from collections.abc import Mapping
from typing import Any

from mockserver.page.view import View
from mockserver.page.visit import Visit

__all__ = ["VIEW"]

_LAST_CALLS = 12


def _load(visit: Visit) -> Mapping[str, Any]:
    last = visit.ask("list_calls", query={"order": "newest", "limit": _LAST_CALLS})
    return {"last": last, "repeats": visit.ask("list_repeats")}


VIEW = View(name="overview", load=_load)

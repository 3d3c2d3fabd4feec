"""The ledger, newest entry first, and what may have been paid twice."""

from collections.abc import Mapping
from typing import Any

from mockserver.page.view import View
from mockserver.page.visit import Visit

__all__ = ["VIEW"]

_A_PAGE = 100


def _load(visit: Visit) -> Mapping[str, Any]:
    query = {"order": "newest", "limit": str(_A_PAGE), "before": visit.query.get("before")}
    return {"page": visit.ask("get_ledger", query=query), "repeats": visit.ask("list_repeats")}


VIEW = View(name="ledger", load=_load)

"""The journal: each call with its answer, newest first, and all about one of them."""

from collections.abc import Mapping
from typing import Any

import msgspec

from mockserver.page.view import View
from mockserver.page.visit import RefusedError, Visit

__all__ = ["VIEW"]

_A_PAGE = 100
_FILTERS = ("operation", "status", "task", "text", "rule", "fault")


def _load(visit: Visit) -> Mapping[str, Any]:
    asked = {name: visit.query.get(name, "").strip() for name in _FILTERS}
    before = visit.query.get("before")
    query = {**asked, "order": "newest", "limit": str(_A_PAGE), "before": before}
    return {"asked": asked, "page": visit.ask("list_calls", query=query)}


def _item(visit: Visit) -> Mapping[str, Any]:
    number = int(visit.item) if visit.item.isdigit() else 0
    found = visit.ask("list_calls", query={"after": number - 1, "limit": 1})["calls"] if number else []
    if not found or found[0]["number"] != number:
        raise RefusedError(404, {"title": "Not Found", "detail": f"there is no call {visit.item[:64]!r}, or no longer"})
    call = found[0]
    return {
        "call": call,
        "rules": [_explained(visit, rule) for rule in call["rules"]],
        "receipt": _receipt(visit, call),
    }


def _explained(visit: Visit, rule: str) -> Mapping[str, Any]:
    found = visit.ask("explain", query={"name": rule})["explanations"]
    return {"id": rule, "says": found[0]["sentence"], "source": found[0]["facts"].get("source", "")}


def _receipt(visit: Visit, call: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the lines of the price, as the judge writes them today; none where there is no price."""
    if call["price"] is None:
        return []
    try:
        request = msgspec.json.decode(call["request"]["body"]["text"])
        verdict: Mapping[str, Any] = visit.ask("judge_request", body={"request": request})
    except (msgspec.DecodeError, RefusedError):
        return []
    return list(verdict["receipt"])


VIEW = View(name="calls", load=_load, item=_item)

"""The callbacks with every attempt, newest first; each can be delivered once more."""

from collections.abc import Mapping
from typing import Any

from mockserver.page.view import View
from mockserver.page.visit import Visit

__all__ = ["VIEW"]

_A_PAGE = 50


def _load(visit: Visit) -> Mapping[str, Any]:
    query = {"order": "newest", "limit": str(_A_PAGE), "before": visit.query.get("before")}
    return {"page": visit.ask("list_callbacks", query=query)}


def _item(visit: Visit) -> Mapping[str, Any]:
    return {"callback": visit.ask("get_callback", path={"delivery_id": visit.item})}


def _redeliver(visit: Visit, form: Mapping[str, str]) -> str:
    visit.ask("redeliver_callback", path={"delivery_id": visit.item or form.get("callback", "")})
    return "redelivered"


VIEW = View(name="callbacks", load=_load, item=_item, acts={"redeliver": _redeliver})

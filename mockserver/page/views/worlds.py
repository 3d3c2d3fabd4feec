"""Every world of the server, to choose one or to let one begin anew."""

from collections.abc import Mapping
from typing import Any

from mockserver.page.view import View
from mockserver.page.visit import Visit

__all__ = ["VIEW"]

_A_PAGE = 100


def _load(visit: Visit) -> Mapping[str, Any]:
    return {"worlds": visit.ask("list_worlds", query={"after": visit.query.get("after"), "limit": _A_PAGE})}


def _reset(visit: Visit, _: Mapping[str, str]) -> str:
    visit.ask("reset_world")
    return "reset"


VIEW = View(name="worlds", load=_load, acts={"reset": _reset})

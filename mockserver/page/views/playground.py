"""The playground: builds a request by the contract, judges and prices it while one types, sends it, plays the video."""

from collections.abc import Mapping
from typing import Any

from mockserver.page.view import View
from mockserver.page.visit import Visit

__all__ = ["VIEW"]

_LANGUAGES = ("curl", "python", "javascript")


def _load(visit: Visit) -> Mapping[str, Any]:
    families: dict[str, list[Mapping[str, str]]] = {}
    for model in visit.ask("list_contracts")["models"]:
        families.setdefault(model["family"], []).append(model)
    return {"families": families, "languages": _LANGUAGES}


VIEW = View(name="playground", load=_load, live=False)

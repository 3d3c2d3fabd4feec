"""The playground: builds a request by the contract, judges and prices it while one types, sends it, plays the video."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mockserver.page.view import View
from mockserver.page.visit import Visit

__all__ = ["VIEW"]

_LANGUAGES = ("curl", "python", "javascript")
_STATIC = Path(__file__).parents[1] / "static"
# All are named in the document: a browser that finds them one by one waits for each in turn.
_SCRIPTS = tuple(sorted(path.relative_to(_STATIC).as_posix() for path in _STATIC.glob("playground/*.js")))


def _load(visit: Visit) -> Mapping[str, Any]:
    families: dict[str, list[Mapping[str, str]]] = {}
    for model in visit.ask("list_contracts")["models"]:
        families.setdefault(model["family"], []).append(model)
    return {"families": families, "languages": _LANGUAGES, "scripts": _SCRIPTS}


VIEW = View(name="playground", load=_load, live=False)

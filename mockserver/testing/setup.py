"""How a world is set up for a test."""

import difflib
from collections.abc import Callable, Mapping
from typing import Any

from mockserver.client import Client, JsonObject, RefusedError
from mockserver.testing.errors import SetupError
from mockserver.testing.world import to_json

__all__ = ["DEFAULTS", "set_up"]

DEFAULTS: Mapping[str, Any] = {"port": "0", "clock": "auto"}
"""How a server for tests differs from others: no test has to wait for its world."""

_ALLOWANCES = ("allow_unknown_routes", "allow_unused_faults")
_OURS = ("faults", "scenario", *_ALLOWANCES)


def set_up(client: Client, settings: Mapping[str, Any]) -> dict[str, Any]:
    """
    Set up a fresh world.

    Returns:
        The arguments of `Kling` that follow from *settings*: what is allowed, and the faults that were there before.

    Raises:
        SetupError: A setting is unknown or wrong.
    """
    allowed = {name: _flag(name, settings[name]) for name in _ALLOWANCES if name in settings}
    of_world = {name: value for name, value in settings.items() if name not in _OURS}
    scenario = settings.get("scenario")
    plan = client.faults() if scenario is None else _try("scenario", lambda: client.apply_scenario(scenario))
    if of_world:
        _try("", lambda: client.change_world(to_json(of_world)))
    if settings.get("faults"):
        _try("faults", lambda: client.add_faults(settings["faults"]))
    return {**allowed, "background": frozenset(fault["id"] for fault in plan["faults"])}


def _flag(name: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise SetupError(f"{name}: must be True or False, not {value!r}")
    return value


def _try(where: str, change: Callable[[], JsonObject]) -> JsonObject:
    try:
        return change()
    except RefusedError as error:
        found = error.errors or (("", error.detail),)
        raise SetupError("; ".join(_said(where + at, said) for at, said in found)) from None
    except TypeError as error:
        raise SetupError(f"{where or 'the settings'}: {error}") from None


def _said(at: str, said: str) -> str:
    name, known_before, known = at.strip("/"), *said.partition("known: ")[::2]
    if not known or "unknown setting" not in known_before or "/" in name:
        return f"{name}: {said}" if name else said
    words = sorted((*known.split(", "), *_OURS))
    near = difflib.get_close_matches(name, words, n=1)
    return f"{name}: unknown setting; " + (f"did you mean {near[0]}? " if near else "") + f"known: {', '.join(words)}"

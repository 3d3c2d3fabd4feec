"""A scenario: settings of a world and a plan of faults, with a title, as one piece of data."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from mockserver.core.faults import Fault, FaultBook, FaultError, FaultKind, parse_faults
from mockserver.core.faults.fault_error import hint
from mockserver.core.problem import UnprocessableError
from mockserver.core.world_settings import SETTING_NAMES, WorldSettings, changed

__all__ = ["Scenario", "ScenarioError", "parse_scenario"]

_TEXTS = ("title", "about")
_FAULTS = "faults"
_MONEY = "balance"


class ScenarioError(ValueError):
    """A scenario cannot be like this; *errors* are pairs of a JSON Pointer and what is wrong there."""

    def __init__(self, errors: tuple[tuple[str, str], ...]) -> None:
        self.errors = errors
        super().__init__("; ".join(f"{pointer or '(scenario)'}: {detail}" for pointer, detail in errors))


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """
    One scenario. *changes* are settings of a world as decoded JSON; those that it does not name stay as they are.

    Its *faults* take the place of those that are there.
    """

    name: str
    title: str
    about: str
    changes: Mapping[str, object] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()

    def on(self, settings: WorldSettings) -> WorldSettings:
        """Return *settings* with what the scenario changes."""
        return replace(changed(settings, self.changes), faults=self.faults)

    def to_json(self) -> dict[str, Any]:
        """Describe it."""
        return {
            "name": self.name,
            "title": self.title,
            "about": self.about,
            "settings": dict(self.changes),
            "faults": [fault.to_json() for fault in self.faults],
        }


def parse_scenario(data: Mapping[str, object], *, name: str, kinds: Mapping[str, type[FaultKind]]) -> Scenario:
    """
    Read a scenario from a decoded TOML file.

    Raises:
        ScenarioError: Something in it is wrong; everything that is wrong is named.
    """
    plain = {key: _plain(value) for key, value in data.items()}
    errors = [(f"/{key}", "is missing: a text") for key in _TEXTS if key not in plain]
    errors += [(f"/{key}", "must be a text") for key in _TEXTS if not isinstance(data.get(key, ""), str)]
    known = (*_TEXTS, *SETTING_NAMES, _FAULTS)
    errors += [(f"/{key}", f"unknown; {hint(key, known)}") for key in plain if key not in known]
    changes = {key: _money(value) if key == _MONEY else value for key, value in plain.items() if key in SETTING_NAMES}
    try:
        changed(WorldSettings(), changes)
    except UnprocessableError as error:
        errors += error.problem.errors
    faults = _faults(plain.get(_FAULTS, []), kinds, errors)
    if errors:
        raise ScenarioError(tuple(errors))
    return Scenario(
        name=name, title=str(plain["title"]), about=str(plain["about"]).strip(), changes=changes, faults=faults
    )


def _faults(value: object, kinds: Mapping[str, type[FaultKind]], errors: list[tuple[str, str]]) -> tuple[Fault, ...]:
    if not isinstance(value, list):
        errors.append((f"/{_FAULTS}", "must be an array of tables: [[faults]]"))
        return ()
    try:
        faults = parse_faults(value, kinds=kinds)
        FaultBook().add(faults)
    except FaultError as error:
        errors += [(f"/{_FAULTS}{pointer}", detail) for pointer, detail in error.errors]
        return ()
    return faults


def _money(value: object) -> object:
    # TOML has exact numbers here, where JSON needs text for them.
    return str(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else value


def _plain(value: object) -> object:
    """Write dates as text, as JSON has them; and numbers that JSON has not."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, date | time) or (isinstance(value, Decimal) and not value.is_finite()):
        return str(value)
    return value

"""What each world of a server begins with: the scenario, and over it whatever was set beside it."""

from collections.abc import Mapping
from dataclasses import fields, replace
from pathlib import Path

from mockserver.core.faults import Fault, FaultBook, FaultError, FaultKind, parse_faults
from mockserver.core.wire import BadJsonError, decode_exactly
from mockserver.core.world_settings import WorldSettings
from mockserver.scenarios.files import ScenarioFileError, find_scenario
from mockserver.settings import Settings, SettingsError

__all__ = ["stage"]

_Kinds = Mapping[str, type[FaultKind]]


def stage(settings: Settings, kinds: _Kinds) -> WorldSettings:
    """
    Say what each world begins with.

    Raises:
        SettingsError: The scenario or the faults cannot be read; the message says what is wrong where.
    """
    world = settings.world
    if settings.scenario is not None:
        world = _over(_scenario(settings.scenario, kinds), settings)
    if settings.faults is not None:
        world = replace(world, faults=_faults(settings.faults, kinds))
    return world


def _scenario(word: str, kinds: _Kinds) -> WorldSettings:
    try:
        return find_scenario(word, kinds).on(WorldSettings())
    except ScenarioFileError as error:
        raise SettingsError(f"scenario: {error}") from None


def _over(scenario: WorldSettings, settings: Settings) -> WorldSettings:
    """Let what was said go before the scenario; what is not as by default was said too."""
    said = {
        one.name: getattr(settings.world, one.name)
        for one in fields(WorldSettings)
        if one.name in settings.said or getattr(settings.world, one.name) != one.default
    }
    return replace(scenario, **said)


def _faults(text: str, kinds: _Kinds) -> tuple[Fault, ...]:
    try:
        written = text.encode() if text.lstrip().startswith(("[", "{")) else Path(text).read_bytes()
        faults = parse_faults(decode_exactly(written), kinds=kinds)
        FaultBook().add(faults)
    except OSError as error:
        raise SettingsError(f"faults: {text}: {error.strerror or error}") from None
    except (BadJsonError, FaultError) as error:
        raise SettingsError(f"faults: {error}") from None
    return faults

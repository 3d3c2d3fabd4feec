"""A contract under chosen readings: what exists, what it must look like, and which rules bite how hard."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from functools import cached_property
from typing import Any

from contracts import Contract, Parameter, Rule
from validator.path import steps

__all__ = ["Shape"]


class Shape:
    """One contract under one set of readings, of every dispute that the contract names."""

    def __init__(self, contract: Contract, readings: Mapping[str, str]) -> None:
        self.contract = contract
        self.readings = readings
        resolved = ((name, parameter.under(readings)) for name, parameter in contract.parameters.items())
        self.parameters: Mapping[str, Parameter] = {name: found for name, found in resolved if found is not None}

    def severity(self, rule: Rule) -> str:
        """Say how hard *rule* bites: error, note or off; a rule about a parameter that does not exist is off."""
        if rule.parameter and rule.parameter not in self.parameters:
            return "off"
        return rule.severity_under(self.readings)

    def existing(self, names: list[str] | tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
        """Return the paths of those of *names* that exist."""
        return tuple(steps(name) for name in names if name in self.parameters)

    @cached_property
    def children(self) -> Mapping[str, tuple[Parameter, ...]]:
        """What each parameter holds, by its name; "" holds what stands at the top."""
        found: dict[str, tuple[Parameter, ...]] = {}
        for parameter in self.parameters.values():
            found[parameter.parent] = (*found.get(parameter.parent, ()), parameter)
        return found

    @cached_property
    def media(self) -> Mapping[str, tuple[tuple[str, ...], ...]]:
        """The paths of the parameters that name media, by kind: image, video."""
        found: dict[str, tuple[tuple[str, ...], ...]] = {"image": (), "video": ()}
        for parameter in self.parameters.values():
            if parameter.media:
                found[parameter.media] = (*found[parameter.media], steps(parameter.name))
        return found

    def example(self, name: str) -> Any:
        """Return a fresh example of the parameter."""
        return deepcopy(self.parameters[name].example)

    def default(self, name: str) -> Any:
        """Return the documented default of the parameter; None without one."""
        parameter = self.parameters.get(name)
        return parameter.default if parameter else None

    def always_sent(self, name: str) -> bool:
        """Say whether every valid request carries the parameter."""
        parameter = self.parameters.get(name)
        if parameter is None or not parameter.required:
            return False
        return not parameter.parent or self.always_sent(parameter.parent)

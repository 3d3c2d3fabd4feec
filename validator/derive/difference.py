"""What two models do not share, as plain data."""

from collections.abc import Mapping
from typing import Any

from contracts import Contract, Tier
from validator.derive.plain import as_data

__all__ = ["SECTIONS", "difference"]

SECTIONS = ("parameters", "rules", "prices", "task", "response")
"""What of two contracts is compared, in this order."""

# What is said about a thing, not what the thing is.
_ABOUT = {"source", "standing", "summary", "example", "name", "id", "minimum_source"}

_Section = dict[str, dict[str, Any]]


def difference(first: Contract, second: Contract) -> dict[str, dict[str, Any]]:
    """
    Say what only one of two models has, and what differs in what both have.

    Returns:
        By section (parameters, rules, prices, task, response): ``only_a`` and ``only_b``, which are names, and
        ``differ``, which maps a name and a fact to its ``a`` and ``b``.
    """
    a, b = _sections(first), _sections(second)
    return {name: _difference(a[name], b[name]) for name in SECTIONS}


def _sections(contract: Contract) -> dict[str, _Section]:
    return {
        "parameters": {name: _facts(one) for name, one in contract.parameters.items() if name != "model"},
        "rules": {
            one.id.removeprefix(f"{contract.prefix}/"): _facts(one, prefix=contract.prefix) for one in contract.rules
        },
        "prices": {
            "card": _facts(contract.billing) | {"tiers": None},
            **{_tier_name(tier): {"multiplier": as_data(tier.multiplier)} for tier in contract.billing.tiers},
        },
        "task": {"task": _facts(contract.task)},
        "response": {one.name: _facts(one) for one in contract.response},
    }


def _facts(value: Any, *, prefix: str = "") -> dict[str, Any]:
    """Return what a value is, without where that stands; rule ids inside lose the model's prefix."""
    data = _stripped(as_data(value), prefix)
    return {key: member for key, member in data.items() if key not in _ABOUT}


def _stripped(data: Any, prefix: str) -> Any:
    if isinstance(data, Mapping):
        return {key: _stripped(member, prefix) for key, member in data.items() if key != "source"}
    if isinstance(data, list):
        return [_stripped(item, prefix) for item in data]
    return data.removeprefix(f"{prefix}/") if prefix and isinstance(data, str) else data


def _tier_name(tier: Tier) -> str:
    options = ", ".join(f"{name} {value}" for name, value in tier.when.items()) or "always"
    only = tier.only
    return options + (f" (under {only.dispute}={only.reading})" if only else "")


def _difference(a: _Section, b: _Section) -> dict[str, Any]:
    changed = {
        name: {
            key: {"a": a[name].get(key), "b": b[name].get(key)}
            for key in sorted({*a[name], *b[name]})
            if a[name].get(key) != b[name].get(key)
        }
        for name in a
        if name in b
    }
    return {
        "only_a": [name for name in a if name not in b],
        "only_b": [name for name in b if name not in a],
        "differ": {name: keys for name, keys in changed.items() if keys},
    }

"""
The kinds of faults on purpose, one file each.

A kind is a frozen dataclass, a `mockserver.core.faults.FaultKind`; its fields are its settings in JSON. To add one,
write its file and its line in the table. Whether it is time for a fault is decided elsewhere: a kind only does it.
"""

from collections.abc import Iterator, Mapping
from importlib import import_module

from mockserver.core.faults import FaultKind

__all__ = ["KINDS"]

_CLASSES: Mapping[str, str] = {
    "status": "Status",
    "rate-limit": "RateLimit",
    "latency": "Latency",
    "dribble": "Dribble",
    "reset": "Reset",
    "close": "Close",
    "silence": "Silence",
    "truncate": "Truncate",
    "empty": "Empty",
    "not-json": "NotJson",
    "html": "Html",
    "garbage": "Garbage",
    "field-missing": "FieldMissing",
    "field-renamed": "FieldRenamed",
    "field-retyped": "FieldRetyped",
    "field-added": "FieldAdded",
    "no-link": "NoLink",
    "never-ends": "NeverEnds",
    "unknown-status": "UnknownStatus",
    "lose": "Lose",
    "duplicate": "Duplicate",
    "delay": "Delay",
    "reorder": "Reorder",
    "early": "Early",
}
"""The word for each kind in a plan, and its class in the file of that name."""


class _Kinds(Mapping[str, type[FaultKind]]):
    """Imports a kind when it is asked for: most servers never meet a fault, and start sooner so."""

    def __getitem__(self, name: str) -> type[FaultKind]:
        found = _CLASSES[name]
        kind: type[FaultKind] = getattr(import_module(f"{__name__}.{name.replace('-', '_')}"), found)
        return kind

    def __contains__(self, name: object) -> bool:
        return name in _CLASSES

    def __iter__(self) -> Iterator[str]:
        return iter(_CLASSES)

    def __len__(self) -> int:
        return len(_CLASSES)


KINDS: Mapping[str, type[FaultKind]] = _Kinds()
"""Every kind by its word."""

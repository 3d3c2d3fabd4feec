"""What a form shows of one parameter: its control, its limits, its place in the price and the rules about it."""

from __future__ import annotations

from typing import Any

from msgspec import Struct, structs

from contracts import Source

__all__ = ["CONTROLS", "Field", "FieldRule", "FileLimits"]

CONTROLS = (
    "fixed",  # the one value that there is
    "select",
    "switch",
    "slider",  # whole numbers between two bounds
    "number",
    "digits",  # a whole number, written as a string
    "text",
    "text-area",
    "address",
    "image",  # the address of one, or a file to be uploaded
    "video",
    "group",  # an object: its members are `fields`
    "list",  # an array: each of its items is as `item`
)


class FieldRule(Struct, frozen=True):
    """One rule about a parameter in one sentence; `severity` is error or note."""

    id: str
    says: str
    severity: str
    source: Source

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return structs.asdict(self) | {"source": self.source.to_dict()}


class FileLimits(Struct, frozen=True):
    """
    What a file must be like that a parameter may name; None where no rule limits it.

    `formats` are those of `ImageFacts` and `VideoFacts`, `bytes` the most there may be, `side` the fewest pixels of a
    side, `ratio` the most that the long side may be over the short one.
    """

    formats: tuple[str, ...]
    bytes: int | None
    side: int | None
    ratio: str | None


class Field(Struct, frozen=True):
    """
    One parameter as a form shows it; limits are None, and options empty, where there are none.

    `key` is its name inside what holds it, ``[]`` for an item. `control` is one of `CONTROLS`. `price` says how the
    price hangs on it: ``tier`` or ``length``, else None. Where it `counts`, it numbers the items of its list, from 1.
    `rules` are all that concern it. `fields` are the members of a group, `item` is what a list has many of.
    """

    name: str
    key: str
    label: str
    control: str
    types: tuple[str, ...]
    required: bool
    default: Any
    example: Any
    options: tuple[str, ...]
    minimum: str | None
    maximum: str | None
    min_length: int | None
    max_length: int | None
    min_items: int | None
    max_items: int | None
    unit: str | None
    help: str
    standing: str
    source: Source
    dispute: str | None
    price: str | None
    counts: bool
    files: FileLimits | None
    rules: tuple[FieldRule, ...]
    fields: tuple[Field, ...]
    item: Field | None

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return structs.asdict(self) | {
            "source": self.source.to_dict(),
            "files": structs.asdict(self.files) if self.files else None,
            "rules": [rule.to_dict() for rule in self.rules],
            "fields": [field.to_dict() for field in self.fields],
            "item": self.item.to_dict() if self.item else None,
        }

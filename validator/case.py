"""A request under construction, with what is known about its media: what breaking and mending rules works on."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from typing import Any, Protocol, TypeVar

from validator.media import ImageFacts, Media, VideoFacts
from validator.path import bare_values, get, steps
from validator.shape import Shape

__all__ = ["Case", "Pick", "pick_first"]

_T = TypeVar("_T")


class Pick(Protocol):
    """How a choice is made: handed in, so that a test draws it and a witness is always the same."""

    def __call__(self, options: Sequence[_T], /) -> _T:
        """Return one of *options*."""


def pick_first(options: Sequence[_T]) -> _T:
    """Choose the first, always."""
    return options[0]


class Case:
    """A request that may be changed freely, and the facts of its media."""

    def __init__(self, shape: Shape, request: dict[str, Any], media: Media | None = None) -> None:
        self.shape = shape
        self.request = deepcopy(request)
        self.images: dict[str, ImageFacts] = dict(media.images) if media else {}
        self.videos: dict[str, VideoFacts] = dict(media.videos) if media else {}

    @property
    def media(self) -> Media:
        """The facts as the judge takes them."""
        return Media(self.images, self.videos)

    def copy(self) -> Case:
        """Return a copy that shares nothing."""
        return Case(self.shape, self.request, self.media)

    def get(self, name: str) -> Any:
        """Return the value of a parameter without ``[]`` in its name, or `ABSENT`."""
        return get(self.request, steps(name))

    def put(self, name: str, value: Any) -> None:
        """Set a parameter in the request; whatever must hold it is made from examples, ``[]`` is the first item."""
        parent = self.shape.parameters[name].parent
        holder: Any = self._holder(parent)
        if name.endswith("[]"):
            holder[:1] = [value]
        else:
            holder[steps(name)[-1]] = value

    def put_example(self, name: str) -> None:
        """Set a parameter to its documented example."""
        self.put(name, self.shape.example(name))

    def drop(self, name: str) -> None:
        """Remove a parameter, also inside every item of an array."""
        *way, last = steps(name)
        holders = bare_values(self.request, tuple(way)) if way else [self.request]
        for holder in holders:
            if isinstance(holder, dict):
                holder.pop(last, None)

    def array(self, name: str) -> list[Any]:
        """Return the array at *name*, made empty if there is none."""
        found = self.get(name)
        if not isinstance(found, list):
            found = []
            self.put(name, found)
        return found

    def item(self, name: str, number: int) -> Any:
        """Return a fresh item for the array *name*, different for each *number* from 1."""
        item = self.shape.example(f"{name}[]")
        if isinstance(item, str):
            return item.replace(".jpg", f"-{number}.jpg") if number > 1 else item
        for key, value in item.items():
            if key == "index":
                item[key] = number
            elif isinstance(value, str) and value.isdigit():
                item[key] = value if key == "duration" else str(int(value) + number - 1)
        return item

    def _holder(self, parent: str) -> Any:
        if not parent:
            return self.request
        if parent.endswith("[]"):
            items = self.array(parent.removesuffix("[]"))
            if not items or not isinstance(items[0], dict):
                items[:1] = [self.shape.example(parent)]
            return items[0]
        wanted = list if "array" in self.shape.parameters[parent].types else dict
        outer = self._holder(self.shape.parameters[parent].parent)
        found = outer.get(steps(parent)[-1])
        if not isinstance(found, wanted):
            found = wanted()
            self.put(parent, found)
        return found

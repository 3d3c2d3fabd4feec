"""A view of the page: what it is called, what it shows, and what can be done there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from mockserver.page.visit import Visit

__all__ = ["Act", "Load", "View"]

Load = Callable[[Visit], Mapping[str, Any]]
"""Gathers what a template shows."""

Act = Callable[[Visit, Mapping[str, str]], str]
"""Does what a form asks for; returns which sentence of `mockserver.page.strings.DONE` says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """
    One view at ``/_mock/ui/WORLD/NAME``, and of one item at ``/_mock/ui/WORLD/NAME/ITEM``.

    Args:
        name: What it is called in addresses, in `mockserver.page.strings` and in the name of its template.
        load: Gathers what the list shows.
        item: Gathers what one item shows; None where there are no items.
        acts: What forms may ask for, by the value of their field ``act``.
        live: Whether it shows itself anew when something happens.
    """

    name: str
    load: Load
    item: Load | None = None
    acts: Mapping[str, Act] = field(default_factory=dict)
    live: bool = True

"""What the judge says of one request."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from validator.pricing import Quote
from validator.violation import Violation

__all__ = ["Verdict"]


class Verdict(Struct, frozen=True, gc=False):
    """
    What the judge says of one request.

    `errors` make it invalid, all of them, not the first; `notes` tell what will be ignored, defaulted or is
    undocumented. `quote` is None while the request is invalid. `model` is None when the request names none.
    """

    model: str | None
    errors: tuple[Violation, ...]
    notes: tuple[Violation, ...]
    quote: Quote | None

    @property
    def valid(self) -> bool:
        """Whether the request is allowed."""
        return not self.errors

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {
            "model": self.model,
            "valid": self.valid,
            "errors": [violation.to_dict() for violation in self.errors],
            "notes": [violation.to_dict() for violation in self.notes],
            "quote": self.quote.to_dict() if self.quote else None,
        }

"""What every kind of fault offers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar, Self

from msgspec import Struct

from mockserver.core.faults.moment import Moment, Phase, Spoilt
from mockserver.core.faults.occasion import Occasion
from mockserver.core.faults.setting import meanings, read_settings, show_settings

__all__ = ["CALLS", "OPERATIONS", "Delay", "FaultKind"]

OPERATIONS = ("create", "query", "list", "batch", "credits", "models", "download", "callback")
"""What a fault may be set on by name; ``any`` is all of these that its kind can meet, and calls of no known route."""

CALLS = (*OPERATIONS[:-1], "unknown")
"""Everything that a client may ask."""


class Delay(Struct, frozen=True):
    """A length of world time that passes; of *real* time where that is set."""

    length: timedelta
    real: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultKind:
    """
    One kind of fault, with its settings. A kind is a frozen dataclass whose fields are all made by `setting`.

    Attributes:
        summary: What it does, in one sentence for the docs.
        example: A fault of this kind, as JSON.
        operations: What it can meet.
        phases: The phases that make sense; the first is the default.
        joins: It only delays, so it joins with whatever else meets the same call.
    """

    summary: ClassVar[str]
    example: ClassVar[Mapping[str, Any]]
    operations: ClassVar[tuple[str, ...]] = CALLS
    phases: ClassVar[tuple[Phase, ...]] = (Phase.BEFORE, Phase.AFTER)
    joins: ClassVar[bool] = False

    @classmethod
    def from_json(cls, data: Mapping[str, Any], *, at: str = "", known: tuple[str, ...] = ()) -> Self:
        """Read the settings out of *data*; raises FaultError."""
        made: Self = read_settings(cls, data, at=at, known=known)
        return made

    @classmethod
    def describe(cls, name: str) -> dict[str, Any]:
        """Describe the kind, which a plan calls *name*, for people and programs."""
        return {
            "name": name,
            "summary": cls.summary,
            "on": list(cls.operations),
            "phases": [str(phase) for phase in cls.phases],
            "settings": meanings(cls),
            "example": dict(cls.example),
        }

    def to_json(self) -> dict[str, Any]:
        """Write the settings that differ from the defaults."""
        return show_settings(self)

    def why_not_in(self, phase: Phase) -> str | None:  # noqa: ARG002 - for those that are choosy
        """Say why it makes no sense in *phase* as it is set; None when it does."""
        return None

    def fits(self, occasion: Occasion) -> bool:  # noqa: ARG002 - for those that are choosy
        """Say whether it could do anything there; what it could not do anything about is not counted."""
        return True

    def delay(self, draw: int) -> Delay:  # noqa: ARG002 - for those that join
        """Say for how long a kind that joins delays."""
        return Delay(timedelta(), real=False)

    def spoil(self, moment: Moment) -> Spoilt | None:  # noqa: ARG002 - for those that meet calls
        """Spoil an answer; None when there is nothing in it to spoil."""
        return None

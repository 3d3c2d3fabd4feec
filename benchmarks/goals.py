"""The goals of the project, each held against what was measured."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Goal"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """A figure that is to be at least, or below, a bound."""

    name: str
    measured: float
    bound: float
    at_least: bool
    unit: str

    @property
    def met(self) -> bool:
        """Whether the goal is met."""
        return self.measured >= self.bound if self.at_least else self.measured < self.bound

    def __str__(self) -> str:
        wanted = f"{'at least' if self.at_least else 'under'} {self.bound:g}{self.unit}"
        off = abs(self.measured / self.bound - 1)
        said = f"met, {off:.1%} to spare" if self.met else f"MISSED by {off:.1%}"
        return f"{self.name}: {wanted}; measured {self.measured:.3g}{self.unit}: {said}"

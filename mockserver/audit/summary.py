"""What an audit adds up to; summaries of parts add up to that of the whole, whatever the parts are."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Any

from mockserver.audit.row import Broken
from mockserver.core.money import text

__all__ = ["Count", "Summary"]

_QUOTED = 20
_ZERO = Decimal(0)


@dataclass(slots=True)
class Count:
    """How many requests, how many of them valid, and what those cost."""

    requests: int = 0
    valid: int = 0
    credits: Decimal = _ZERO

    def add(self, other: "Count") -> None:
        """Add another count."""
        self.requests += other.requests
        self.valid += other.valid
        self.credits += other.credits

    def add_one(self, price: Decimal | None) -> None:
        """Add a request that costs *price*, None if it is invalid."""
        self.requests += 1
        if price is not None:
            self.valid += 1
            self.credits += price

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {"requests": self.requests, "valid": self.valid, "credits": text(self.credits)}


@dataclass(slots=True)
class Summary:
    """
    The counts, in all and by option, day and key; *rules* count the requests that break each.

    *used* is what was charged for the rows that say so, *priced* what they cost by the contract, *differing* how many
    differ, *because* how many of those are explained by what. *quoted* are the first broken lines, with their files.
    """

    total: Count = field(default_factory=Count)
    options: dict[tuple[str, str, str], Count] = field(default_factory=dict)
    days: dict[str, Count] = field(default_factory=dict)
    keys: dict[str, Count] = field(default_factory=dict)
    rules: dict[str, int] = field(default_factory=dict)
    broken: int = 0
    quoted: list[tuple[str, Broken]] = field(default_factory=list)
    charged: int = 0
    used: Decimal = _ZERO
    priced: Decimal = _ZERO
    differing: int = 0
    because: dict[str, int] = field(default_factory=dict)

    @property
    def clean(self) -> bool:
        """Whether nothing was found."""
        return not (self.broken or self.differing) and self.total.valid == self.total.requests

    def add(self, other: "Summary") -> None:
        """Add the summary of what comes later."""
        self.total.add(other.total)
        for each in fields(self):
            mine, theirs = getattr(self, each.name), getattr(other, each.name)
            if isinstance(mine, dict):
                _add(mine, theirs)
            elif isinstance(mine, list):
                mine.extend(theirs)
            elif not isinstance(mine, Count):
                setattr(self, each.name, mine + theirs)
        del self.quoted[_QUOTED:]

    def quote(self, file: str, broken: Broken) -> None:
        """Count a broken line, and quote it if it is one of the first."""
        self.broken += 1
        if len(self.quoted) < _QUOTED:
            self.quoted.append((file, broken))

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form; money is text."""
        return {
            **self.total.to_dict(),
            "invalid": self.total.requests - self.total.valid,
            "broken": self.broken,
            "by_options": [
                {"model": model, "quality": quality, "sound": sound, **count.to_dict()}
                for (model, quality, sound), count in sorted(self.options.items())
            ],
            "by_day": {day: count.to_dict() for day, count in sorted(self.days.items())},
            "by_key": {key: count.to_dict() for key, count in sorted(self.keys.items())},
            "by_rule": dict(sorted(self.rules.items(), key=lambda pair: (-pair[1], pair[0]))),
            "reconciled": {
                "rows": self.charged,
                "used": text(self.used),
                "priced": text(self.priced),
                "differing": self.differing,
                "because": dict(sorted(self.because.items(), key=lambda pair: (-pair[1], pair[0]))),
            },
            "broken_lines": [
                {"file": file, "line": one.line, "why": one.why, "text": one.text} for file, one in self.quoted
            ],
        }


def _add(mine: dict[Any, Any], theirs: Mapping[Any, Any]) -> None:
    for name, value in theirs.items():
        if isinstance(value, Count):
            mine.setdefault(name, Count()).add(value)
        else:
            mine[name] = mine.get(name, 0) + value

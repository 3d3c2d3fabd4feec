"""What came of one harness."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["Finding", "Outcome"]


@dataclass(frozen=True, slots=True)
class Finding:
    """A defect: what it is, and the file that shows it again, where there is one."""

    what: str
    file: Path | None = None

    def __str__(self) -> str:
        again = f'\n    again: .venv/bin/python -P -m fuzz.run --again "{self.file}"' if self.file else ""
        return f"  {self.what}{again}"


@dataclass(slots=True)
class Outcome:
    """How often a harness was run, for how long, and what that found; *skipped* says why it was not."""

    name: str
    executions: int = 0
    seconds: float = 0.0
    findings: list[Finding] = field(default_factory=list)
    skipped: str = ""

    def __str__(self) -> str:
        if self.skipped:
            return f"{self.name:10} skipped: {self.skipped}"
        rate = self.executions / max(self.seconds, 0.001)
        found = "no findings" if not self.findings else f"{len(self.findings)} FOUND"
        return f"{self.name:10}{self.executions:>12,} executions{rate:>10,.0f}/s   {found}"

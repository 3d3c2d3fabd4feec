"""What every habit offers."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from decimal import Decimal
from typing import ClassVar

from mockserver.trial.call import CallView
from mockserver.trial.evidence import Evidence
from mockserver.trial.finding import Finding
from mockserver.trial.scene import Scene
from mockserver.trial.tempo import Tempo

__all__ = ["Habit"]


class Habit(ABC):
    """
    Something that a good client does, or does not do.

    *name* is its word, *title* the habit in one sentence, *reason* why it matters, *source* the page, section and entry
    that demands it, or a place where its lack did harm. *severity* is error or warning. *unjudged* says why a
    client may give nothing to judge.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    reason: ClassVar[str]
    source: ClassVar[str]
    severity: ClassVar[str] = "error"
    unjudged: ClassVar[str] = "nothing that it did showed the habit, or the lack of it"

    @abstractmethod
    def scenes(self, tempo: Tempo) -> tuple[Scene, ...]:
        """Say what gives the habit a chance to show."""

    @abstractmethod
    def applies(self, evidence: Evidence) -> bool:
        """Say whether *evidence* shows the habit, or the lack of it."""

    @abstractmethod
    def breaches(self, evidence: Evidence) -> Iterator[Finding]:
        """Yield what *evidence*, to which the habit applies, shows to be wrong."""

    def judge(self, evidence: Evidence) -> list[Finding]:
        """Return what *evidence* shows to be wrong."""
        return list(self.breaches(evidence)) if self.applies(evidence) else []

    def finding(
        self,
        message: str,
        *calls: CallView,
        tasks: tuple[str, ...] | None = None,
        wasted: Decimal = Decimal(0),
    ) -> Finding:
        """Write a finding down; its tasks are those of its calls unless said."""
        named = tasks if tasks is not None else tuple(dict.fromkeys(call.task for call in calls if call.task))
        return Finding(
            habit=self.name,
            message=message,
            calls=tuple(call.number for call in calls),
            instants=tuple(call.at for call in calls),
            tasks=named,
            wasted=wasted,
        )

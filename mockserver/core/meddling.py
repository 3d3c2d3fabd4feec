"""What faults on purpose do to one attempt of a callback, or to the task whose callback it is to be."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

from msgspec import Struct
from msgspec.structs import replace

from mockserver.core.faults import Decision, FaultKind, Hit, Occasion, Phase, Subject
from mockserver.core.span import format_span
from mockserver.core.task import Task

__all__ = ["AT_CREATION", "UNTOUCHED", "CallbackFault", "Meddling", "callback_occasion", "meddling_of"]

AT_CREATION = 0
"""The attempt that is decided about when the task is created, before there is anything to attempt."""


class Meddling(Struct, frozen=True, kw_only=True):
    """
    What happens to one attempt.

    Args:
        says: What the delivery log says about it.
        wait: It falls due so much later.
        behind: It leaves earlier than that, once so many other callbacks have left.
        lost: It is lost on the way there (before) or the answer on the way back (after).
        copies: So many copies follow a success.
        gap: Time from the end of one to the next.
    """

    says: tuple[str, ...] = ()
    wait: timedelta = timedelta()
    behind: int = 0
    lost: Phase | None = None
    copies: int = 0
    gap: timedelta = timedelta()


UNTOUCHED = Meddling()


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackFault(FaultKind):
    """
    A kind that meets callbacks; it is asked anew for each attempt of the plan.

    One that *hastens* is asked when a task is created, and lets it end at once.
    """

    operations: ClassVar[tuple[str, ...]] = ("callback",)
    phases: ClassVar[tuple[Phase, ...]] = (Phase.BEFORE,)
    example: ClassVar[Mapping[str, Any]]
    hastens: ClassVar[bool] = False

    def fits(self, occasion: Occasion) -> bool:
        """Say whether it is asked about an attempt, or about the creation of a task, as it should be."""
        return (occasion.attempt == AT_CREATION) is self.hastens

    def meddle(self, phase: Phase) -> Meddling:  # noqa: ARG002 - for those with two phases
        """Say what it does to the attempt that it has taken."""
        return UNTOUCHED


def callback_occasion(task: Task, at: datetime, *, attempt: int, began: datetime, seed: int) -> Occasion:
    """Describe the *attempt* of a callback that is about *task*, to the fault plan of a world that *began* then."""
    subject = Subject(task.id, task.number, task.model, task.ends_as)
    return Occasion(operation="callback", now=at, began=began, seed=seed, about=lambda: (subject,), attempt=attempt)


def meddling_of(decision: Decision) -> Meddling:
    """Join what all faults that meet an attempt do to it."""
    hit = decision.hit
    kind = hit.fault.kind if hit else None
    joined = kind.meddle(hit.fault.phase) if hit and isinstance(kind, CallbackFault) else UNTOUCHED
    said = tuple(_told(hit, one) for one in joined.says) if hit else ()
    for late, pause in decision.pauses(Phase.BEFORE):
        said = (*said, _told(late, f"fell due {format_span(pause.length)} later"))
        joined = replace(joined, wait=joined.wait + pause.length)
    return replace(joined, says=said)


def _told(hit: Hit, said: str) -> str:
    return f"{hit.fault.id} {hit.fault.do} {hit.fault.phase}: {said}"

"""What an account paid between two looks at it, against the tasks that ended in between."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import NamedTuple

from mockserver.evidence.exchange import Exchange
from mockserver.evidence.recording import Recording, TaskStory
from mockserver.evidence.shape import is_type, reach
from validator import Readings, check

__all__ = ["Window", "charged_readings", "windows"]

_TOKEN = "data.token."  # noqa: S105 - where an answer has its figures
_CHARGES = {"failed": "charge-on-failure", "cancelled": "charge-on-cancel"}
_UC_PER_CREDIT = 10_000


@dataclass(frozen=True, slots=True)
class Window:
    """
    Two looks of one caller at the account, with no task of theirs running at either.

    *spent* is by how much ``used_credits`` grew, *fell* by how much ``remaining_credits`` fell; *completed*, *failed*
    and *cancelled* are the credits of the tasks that ended so in between.
    """

    later: Exchange
    spent: Decimal
    fell: Decimal | None
    completed: Decimal
    failed: Decimal
    cancelled: Decimal

    def expected(self, on_failure: str, on_cancel: str) -> Decimal:
        """Say what should have been spent under these readings."""
        failed = self.failed if on_failure == "charged" else 0
        return self.completed + failed + (self.cancelled if on_cancel == "charged" else 0)


class _Look(NamedTuple):
    exchange: Exchange
    used: Decimal
    remaining: Decimal | None
    ended: list[TaskStory]


def windows(recording: Recording, readings: Readings) -> Iterator[Window]:
    """Yield each window that can be told exactly; whoever shares the account must not ask."""
    last: dict[str | None, _Look] = {}
    for look in _looks(recording):
        before, caller = last.get(look.exchange.caller), look.exchange.caller
        last[caller] = look
        if before is not None:
            sums = {status: _sum(look.ended, status, readings) for status in ("completed", "failed", "cancelled")}
            if None not in sums.values():
                fell = None if None in (before.remaining, look.remaining) else _minus(before.remaining, look.remaining)
                known = {status: amount or Decimal(0) for status, amount in sums.items()}
                yield Window(look.exchange, look.used - before.used, fell, **known)


def charged_readings(recording: Recording, readings: Readings) -> Iterator[tuple[Exchange, str, list[str], str]]:
    """Yield which readings of the two disputes about charges each window bears out, where tasks failed in it."""
    options = ("released", "charged")
    for window in windows(recording, readings):
        right = [pair for pair in product(options, options) if window.expected(*pair) == window.spent]
        for number, (amount, dispute) in enumerate(
            zip((window.failed, window.cancelled), _CHARGES.values(), strict=True)
        ):
            taken = list(dict.fromkeys(pair[number] for pair in right))
            if amount and len(taken) == 1:
                yield window.later, dispute, taken, f"{window.spent} credits were used"


def _looks(recording: Recording) -> Iterator[_Look]:
    """Yield each look at an account none of whose tasks is under way, as far as the recording knows."""
    begins, ends = _events(recording)
    running: Counter[str | None] = Counter()
    ended: dict[str | None, list[TaskStory]] = {}
    for one in recording.exchanges:
        for _ in begins.get(id(one), ()):
            running[one.caller] += 1
        for story in ends.get(id(one), ()):
            caller = story.creation.caller if story.creation else None
            running[caller] -= 1
            ended.setdefault(caller, []).append(story)
        if one.operation != "credits" or not one.good or running[one.caller]:
            continue
        used, remaining = (next(reach(one.answer, _TOKEN + name)) for name in ("used_credits", "remaining_credits"))
        unlimited = next(reach(one.answer, f"{_TOKEN}unlimited_credits")) is True
        if isinstance(used, int | Decimal) and not isinstance(used, bool):
            left = Decimal(remaining) if isinstance(remaining, int | Decimal) and not unlimited else None
            yield _Look(one, Decimal(used), left, ended.pop(one.caller, []))


def _events(recording: Recording) -> tuple[dict[int, list[TaskStory]], dict[int, list[TaskStory]]]:
    """Return which tasks begin, and which are first seen at their end, at each exchange."""
    begins: dict[int, list[TaskStory]] = {}
    ends: dict[int, list[TaskStory]] = {}
    for story in recording.tasks.values():
        end = story.ended()
        if story.creation is not None:
            begins.setdefault(id(story.creation), []).append(story)
            if end is not None:
                ends.setdefault(id(end.exchange), []).append(story)
    return begins, ends


def _sum(stories: list[TaskStory], status: str, readings: Readings) -> Decimal | None:
    """Add up what those tasks reserved that ended so; None when one of them does not tell."""
    total = Decimal(0)
    for story in stories:
        end = story.ended()
        amount = next(reach(story.creation.shown if story.creation else {}, "usage.credits_reserved"))
        if end is None or end.status != status:
            continue
        if not is_type(amount, "number") or not isinstance(amount, int | Decimal):
            return None
        price = check(story.request, readings=readings).quote
        in_uc = price is not None and amount == price.credits * _UC_PER_CREDIT
        total += Decimal(amount) / (_UC_PER_CREDIT if in_uc else 1)
    return total


def _minus(before: Decimal | None, after: Decimal | None) -> Decimal | None:
    return None if before is None or after is None else before - after

"""When a fault fires: which of the occasions that it may meet, counted, drawn, or by the world's time."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from mockserver.core.chance import HIGHEST
from mockserver.core.clock import parse_instant
from mockserver.core.faults.occasion import Occasion, Subject
from mockserver.core.faults.setting import count, one_of, setting, share, show_settings, span, text
from mockserver.core.task import Status

__all__ = ["ABOUT_TASKS", "ALWAYS", "When"]

ABOUT_TASKS = ("create", "query", "batch", "download", "callback", "any")
"""Operations of which it can be said which tasks they are about."""


def _span_or_instant(value: object) -> timedelta | datetime:
    if not isinstance(value, str):
        raise ValueError("must be a text: a span since the world's beginning such as 90s, or an instant")  # noqa: TRY004
    if "T" in value:
        return parse_instant(value)
    try:
        return span(value)
    except ValueError as error:
        raise ValueError(f"{error}; or an instant such as 2026-01-01T00:00:00Z") from None


def _task(value: object) -> str | int:
    return count(value) if isinstance(value, int) else text(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """
    The conditions of one fault; what is left out sets none.

    An occasion that fits *task*, *model*, *status*, *attempt* and the window is counted as seen. Of those that are
    seen, *nth*, *share* and *times* choose.
    """

    nth: int | None = setting(count, "fires at the n-th fitting call, whoever took those before", default=None)
    times: int | None = setting(
        count,
        "fires so often at most; 1 with nth, without limit else. With nth: at so many calls in a row",
        default=None,
    )
    share: Fraction = setting(share, "fires at this share of the calls, drawn by the seed", default=Fraction(1))
    from_: timedelta | datetime | None = setting(
        _span_or_instant, "from this world time on: a span since the world's beginning, or an instant",
        default=None, name="from",
    )  # fmt: skip
    until: timedelta | datetime | None = setting(_span_or_instant, "before this world time", default=None)
    task: str | int | None = setting(_task, "about this task: its id, or 1 for the first of the world", default=None)
    model: str | None = setting(text, "about a task of this model", default=None)
    status: str | None = setting(one_of(*Status), "shows a task in this state", default=None)
    attempt: int | None = setting(count, "the so-many-th attempt of a callback", default=None)

    def __post_init__(self) -> None:
        # A span and an instant can be compared only once the world has begun.
        spans = isinstance(self.from_, timedelta) and isinstance(self.until, timedelta) and self.from_ >= self.until
        instants = isinstance(self.from_, datetime) and isinstance(self.until, datetime) and self.from_ >= self.until
        if spans or instants:
            raise ValueError("from must come before until, or it never fires")

    def fits(self, occasion: Occasion) -> bool:
        """Say whether *occasion* is one that is to be counted."""
        return (
            self._in_window(occasion)
            and self.attempt in {None, occasion.attempt}
            and (not self.about_tasks or any(map(self.picks, occasion.subjects)))
        )

    @property
    def about_tasks(self) -> bool:
        """Whether it asks for certain tasks."""
        return (self.task, self.model, self.status) != (None, None, None)

    def picks(self, subject: Subject) -> bool:
        """Say whether it asks for *subject*."""
        return (
            self.task in {None, subject.id, subject.number}
            and self.model in {None, subject.model}
            and self.status in {None, subject.status}
        )

    @property
    def always(self) -> bool:
        """Whether nothing needs to be drawn."""
        return self.share.numerator == self.share.denominator

    def drawn(self, draw: int) -> bool:
        """Say whether *draw*, which is below `chance.HIGHEST`, is within the share."""
        # Whole numbers on both sides: a share is exact, and never the neighbour of one.
        return draw * self.share.denominator < self.share.numerator * HIGHEST

    def left(self, *, seen: int, fired: int) -> bool:
        """Say whether the counts leave room for the *seen*-th one."""
        if self.nth is not None:
            return self.nth <= seen < self.nth + (self.times or 1)
        return self.times is None or fired < self.times

    def to_json(self) -> dict[str, Any]:
        """Write what was read."""
        return show_settings(self)

    def _in_window(self, occasion: Occasion) -> bool:
        begins, ends = (_instant(one, occasion.began) for one in (self.from_, self.until))
        return (begins is None or begins <= occasion.now) and (ends is None or occasion.now < ends)


def _instant(value: timedelta | datetime | None, began: datetime) -> datetime | None:
    return began + value if isinstance(value, timedelta) else value


ALWAYS = When()

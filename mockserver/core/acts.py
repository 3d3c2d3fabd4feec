"""
Acts: what can be asked of one task, in a magic prompt or in a step of a script.

An act turns one plan into another. To add one, write its function and its line in `ACTS`.
"""

import re
from collections.abc import Callable

from msgspec import Struct

from contracts import api
from mockserver.core.plan import Plan
from mockserver.core.span import SpanError, parse_span
from mockserver.core.task import TaskError

__all__ = ["ACTS", "CODE_PATTERN", "MOST_POLLS", "Act", "ActError", "parse_polls", "task_error"]

MOST_POLLS = 10_000

CODE_PATTERN = "[a-z0-9_]{1,64}"
"""An error code of a task, as a regular expression."""

_CODE = re.compile(CODE_PATTERN)
_COUNT = re.compile(r"[0-9]{1,5}")


class ActError(ValueError):
    """An act cannot be asked for like this."""


class Act(Struct, frozen=True):
    """One act: its function, and how people read about it."""

    apply: Callable[[Plan, str], Plan]
    syntax: str
    meaning: str
    example: str
    takes_value: bool = True

    def on(self, plan: Plan, *, value: str | None) -> Plan:
        """
        Apply the act.

        Raises:
            ActError: The value is missing, wrong, or there although none is taken.
        """
        if (value is not None) is not self.takes_value:
            raise ActError(f"write {self.syntax}, for example {self.example}")
        return self.apply(plan, value or "")


def task_error(code: str, *, message: str | None = None) -> TaskError:
    """
    Make the error of a failed task; a documented code brings its message.

    Raises:
        ActError: The code is not made of a-z, 0-9 and _.
    """
    if _CODE.fullmatch(code) is None:
        raise ActError(f"{code[:64]!r} is not an error code; use up to 64 of a-z, 0-9 and _")
    known = api().task_errors.get(code)
    said = known.message if known else "The task failed as it was asked to"
    return TaskError(code, said if message is None else message)


def parse_polls(text: str) -> int:
    """
    Read a number of polls.

    Raises:
        ActError: It is not a whole number from 0 to 10,000.
    """
    if _COUNT.fullmatch(text) is None or int(text) > MOST_POLLS:
        raise ActError(f"{text[:64]!r} is not a number of polls from 0 to {MOST_POLLS}")
    return int(text)


def _fail(plan: Plan, value: str) -> Plan:
    return plan.failing(task_error(value))


def _after(plan: Plan, value: str) -> Plan:
    try:
        return plan.lasting(parse_span(value))
    except SpanError as error:
        raise ActError(str(error)) from None


def _polls(plan: Plan, value: str) -> Plan:
    return plan.polled(parse_polls(value))


def _hang(plan: Plan, _: str) -> Plan:
    return plan.hanging()


def _cancel(plan: Plan, _: str) -> Plan:
    return plan.cancelled()


ACTS = {
    "fail": Act(
        _fail,
        "[[fail:CODE]]",
        "The task fails with this error code. Documented codes bring their message.",
        "[[fail:content_policy_violation]]",
    ),
    "after": Act(
        _after,
        "[[after:TIME]]",
        "The task takes this long, a quarter of it pending.",
        "[[after:90s]]",
    ),
    "polls": Act(
        _polls,
        "[[polls:N]]",
        "N polls see the task pending, N see it processing, the next sees the end.",
        "[[polls:3]]",
    ),
    "hang": Act(_hang, "[[hang]]", "The task starts and never ends.", "[[hang]]", takes_value=False),
    "cancel": Act(_cancel, "[[cancel]]", "The task ends cancelled.", "[[cancel]]", takes_value=False),
}

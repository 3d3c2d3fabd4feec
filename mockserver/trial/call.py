"""A call of a subject, as the journal has it, read for judging."""

import json
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cached_property
from typing import Any

from mockserver.core.clock import parse_instant
from mockserver.trial.schedule import Schedule

__all__ = ["TERMINAL", "CallView"]

TERMINAL = frozenset({"completed", "failed", "cancelled"})
"""The documented ends of a task."""

_UNHEARD = frozenset({"reset", "silence", "close", "truncate", "garbage", "empty", "dribble"})
_SERVER_ERROR = 500
_TOO_MANY = 429
_OK = range(200, 300)
_MAY_PASS = frozenset({408, 425, 429})


class CallView:
    """One entry of the journal of a case; *met* are the faults that met it, as the schedule has them."""

    def __init__(self, entry: dict[str, Any], schedule: Schedule) -> None:
        self.entry = entry
        self.number: int = entry["number"]
        self.at: datetime = parse_instant(entry["at"])
        self.operation: str = entry["operation"]
        self.status: int = entry["status"]
        self.task: str | None = entry["task"]
        self.says: tuple[str, ...] = tuple(entry["faults"])
        self.met: tuple[dict[str, Any], ...] = tuple(schedule.fault(text.partition(" ")[0]) for text in self.says)

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The kinds of the faults that met it."""
        return frozenset(str(fault.get("do")) for fault in self.met)

    @cached_property
    def sent(self) -> dict[str, str]:
        """The header fields of the request, names in lower case."""
        return {name.lower(): value for name, value in self.entry["request"]["headers"]}

    @cached_property
    def answered(self) -> dict[str, str]:
        """The header fields of the answer, names in lower case."""
        return {name.lower(): value for name, value in self.entry["answer"]["headers"]}

    @property
    def body(self) -> str:
        """The body of the request, as text."""
        return str(self.entry["request"]["body"]["text"])

    @cached_property
    def answer(self) -> dict[str, Any] | None:
        """The JSON object that the client was answered; None when it was none, or did not arrive whole."""
        if self.kinds & _UNHEARD:
            return None
        try:
            value = json.loads(self.entry["answer"]["body"]["text"])
        except (ValueError, RecursionError):
            return None
        return value if isinstance(value, dict) else None

    @property
    def arrived(self) -> bool:
        """Whether the answer arrived whole, whatever it was."""
        return not self.kinds & _UNHEARD

    @property
    def shown(self) -> str | None:
        """The status of the task that the client was shown; None when it was shown none."""
        found = self.answer.get("status") if self.answer is not None and self.status in _OK else None
        return found if isinstance(found, str) else None

    @property
    def created(self) -> str | None:
        """The id of the task that the client was told; None when it was told none."""
        found = self.answer.get("id") if self.answer is not None and self.status in _OK else None
        return found if self.operation == "create" and isinstance(found, str) else None

    @property
    def useless(self) -> bool:
        """Whether the same request may be answered better a little later."""
        if not self.arrived or self.status >= _SERVER_ERROR or self.status in _MAY_PASS:
            return True
        return self.operation != "download" and self.answer is None

    @property
    def refused(self) -> bool:
        """Whether the same request would be refused again, as far as the client can know."""
        return self.arrived and self.status not in _MAY_PASS and 400 <= self.status < _SERVER_ERROR  # noqa: PLR2004 - 4xx

    @property
    def asked_until(self) -> datetime | None:
        """Until when ``Retry-After`` asked for patience; None when it did not, or did not arrive."""
        asked = self.answered.get("retry-after") if self.arrived else None
        if asked is None:
            return None
        if asked.isdigit():
            return self.at + timedelta(seconds=int(asked))
        return parsedate_to_datetime(asked)

    @property
    def line(self) -> str:
        """What was asked, in a few words."""
        return f"{self.entry['method']} {self.entry['path']}"

"""One broken rule, at one place, with the sentence that forbids it."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from contracts import Source, api

__all__ = ["Violation", "request_violation"]


class Violation(Struct, frozen=True, gc=False):
    """
    One broken rule; as a note, one thing worth knowing.

    `at` is a JSON Pointer (RFC 6901). `dispute` names the open question that the verdict hangs on, if any.
    A request can break several rules at once, so violations are collected and returned, never raised.
    """

    rule: str
    at: str
    message: str
    source: Source
    dispute: str | None = None

    def __str__(self) -> str:
        return f"{self.at or '(request)'}: {self.message} [{self.rule}]"

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {
            "rule": self.rule,
            "at": self.at,
            "message": self.message,
            "source": self.source.to_dict(),
            "dispute": self.dispute,
        }


def request_violation(rule: str, at: str, message: str) -> Violation:
    """Make a violation of a rule about the request as such, which ``api.toml`` states."""
    stated = api().rules[rule]
    return Violation(rule, at, message, stated.source, stated.dispute)

"""The journal of a world."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mockserver.client import Client, JsonObject
from mockserver.testing.errors import ExpectationError

__all__ = ["Calls"]

_Entries = list[JsonObject]


class Calls:
    """Every call of one world and its answer, oldest first, as ``GET /_mock/calls`` has them."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def list(self, **filters: str | int | None) -> _Entries:
        """Return the calls that fit; filters are operation, status (404 or "4xx"), task, rule, fault, text and more."""
        return list(self._client.every_call(**filters))

    def __iter__(self) -> Iterator[JsonObject]:
        return iter(self.list())

    def __len__(self) -> int:
        return int(self._client.calls(limit=0)["total"])

    def verify(
        self,
        expect: Mapping[str, Any] | None = None,
        *,
        count: Mapping[str, int] | None = None,
        in_order: Sequence[Mapping[str, Any]] | None = None,
        after: int | None = None,
    ) -> JsonObject:
        """Ask as ``POST /_mock/calls/verify`` does; the answer's ``met`` says whether, its ``nearest`` why not."""
        return self._client.verify(expect, count=count, in_order=in_order, after=after)

    def expect(
        self, *, exactly: int | None = None, at_least: int | None = None, at_most: int | None = None, **expected: Any
    ) -> _Entries:
        """
        Make sure that there were calls like this, and return them.

        Args:
            exactly: So many.
            at_least: So many or more; once unless anything is said.
            at_most: So many or fewer.
            expected: What they have, such as operation, status, headers or body; what is left out may be anything.

        Raises:
            ExpectationError: There were too few, or too many; shows the nearest misses and what differs in them.
        """
        counts = {"exactly": exactly, "at_least": at_least, "at_most": at_most}
        count = {name: number for name, number in counts.items() if number is not None}
        return self._met(self.verify(expected, count=count or None), f"{_shown(expected)}, {_often(count)}")

    def expect_in_order(self, *expected: Mapping[str, Any]) -> _Entries:
        """
        Make sure that there were calls like these, one after the other, and return them; others may lie between.

        Raises:
            ExpectationError: One is missing; shows the nearest misses and what differs in them.
        """
        verdict = self.verify(in_order=expected)
        missing = verdict.get("missing", 0)
        return self._met(verdict, f"{_shown(expected[missing])}, as number {missing + 1} in order")

    def _met(self, verdict: JsonObject, wanted: str) -> _Entries:
        if not verdict["met"]:
            raise ExpectationError("\n".join(_told(verdict, wanted)))
        numbers = set(verdict["calls"])
        return [call for call in self if call["number"] in numbers]


def _told(verdict: JsonObject, wanted: str) -> Iterator[str]:
    fitting = ", ".join(map(str, verdict["calls"])) or "none"
    yield f"expected a call with {wanted}; those that fit: {fitting}"
    for miss in verdict["nearest"]:
        yield f"  near: call {miss['number']} at {miss['at']}, {miss['method']} {miss['path']} -> {miss['status']}"
        for one in miss["differences"]:
            got = json.dumps(one["got"]) if "got" in one else "nothing"
            yield f"    {one['at'] or 'the call'}: wanted {json.dumps(one['wanted'])}, got {got}"


def _shown(expected: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {json.dumps(value)}" for name, value in expected.items()) or "anything"


def _often(count: Mapping[str, int]) -> str:
    return " and ".join(f"{name.replace('_', ' ')} {number}" for name, number in count.items()) or "at least 1"

"""Tells people what came of a verification."""

import json
from collections.abc import Iterator
from typing import Any

from mockserver.cli.printable import printable
from mockserver.client import JsonObject

__all__ = ["verdict_lines"]


def verdict_lines(verdict: JsonObject) -> Iterator[str]:
    """Tell the verdict, and while it is not met the nearest calls with what differs."""
    numbers = ", ".join(map(str, verdict["calls"])) or "none"
    yield f"{'met' if verdict['met'] else 'not met'}: {verdict['found']} calls fit ({numbers})"
    if verdict.get("missing") is not None:
        yield f"no call met expectation {verdict['missing'] + 1} of the order"
    if verdict["dropped"] and not verdict["met"]:
        yield f"the journal no longer has the first {verdict['dropped']} calls; they may have fitted"
    for miss in verdict.get("nearest", ()):
        yield printable(f"  call {miss['number']}: {miss['method']} {miss['path']} {miss['status']}")
        for one in miss["differences"]:
            yield printable(f"    {one['at'] or '(order)'}: wanted {_said(one['wanted'])}, got {_got(one)}")


def _got(difference: JsonObject) -> str:
    return _said(difference["got"]) if "got" in difference else "nothing"


def _said(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)

"""Any body is judged and priced under each preset, the same however it is looked at."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from contracts import PRESETS, model_names
from mockserver.core.wire import BadJsonError, decode
from validator import Judge, QuoteError, Readings, check, judge_for, quote
from validator.derive.examples import Dead, rules_of, witness

__all__ = ["attempt", "seeds"]

_CASES = Path(__file__).parents[1] / "fixtures" / "requests"


def attempt(data: bytes) -> None:
    """Judge *data* as the server would, and again with more care."""
    try:
        request = decode(data)
    except BadJsonError:
        return
    for preset in PRESETS:
        verdict = check(request, readings=preset)
        assert (verdict.quote is None) is bool(verdict.errors), "there is a price if and only if there are no errors"
        assert check(request, readings=preset, decoded=True) == verdict, "the short way gives another verdict"
        json.dumps(verdict.to_dict(), allow_nan=False)
        if verdict.quote is not None:
            lines = sum(line.credits for line in verdict.quote.receipt)
            assert lines == verdict.quote.credits, "the receipt does not sum to the price"
        try:
            price = quote(request, readings=preset)
        except QuoteError as error:
            assert error.violations, "no price, and no reason"
            assert verdict.errors, "what is valid has no price"
        else:
            json.dumps(price.to_dict(), allow_nan=False)
            assert verdict.quote in (None, price), "the two prices differ"


def seeds() -> Iterator[bytes]:
    """Yield the cases of the fixtures, and for each rule of each model a request that breaks it."""
    for file in sorted(_CASES.glob("*.json")):
        for case in json.loads(file.read_text(encoding="utf-8"))["cases"]:
            yield _written(case["request"])
    for model in model_names():
        judge = judge_for(model, Readings.of("strict"))
        yield from _witnesses(judge)


def _witnesses(judge: Judge) -> Iterator[bytes]:
    for rule in rules_of(judge):
        found = witness(judge, rule)
        if not isinstance(found, Dead):
            yield _written(found.passing.request)
            yield _written(found.breaking.request)


def _written(request: object) -> bytes:
    return json.dumps(request, ensure_ascii=False).encode()

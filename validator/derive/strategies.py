"""
Hypothesis strategies made from the contracts: requests that are allowed, and ones that break exactly one named rule.

Needs Hypothesis (``pip install 'klingmock[test]'``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from hypothesis import reject
from hypothesis import strategies as st

from validator.case import Case, Pick
from validator.derive.examples import Dead, Example, Witness, breaking_case, dead_reason, rules_of, valid_case, witness
from validator.judge import Judge, judge_for
from validator.questions import CompiledRule
from validator.readings import Readings, ReadingsLike

__all__ = ["breakable_rules", "broken_examples", "broken_requests", "valid_requests"]

_T = TypeVar("_T")

_LONG = 80  # characters; now and then a text of the full length is drawn as well


def valid_requests(model: str, *, readings: ReadingsLike = None) -> st.SearchStrategy[dict[str, Any]]:
    """
    Draw requests to *model* that the judge accepts.

    Raises:
        UnknownModelError: No contract is about *model*.
        UnknownReadingError: *readings* name something that does not exist.
    """
    judge = _judge(model, Readings.of(readings))
    return _valid_cases(judge).map(lambda case: case.request)


def broken_requests(
    model: str, *, rule: str | None = None, readings: ReadingsLike = None
) -> st.SearchStrategy[tuple[str, dict[str, Any]]]:
    """
    Draw a rule's id with a request to *model* that breaks that rule and no other.

    Args:
        model: The model.
        rule: This rule only; left out, any of `breakable_rules`.
        readings: As for `validator.check`.

    Raises:
        UnknownRuleError: The contract has no such rule.
        ValueError: The rule is dead: no request breaks it alone; or only facts of an image or video can break it.
    """
    chosen = Readings.of(readings)
    judge = _judge(model, chosen)
    rules = breakable_rules(model, readings=chosen) if rule is None else (rule,)
    if rule is not None:
        _refuse_dead(judge, rule)
        if _needs_media(judge, rule):
            message = f"rule {rule} is broken by an image or video, not by the request alone: use broken_examples"
            raise ValueError(message)
    return st.sampled_from(rules).flatmap(
        lambda one: _broken_cases(judge, one).map(lambda case: (one, case.request)),
    )


def broken_examples(
    model: str, *, rule: str | None = None, readings: ReadingsLike = None
) -> st.SearchStrategy[tuple[str, Example]]:
    """
    Draw the same with the facts of the images and videos, so that rules about those can be broken too.

    Raises:
        UnknownRuleError: The contract has no such rule.
        ValueError: The rule is dead: no request breaks it alone.
    """
    chosen = Readings.of(readings)
    judge = _judge(model, chosen)
    rules = breakable_rules(model, readings=chosen, media=True) if rule is None else (rule,)
    if rule is not None:
        _refuse_dead(judge, rule)
    return st.sampled_from(rules).flatmap(
        lambda one: _broken_cases(judge, one).map(lambda case: (one, Example(case.request, case.media))),
    )


def breakable_rules(model: str, *, readings: ReadingsLike = None, media: bool = False) -> tuple[str, ...]:
    """Name the rules of *model* that a request can break alone; with *media*, also those about images and videos."""
    judge = judge_for(model, Readings.of(readings))
    return tuple(
        name
        for name, rule in rules_of(judge).items()
        if not (isinstance(rule, CompiledRule) and rule.severity != "error")
        and dead_reason(judge, rule) is None
        and (media or not _needs_media(judge, name))
    )


def _judge(model: str, readings: Readings) -> Judge:
    # In a new folder Hypothesis makes a table of all characters, which takes seconds. It does so now: while the first
    # example is drawn, it would take that for a strategy that is too slow.
    st.text().validate()
    return judge_for(model, readings)


def _needs_media(judge: Judge, rule: str) -> bool:
    found = rules_of(judge)[rule]
    return isinstance(found, CompiledRule) and found.rule.kind == "media-limit"


def _refuse_dead(judge: Judge, rule: str) -> Witness:
    found = witness(judge, rule)
    if isinstance(found, Dead):
        message = f"no request breaks rule {rule} alone: {found.reason or 'no example was found'}"
        raise ValueError(message)  # noqa: TRY004 - the rule is of the right type, it is the wrong rule
    return found


@st.composite
def _valid_cases(draw: st.DrawFn, judge: Judge) -> Case:
    case = valid_case(judge, pick=_drawn(draw), text=_texts(draw))
    return case if case is not None else reject()


@st.composite
def _broken_cases(draw: st.DrawFn, judge: Judge, rule: str) -> Case:
    pick = _drawn(draw)
    base = valid_case(judge, pick=pick, text=_texts(draw))
    broken = breaking_case(judge, rules_of(judge)[rule], base, pick=pick) if base is not None else None
    return broken if broken is not None else _simplest(judge, rule).copy()


@lru_cache(maxsize=4096)
def _simplest(judge: Judge, rule: str) -> Case:
    """Return the witness of *rule*: where what was drawn cannot be broken in this one way, the simplest example can."""
    found = _refuse_dead(judge, rule)
    return Case(judge.shape, found.breaking.request, found.breaking.media)


def _drawn(draw: st.DrawFn) -> Pick:
    def pick(options: Sequence[_T]) -> _T:
        # What is optional is offered first, so that examples show it; here it shrinks away.
        return draw(st.sampled_from(options[::-1] if options == (True, False) else options))

    return pick


def _texts(draw: st.DrawFn) -> Callable[[int], str]:
    def text(longest: int) -> str:
        short = st.text(max_size=min(longest, _LONG))
        full = st.sampled_from("x\u5b57\N{SAILBOAT}").map(lambda letter: letter * longest)
        return draw(st.one_of(short, short, full))

    return text

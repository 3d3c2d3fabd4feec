"""Requests made from a contract alone: valid ones, and ones that break exactly one named rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from contracts import Parameter, Source
from validator.case import Case, Pick, pick_first
from validator.errors import UnknownRuleError
from validator.judge import Judge
from validator.media import Media
from validator.questions import CompiledRule
from validator.structure import StructureRule
from validator.verdict import Verdict

__all__ = [
    "AnyRule",
    "Dead",
    "Example",
    "Text",
    "Witness",
    "breaking_case",
    "dead_reason",
    "describe",
    "nth_pick",
    "rules_of",
    "search",
    "source_of",
    "valid_case",
    "witness",
]

_T = TypeVar("_T")
AnyRule = StructureRule | CompiledRule
Text = Callable[[int], str]

_ATTEMPTS = 300
_ROUNDS = 12
_PROMPTS = (
    "",
    "A paper boat drifts down a rainy street.",
    "<<<element_1>>> waves.",
    "\u8239\u304c\u6d41\u308c\u308b\u3002",
    "\N{SAILBOAT}",
)


@dataclass(frozen=True, slots=True)
class Example:
    """A request with the facts of its media."""

    request: dict[str, Any]
    media: Media


@dataclass(frozen=True, slots=True)
class Witness:
    """A request that keeps a rule and one that breaks it and no other."""

    rule: str
    passing: Example
    breaking: Example


@dataclass(frozen=True, slots=True)
class Dead:
    """A rule that no request breaks alone, and why."""

    rule: str
    reason: str


def rules_of(judge: Judge) -> Mapping[str, AnyRule]:
    """Return every rule of *judge* by its id: the limits of single parameters and the rules across parameters."""
    return {**judge.structure.rules, **{one.id: one for one in judge.rules}}


def describe(rule: AnyRule) -> str:
    """Say *rule* in one sentence, with the condition under which it applies."""
    if not isinstance(rule, CompiledRule):
        return rule.describe().removesuffix(".") + "."
    sentence = (rule.rule.summary or rule.kind.describe()).removesuffix(".")
    when = rule.condition.in_words()
    return f"{sentence}{'' if rule.rule.summary or when in sentence else when}."


def source_of(rule: AnyRule) -> Source:
    """Return where *rule* stands."""
    return rule.rule.source if isinstance(rule, CompiledRule) else rule.parameter.source


def witness(judge: Judge, rule_id: str) -> Witness | Dead:
    """
    Find a request that keeps the rule and one that breaks it alone.

    Returns:
        A `Witness`; or `Dead` with the reason, which is empty if none is known and yet no example was found.

    Raises:
        UnknownRuleError: The contract has no such rule.
    """
    rules = rules_of(judge)
    if rule_id not in rules:
        raise UnknownRuleError(rule_id, rules)
    rule = rules[rule_id]
    reason = dead_reason(judge, rule)
    if reason:
        return Dead(rule_id, reason)
    return search(judge, rule) or Dead(rule_id, "")


def search(judge: Judge, rule: AnyRule, *, attempts: int = _ATTEMPTS) -> Witness | None:
    """Look for a witness of *rule*, the simplest first; None when there is none among so many attempts."""
    for attempt in range(attempts):
        pick = nth_pick(attempt)
        base = valid_case(judge, pick=pick, optional=attempt > 0)
        broken = breaking_case(judge, rule, base, pick=pick) if base else None
        if broken:
            kept = broken.copy()
            _mend(rule, kept, pick)
            if _settle(judge, kept, pick=pick) and not _reports(judge, kept, rule.id):
                return Witness(rule.id, _example(kept), _example(broken))
    return None


def dead_reason(judge: Judge, rule: AnyRule) -> str | None:
    """Say why no request breaks *rule* alone; None when one can."""
    if isinstance(rule, StructureRule):
        return None
    if rule.severity == "off":
        dispute = rule.rule.dispute
        missing = rule.rule.parameter and rule.rule.parameter not in judge.shape.parameters
        what = f"`{rule.rule.parameter}` is no parameter" if missing else "it is switched off"
        return f"{what} under the chosen reading" + (f" ({dispute}={judge.shape.readings[dispute]})" if dispute else "")
    return rule.kind.dead(judge.shape)


def valid_case(judge: Judge, *, pick: Pick, optional: bool = True, text: Text | None = None) -> Case | None:
    """Make a valid request: all that is required, some of what is optional, mended until valid; None if that fails."""
    case = Case(judge.shape, {})
    _fill(case, "", pick=pick, optional=optional, text=text)
    return case if _settle(judge, case, pick=pick) else None


def breaking_case(judge: Judge, rule: AnyRule, base: Case, *, pick: Pick) -> Case | None:
    """Break *rule* in a copy of *base*, and mend whatever else broke with it; None if the rule does not break alone."""
    case = base.copy()
    for _ in range(_ROUNDS):
        if isinstance(rule, CompiledRule):
            rule.condition.establish(case, pick)
            rule.kind.breach(case, pick)
        else:
            rule.breach(case, pick)
        if not _settle(judge, case, pick=pick, but=rule.id):
            return None
        if _breaks_alone(judge.check(case.request, media=case.media), rule.id):
            return case
    return None


def nth_pick(number: int) -> Pick:
    """Return the *number*-th way to choose: 0 takes the first option, the others wander, each always the same way."""
    if number == 0:
        return pick_first
    state = number

    def pick(options: Sequence[_T]) -> _T:
        nonlocal state
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        return options[(state >> 33) % len(options)]

    return pick


def _fill(case: Case, holder: str, *, pick: Pick, optional: bool, text: Text | None) -> None:
    for parameter in case.shape.children.get(holder, ()):
        if parameter.required or (optional and pick((True, False))):
            case.put(parameter.name, _value(case, parameter, pick=pick, text=text))
            if parameter.types == ("object",) and "[]" not in parameter.name:
                case.put(parameter.name, {})
                _fill(case, parameter.name, pick=pick, optional=optional, text=text)


def _value(case: Case, parameter: Parameter, *, pick: Pick, text: Text | None) -> Any:
    kind = parameter.types[0]
    if parameter.enum:
        return pick(parameter.enum)
    if kind == "boolean":
        return pick((False, True))
    if kind == "integer" and parameter.minimum is not None and parameter.maximum is not None:
        return pick(range(int(parameter.minimum), int(parameter.maximum) + 1))
    if (
        kind == "string"
        and parameter.max_length
        and parameter.name.rpartition(".")[2].endswith(("prompt", "name", "description"))
    ):
        longest = parameter.max_length
        drawn = text(longest) if text else pick(_PROMPTS)[:longest]
        return drawn or (case.shape.example(parameter.name) if parameter.min_length else "")
    if kind == "array":
        return _items(case, parameter, pick=pick)
    return case.shape.example(parameter.name)


def _items(case: Case, parameter: Parameter, *, pick: Pick) -> list[Any]:
    least = parameter.min_items if parameter.min_items is not None else 0
    most = min(parameter.max_items if parameter.max_items is not None else 7, 7)
    count = pick(range(max(least, 1), most + 1)) if pick((True, True, False)) else max(least, 1)
    return [case.item(parameter.name, number) for number in range(1, count + 1)]


def _settle(judge: Judge, case: Case, *, pick: Pick, but: str = "") -> bool:
    """Mend *case* until no rule but one reports an error; say whether that came to an end."""
    rules = rules_of(judge)
    for _ in range(_ROUNDS):
        broken = [one.rule for one in judge.check(case.request, media=case.media).errors if one.rule != but]
        if not broken:
            return True
        for rule_id in dict.fromkeys(broken):
            _mend(rules[rule_id], case, pick)
    return False


def _mend(rule: AnyRule, case: Case, pick: Pick) -> None:
    if isinstance(rule, CompiledRule):
        rule.kind.mend(case, pick)
    else:
        rule.mend(case, pick)


def _breaks_alone(verdict: Verdict, rule_id: str) -> bool:
    errors = {one.rule for one in verdict.errors}
    return errors == {rule_id} or (not errors and rule_id in {one.rule for one in verdict.notes})


def _reports(judge: Judge, case: Case, rule_id: str) -> bool:
    verdict = judge.check(case.request, media=case.media)
    return rule_id in {one.rule for one in (*verdict.errors, *verdict.notes)}


def _example(case: Case) -> Example:
    return Example(case.request, case.media)

"""What there is to say about everything that has a name: rules, disputes, error codes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from contracts import Contract, api, disputes, load, model_names
from validator.derive.examples import Dead, Example, describe, rules_of, source_of, witness
from validator.judge import Judge, judge_for
from validator.media import ImageFacts, VideoFacts
from validator.questions import CompiledRule
from validator.readings import Readings

__all__ = ["Explanation", "explanation", "known"]


@dataclass(frozen=True, slots=True)
class Explanation:
    """One meaning of a name: *facts* are pairs of label and text, *examples* of label and request."""

    name: str
    kind: str
    sentence: str
    facts: tuple[tuple[str, str], ...] = ()
    examples: tuple[tuple[str, Any], ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {
            "name": self.name,
            "kind": self.kind,
            "sentence": self.sentence,
            "facts": dict(self.facts),
            "examples": dict(self.examples),
        }


def explanation(name: str, readings: Readings) -> list[Explanation]:
    """Return every meaning that *name* has under *readings*; none when it is unknown."""
    return [one for find in _FINDERS for one in find(name, readings)]


def known() -> set[str]:
    """Return every name that can be explained."""
    names = {*api().rules, *disputes(), *api().task_errors}
    names |= {answer.code for answer in api().errors}
    for model in model_names():
        contract = load(model)
        names |= set(_notes(contract))
        for judge in _judges(contract, Readings.of()):
            names |= set(rules_of(judge))
    return names


def _request_rules(name: str, _: Readings) -> Iterator[Explanation]:
    rule = api().rules.get(name)
    if rule is not None:
        facts = [("source", str(rule.source))]
        yield Explanation(name, "rule of every request", rule.summary, (*facts, *_hangs(rule.dispute)))


def _model_rules(name: str, readings: Readings) -> Iterator[Explanation]:
    prefix = name.partition("/")[0]
    for model in model_names():
        contract = load(model)
        if contract.prefix == prefix:
            judges = [one for one in _judges(contract, readings) if name in rules_of(one)]
            if judges:
                yield _rule(_where_alive(judges, name), name)
                return
            notes = _notes(contract)
            if name in notes:
                yield notes[name]


def _judges(contract: Contract, readings: Readings) -> Iterator[Judge]:
    """Yield the judge under *readings*, then one for each reading that may bring a rule to life."""
    yield judge_for(contract.model, readings)
    for dispute in contract.disputes():
        for reading in disputes()[dispute].readings:
            changed = Readings.of({**readings.to_dict(), dispute: reading})
            yield judge_for(contract.model, changed)


def _where_alive(judges: list[Judge], name: str) -> Judge:
    """Choose the first judge under which the rule can be broken; the first of all where there is none."""
    alive = (one for one in judges if not isinstance(witness(one, name), Dead))
    return next(alive, judges[0])


def _rule(judge: Judge, name: str) -> Explanation:
    rule = rules_of(judge)[name]
    stated = rule.rule if isinstance(rule, CompiledRule) else rule.parameter
    facts = [
        ("model", judge.shape.contract.model),
        ("severity", rule.severity if isinstance(rule, CompiledRule) else "error"),
        ("source", str(source_of(rule))),
        ("standing", stated.standing),
        ("under", _chosen(Readings.of(judge.shape.readings))),
        *_hangs(stated.dispute),
    ]
    found = witness(judge, name)
    if isinstance(found, Dead):
        facts.append(("dead", found.reason))
        return Explanation(name, "rule", describe(rule), tuple(facts))
    facts += [("known of " + url, text) for url, text in _media(found.breaking)]
    examples = (("keeps it", found.passing.request), ("breaks only it", found.breaking.request))
    return Explanation(name, "rule", describe(rule), tuple(facts), examples)


def _media(example: Example) -> Iterator[tuple[str, str]]:
    media: list[tuple[str, ImageFacts | VideoFacts]] = [
        *example.media.images.items(),
        *example.media.videos.items(),
    ]
    for url, facts in media:
        known_facts = ((name, getattr(facts, name)) for name in facts.__struct_fields__)
        yield url, ", ".join(f"{name} {value}" for name, value in known_facts if value is not None)


def _notes(contract: Contract) -> dict[str, Explanation]:
    """Return the notes that are no rules, by their ids: on parameters left out, and on values that a reading allows."""
    found = {}
    for name, one in contract.parameters.items():
        facts = (("model", contract.model), ("source", str(one.source)), ("standing", one.standing))
        if one.default is not None:
            rule = f"{contract.prefix}/{name}/default"
            said = f"`{name}` has a default, which is used when it is not sent."
            found[rule] = Explanation(rule, "note", said, facts)
        if one.variants:
            rule = f"{contract.prefix}/{name}/reading"
            said = f"`{name}` has a value that only the chosen reading allows."
            hangs = {fact for variant in one.variants for fact in _hangs(variant.only.dispute)}
            found[rule] = Explanation(rule, "note", said, (*facts, *sorted(hangs)))
    return found


def _chosen(readings: Readings) -> str:
    chosen = readings.to_dict()
    return ", ".join([chosen.pop("preset"), *(f"{key}={value}" for key, value in chosen.items())])


def _hangs(dispute: str | None) -> Iterator[tuple[str, str]]:
    if dispute:
        yield "disputed", f"{dispute}: {disputes()[dispute].question}"
        yield from _readings(dispute)


def _readings(name: str) -> Iterator[tuple[str, str]]:
    dispute = disputes()[name]
    for reading, sentence in dispute.readings.items():
        presets = [one for one in ("strict", "lenient", "public") if dispute.under(one) == reading]
        taken = f" (taken by {', '.join(presets)})" if presets else ""
        yield f"reading {reading}", sentence + taken


def _disputes(name: str, readings: Readings) -> Iterator[Explanation]:
    dispute = disputes().get(name)
    if dispute is not None:
        facts = [*_readings(name), ("chosen", readings[name])]
        facts += [("sources", "; ".join(map(str, dispute.sources)))]
        yield Explanation(name, "dispute", dispute.question, tuple(facts))


def _task_errors(name: str, readings: Readings) -> Iterator[Explanation]:
    error = api().task_errors.get(name)
    if error is not None:
        retry = "yes" if error.retryable[readings["task-error-retryability"]] else "no"
        facts = (
            ("message", error.message),
            ("whose doing", error.blame),
            ("worth a retry", retry),
            ("source", str(error.source)),
            ("standing", error.standing),
        )
        yield Explanation(name, "error of a failed task", error.cause, facts)


def _answers(name: str, _: Readings) -> Iterator[Explanation]:
    for answer in api().errors:
        if answer.code == name:
            facts = (
                ("status", str(answer.status)),
                ("on", ", ".join(answer.operations) or "every route"),
                ("type", answer.type),
                ("source", str(answer.source)),
                ("standing", answer.standing),
            )
            yield Explanation(name, "error answer", answer.message, facts)


_FINDERS: tuple[Callable[[str, Readings], Iterator[Explanation]], ...] = (
    _request_rules,
    _model_rules,
    _disputes,
    _task_errors,
    _answers,
)

"""The contracts as pages for people, in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from contracts import PRESETS, Contract, Dispute, Parameter, api, disputes, load, model_names
from validator.derive.examples import dead_reason, describe, rules_of, source_of
from validator.judge import Judge, judge_for
from validator.media import NOTHING_KNOWN
from validator.pricing import plain_number
from validator.questions import CompiledRule
from validator.readings import Readings, ReadingsLike

__all__ = ["disputes_page", "errors_page", "index_page", "model_page", "table"]

_GENERATED = "<!-- Generated from contracts/ by `klingmock contract export --docs`. Edits are lost. -->"
_SECONDS = (3, 5, 8, 10, 15)


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """Yield the lines of a table; bars and line breaks inside cells are escaped."""
    names = tuple(head)
    yield _row(names)
    yield _row("---" for _ in names)
    for cells in rows:
        yield _row(cells)


def index_page() -> str:
    """Return the page that lists every model."""
    contracts = [load(model) for model in model_names()]
    rows = [
        (
            f"[{one.model}](models/{one.model}.md)",
            one.family,
            one.standing,
            str(len(rules_of(_judge(one)))),
            one.summary,
        )
        for one in contracts
    ]
    lines = [
        "# The contracts",
        "",
        _GENERATED,
        "",
        f"Revision {api().revision}. This is all that klingmock knows about the API; each line cites its source.",
        "",
        *table(("Model", "Family", "Standing", "Rules", "What it does"), rows),
        "",
        "Where the sources contradict each other: [disputes](disputes.md). Error answers: [errors](errors.md).",
    ]
    return _page(lines)


def model_page(model: str, *, readings: ReadingsLike = None) -> str:
    """
    Return the page of one model under *readings*.

    Raises:
        UnknownModelError: No contract is about it.
    """
    judge = judge_for(model, Readings.of(readings))
    contract = judge.shape.contract
    lines = [
        f"# {contract.title}",
        "",
        _GENERATED,
        "",
        f"`{contract.model}`. {contract.summary} Standing: {contract.standing}. Source: {contract.source}.",
        "",
        "## Parameters",
        "",
        *table(("Name", "Type", "Required", "Default", "Limits", "What it is", "Source"), _parameter_rows(judge)),
        "",
        "## Rules",
        "",
        "An error refuses the request; a note tells what is ignored, defaulted, undocumented or disputed.",
        "",
        *table(("Rule", "Bites as", "What it says", "Dispute", "Source"), _rule_rows(judge)),
        "",
        "## Price",
        "",
        *_price(judge),
        "",
        "## The task in answers",
        "",
        *table(("Field", "Type", "On", "States", "Standing", "Source"), _response_rows(contract)),
        "",
        "## Disputes that something here hangs on",
        "",
        *(f"- [{name}](../disputes.md#{name}): {disputes()[name].question}" for name in contract.disputes()),
    ]
    return _page(lines)


def disputes_page() -> str:
    """Return the page of every dispute with its readings."""
    lines = [
        "# Disputes",
        "",
        _GENERATED,
        "",
        "Where the sources contradict each other or are silent. The preset `strict` takes the reading in bold,",
        "`lenient` the permissive side, `public` the side of the later public documentation.",
        "",
        *table(("Dispute", "Question", *PRESETS), map(_dispute_row, disputes().values())),
    ]
    for dispute in disputes().values():
        lines += ["", f"## {dispute.id}", "", dispute.question, ""]
        lines += list(table(("Reading", "Presets", "What it means"), _reading_rows(dispute)))
        lines += ["", "Sources: " + "; ".join(str(source) for source in dispute.sources) + "."]
    return _page(lines)


def errors_page() -> str:
    """Return the page of error answers, codes of failed tasks and task states."""
    shared = api()
    answers = [
        (
            str(one.status),
            one.code,
            ", ".join(one.operations) or "any",
            one.type,
            one.message,
            one.standing,
            str(one.source),
        )
        for one in shared.errors
    ]
    codes = [
        (one.code, one.blame, "yes" if one.retryable["documentation"] else "no", one.cause, str(one.source))
        for one in shared.task_errors.values()
    ]
    states = [
        (
            one.name,
            "yes" if one.terminal else "no",
            "0 to 100" if one.progress is None else str(one.progress),
            one.standing,
        )
        for one in shared.states.values()
    ]
    lines = [
        "# Errors",
        "",
        _GENERATED,
        "",
        "## Error answers",
        "",
        *table(("HTTP", "code", "Operation", "type", "Message", "Standing", "Source"), answers),
        "",
        "## Codes of a failed task",
        "",
        *table(("code", "Whose doing", "Retry", "Cause and cure", "Source"), codes),
        "",
        "## Task states",
        "",
        *table(("State", "Final", "progress", "Standing"), states),
    ]
    return _page(lines)


def _judge(contract: Contract) -> Judge:
    return judge_for(contract.model, Readings.of())


def _parameter_rows(judge: Judge) -> Iterator[tuple[str, ...]]:
    for name, parameter in judge.shape.parameters.items():
        default = "" if parameter.default is None else f"`{str(parameter.default).replace('False', 'false')}`"
        yield (
            f"`{name}`",
            " or ".join(parameter.types),
            "yes" if parameter.required else "",
            default,
            _limits(parameter),
            parameter.summary,
            str(parameter.source),
        )


def _limits(parameter: Parameter) -> str:
    said = [" ".join(f"`{option}`" for option in parameter.enum)] if parameter.enum else []
    for low, high, unit in (
        (parameter.minimum, parameter.maximum, ""),
        (parameter.min_length, parameter.max_length, " characters"),
        (parameter.min_items, parameter.max_items, " items"),
    ):
        if low is not None and high is not None:
            said.append(f"{low} to {high}{unit}" if low != high else f"exactly {low}{unit}")
        elif high is not None or low is not None:
            said.append(f"at most {high}{unit}" if high is not None else f"at least {low}{unit}")
    if parameter.format:
        said.append({"url": "http(s) address", "digits": "digits, at least 1"}[parameter.format])
    return "; ".join(said)


def _rule_rows(judge: Judge) -> Iterator[tuple[str, ...]]:
    for name, rule in rules_of(judge).items():
        severity = rule.severity if isinstance(rule, CompiledRule) else "error"
        dead = dead_reason(judge, rule)
        sentence = describe(rule) + (f" Dead: {dead}." if dead else "")
        dispute = rule.rule.dispute if isinstance(rule, CompiledRule) else rule.parameter.dispute
        link = f"[{dispute}](../disputes.md#{dispute})" if dispute else ""
        yield f"`{name}`", severity, sentence, link, str(source_of(rule))


def _price(judge: Judge) -> Iterator[str]:
    billing = judge.shape.contract.billing
    if billing.unit == "call":
        quote = judge.card.quote({}, media=NOTHING_KNOWN)
        yield f"{plain_number(quote.credits)} credits a call, ${quote.usd_listed}. Source: {billing.source}."
        return
    lengths = _lengths(judge)
    head = (*billing.dimensions, "multiplier", "credits/s", "$/s", *(f"{seconds} s" for seconds in lengths))
    yield from table(head, (_price_row(judge, options, lengths) for options in judge.card.options))
    yield ""
    yield f"At least {billing.minimum_seconds} s are billed. Totals are credits, exact. Source: {billing.source}."


def _price_row(judge: Judge, options: tuple[str, ...], lengths: tuple[int, ...]) -> tuple[str, ...]:
    one_second = judge.card.per_second(options)
    totals = (plain_number(judge.card.priced(options, seconds, "").credits) for seconds in lengths)
    return (
        *options,
        plain_number(one_second.multiplier),
        plain_number(one_second.credits),
        f"${one_second.usd}",
        *totals,
    )


def _lengths(judge: Judge) -> tuple[int, ...]:
    """Return the lengths to show: none where the input video decides."""
    name = judge.card.length_parameter
    most = judge.shape.parameters[name].maximum if name else 0
    return tuple(seconds for seconds in _SECONDS if most is None or seconds <= most)


def _dispute_row(dispute: Dispute) -> tuple[str, ...]:
    return f"[{dispute.id}](#{dispute.id})", dispute.question, *map(dispute.under, PRESETS)


def _reading_rows(dispute: Dispute) -> Iterator[tuple[str, str, str]]:
    for reading, meaning in dispute.readings.items():
        presets = [name for name in PRESETS if dispute.under(name) == reading]
        yield (f"**{reading}**" if reading == dispute.default else reading), ", ".join(presets), meaning


def _response_rows(contract: Contract) -> Iterator[tuple[str, ...]]:
    for field in contract.response:
        unit = f" ({field.unit})" if field.unit else ""
        states = ", ".join(field.states) or "all"
        yield f"`{field.name}`", field.type + unit, ", ".join(field.on), states, field.standing, str(field.source)


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _page(lines: Iterable[str]) -> str:
    return "\n".join(lines).rstrip() + "\n"

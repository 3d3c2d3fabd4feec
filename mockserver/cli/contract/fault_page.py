"""The page about faults, and the tables of it that the README shows too."""

import json
from collections.abc import Iterable, Iterator

from mockserver.core.faults import OPERATIONS, FaultKind, meanings
from mockserver.core.faults.when import When
from mockserver.core.scenario import Scenario
from mockserver.core.wire import encode
from mockserver.faults import KINDS
from mockserver.scenarios import shipped_scenarios
from validator.derive.markdown import table

__all__ = ["fault_page", "kind_table", "scenario_table"]

_INTRODUCTION = """
# Faults on purpose

A world has a plan: a list of faults, each of which says where (`on`), when (`when`), what (`do`) and in which phase.
In the phase `before` the fault takes the call before the gateway has looked at it: no task, no credits, nothing has
changed. In the phase `after` the gateway has answered and the world has changed, and it is the answer that is spoilt:
the task is made and its credits are held, and the client never learns of it.

    {"on": "create", "when": {"nth": 1}, "do": "reset", "phase": "after"}

Each fault counts the calls that it fits, whoever takes them. Kinds that only delay join with all others; of the rest
the first of the list that is due takes the call, so that faults with `"times": 1` form a queue. One that finds
nothing in an answer that it could spoil lets the next one try, if that comes `after` too. What is drawn follows from
the world's seed, the fault's id and its count: the same calls meet the same faults. A plan in which nothing is due
changes not one byte.

Time that a fault takes is the world's. On a manual clock it passes at once and the journal tells of it, on an auto
clock the world moves on by it, on the others the client waits; with `"real": true` it waits on every clock.

The journal says of each call which faults met it, by their ids: those that are set with `id`, or `fault-1`, `fault-2`
and so on. Faults that have never fired are listed as `unused`. Some kinds break a connection, which only klingmock's
own server can: `klingmock serve`, or `mockserver.serving`. Under another WSGI server these end as an accident, with
500.

`on` is one of OPERATIONS, or `any`: whatever of these the kind can meet, and calls of unknown routes.
"""

_INDEX = "[All models](index.md)."


def fault_page() -> str:
    """Return the page."""
    lines = [*_introduction().splitlines(), ""]
    lines += ["## When", "", *table(("`when`", "The fault"), _rows(When)), ""]
    lines += ["## Kinds", ""]
    for name, kind in KINDS.items():
        lines += _kind(name, kind)
    lines += ["## Scenarios", "", "A file of settings and faults: `serve --scenario NAME|FILE`.", ""]
    for scenario in shipped_scenarios(KINDS).values():
        lines += _scenario(scenario)
    return "\n".join([*lines, _INDEX, ""])


def kind_table(link: str) -> Iterator[str]:
    """Yield the table of kinds; *link* is the address of the page."""
    return table(
        ("`do`", "Does", "Phase"),
        (
            (f"[{name}]({link}#{name})", kind.summary, " or ".join(f"`{phase}`" for phase in kind.phases))
            for name, kind in KINDS.items()
        ),
    )


def scenario_table(link: str) -> Iterator[str]:
    """Yield the table of scenarios; *link* is the address of the page."""
    rows = ((f"[{name}]({link}#{name})", _flat(one.about)) for name, one in shipped_scenarios(KINDS).items())
    return table(("`--scenario`", "What happens"), rows)


def _introduction() -> str:
    return _INTRODUCTION.strip("\n").replace("OPERATIONS", _words(OPERATIONS))


def _words(words: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)


def _kind(name: str, kind: type[FaultKind]) -> Iterator[str]:
    described = kind.describe(name)
    yield from (f"### {name}", "", described["summary"], "")
    if kind.__doc__:
        yield from (*_paragraphs(kind.__doc__), "")
    yield f"On {_words(described['on'])}. Phase {' (the default) or '.join(f'`{one}`' for one in described['phases'])}."
    yield ""
    if described["settings"]:
        yield from (*table(("Setting", "Means"), _rows(kind)), "")
    yield from (f"    {json.dumps(described['example'])}", "")


def _scenario(scenario: Scenario) -> Iterator[str]:
    yield from (f"### {scenario.name}", "", _flat(scenario.about), "")
    if scenario.changes:
        shown = (
            f"`{name}` {value if isinstance(value, str) else json.dumps(value)}"
            for name, value in scenario.changes.items()
        )
        yield from (f"Settings: {', '.join(shown)}.", "")
    for fault in scenario.faults:
        yield f"    {encode(fault.to_json()).decode()}"
    if scenario.faults:
        yield ""


def _rows(kind: type) -> Iterator[tuple[str, str]]:
    return ((f"`{name}`", meaning) for name, meaning in meanings(kind).items())


def _paragraphs(docstring: str) -> Iterator[str]:
    """Yield the docstring of a class as Markdown."""
    for line in docstring.strip().splitlines():
        yield line.strip().replace("``", "`")


def _flat(text: str) -> str:
    return " ".join(text.split())

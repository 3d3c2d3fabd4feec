"""``klingmock contract check``: say whether the contract files are sound, whole and alive."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import click

from contracts import PRESETS, Contract, ContractsError, Dispute, Library
from mockserver.cli.output import format_option, write_json
from mockserver.cli.program import CommandError
from validator import Judge, ValidatorError
from validator.derive.examples import Dead, rules_of, witness
from validator.shape import Shape

__all__ = ["check"]

_WRONG = 2


@dataclass(frozen=True, slots=True)
class _Findings:
    """What came out of one model: how many rules, why some are dead, and what is wrong."""

    model: str
    rules: int
    dead: Mapping[str, str]
    problems: tuple[str, ...]


@click.command()
@click.argument("folder", metavar="[DIR]", required=False)
@click.option("-v", "--verbose", is_flag=True, help="Say why dead rules are dead.")
@format_option()
@click.pass_context
def check(context: click.Context, folder: str | None, verbose: bool, form: str) -> None:  # noqa: FBT001 - click hands it in so
    """
    Check the contract files in DIR, or our own.

    Every file must load, every rule must compile under every preset, and each must have a request
    that keeps it and one that breaks it alone, or a reason why none can. Exits with 2 otherwise.
    """
    if folder is not None and not os.path.isdir(folder):  # noqa: PTH112 - a name that is too long is no folder, not an error
        raise CommandError(f"{folder}: there is no such folder")
    library = Library(Path(folder) if folder is not None else files("contracts"))
    problems = [str(error) for error in library.problems()]
    findings = list(_models(library))
    problems += [problem for one in findings for problem in one.problems]
    if form == "json":
        models = {one.model: {"rules": one.rules, "dead": dict(one.dead)} for one in findings}
        write_json({"problems": problems, "models": models})
    else:
        _print(findings, verbose=verbose)
    for problem in problems:
        click.echo(problem, err=True)
    context.exit(_WRONG if problems else 0)


def _print(findings: list[_Findings], *, verbose: bool) -> None:
    for one in findings:
        if not one.problems:
            click.echo(f"{one.model}: {one.rules} rules, {len(one.dead)} of them dead")
        for rule, reason in one.dead.items() if verbose else ():
            click.echo(f"  {rule}: {reason}")


def _models(library: Library) -> Iterator[_Findings]:
    """Yield the findings of every model whose file loads."""
    try:
        names, disputes = library.model_names(), library.disputes
    except ContractsError:
        return
    for name in names:
        try:
            contract = library.load(name)
        except ContractsError:
            continue
        try:
            yield _alive(contract, disputes)
        except ValidatorError as error:
            yield _Findings(name, 0, {}, (f"models/{name}.toml: [rules] {error}",))
        except KeyError as error:
            problem = f"disputes.toml: [disputes] id: {error} is missing, which the judge asks for"
            yield _Findings(name, 0, {}, (problem,))


def _alive(contract: Contract, disputes: Mapping[str, Dispute]) -> _Findings:
    judges = [_judge(contract, _taken(disputes, preset)) for preset in PRESETS]
    dead: dict[str, str] = {}
    problems = []
    rules = {rule: None for judge in judges for rule in rules_of(judge)}
    for rule in rules:
        reasons = [_reason(judge, rule) for judge in _where(judges, contract, disputes, rule)]
        if None not in reasons:
            dead[rule] = reasons[0] or ""
        if None not in reasons and not any(reasons):
            problems.append(f"models/{contract.model}.toml: {rule}: no request was found that breaks it alone")
    return _Findings(contract.model, len(rules), dead, tuple(problems))


def _where(judges: list[Judge], contract: Contract, disputes: Mapping[str, Dispute], rule: str) -> Iterator[Judge]:
    """Yield the judges under which *rule* may be alive: every preset's, and one per reading of its dispute."""
    yield from (judge for judge in judges if rule in rules_of(judge))
    stated = next((one for one in contract.rules if one.id == rule), None)
    if stated is not None and stated.dispute:
        for reading in disputes[stated.dispute].readings:
            yield _judge(contract, _taken(disputes, "strict") | {stated.dispute: reading})


def _reason(judge: Judge, rule: str) -> str | None:
    """Say why *rule* is dead; None when it has witnesses."""
    found = witness(judge, rule)
    return found.reason if isinstance(found, Dead) else None


def _taken(disputes: Mapping[str, Dispute], preset: str) -> dict[str, str]:
    return {name: dispute.under(preset) for name, dispute in disputes.items()}


def _judge(contract: Contract, taken: dict[str, str]) -> Judge:
    return Judge(Shape(contract, taken))

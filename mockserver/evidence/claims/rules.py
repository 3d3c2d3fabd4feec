"""``rules``: what our judge refuses the gateway refuses, and what it accepts the gateway accepts."""

from collections.abc import Iterator
from typing import Any

from contracts import api, load, model_names
from mockserver.core.idempotency import check_key
from mockserver.core.refusal import RefusalError
from mockserver.evidence.claims.errors import error_of
from mockserver.evidence.clause import Clause, Sighting
from mockserver.evidence.exchange import NOTHING, Exchange
from mockserver.evidence.recording import Recording, contract_of
from validator import Readings, Verdict, check, judge_for
from validator.derive.examples import describe, rules_of
from validator.questions import CompiledRule

__all__ = ["Rules", "outcome"]

_BAD_REQUEST, _UNPROCESSABLE, _NOT_FOUND = 400, 422, 404
_OTHER_REASONS = ("content", "moderation", "sensitive", "media", "image", "idempotency", "quota", "policy")
_KEY = "idempotency-key"
_JSON = "request/json"
_FAMILY = "kling"


def outcome(one: Exchange) -> bool | None:
    """
    Say whether the gateway accepted the request; None when its answer is about something else.

    A key that is refused, a limit, an empty account or what a picture shows says nothing about the rules.
    """
    if one.good:
        return True
    if one.status == _NOT_FOUND and isinstance(one.request, dict):
        return None if contract_of(one.request.get("model")) else False
    if one.status not in {_BAD_REQUEST, _UNPROCESSABLE}:
        return None
    code, param = str(error_of(one).get("code")).lower(), str(error_of(one).get("param")).lower()
    other = param == _KEY or any(word in code for word in _OTHER_REASONS) or not _is_key(one.headers.get(_KEY))
    return None if other else False


def _is_key(key: str | None) -> bool:
    try:
        check_key(key)
    except RefusalError:
        return False
    return True


class Rules:
    """Each rule that refuses a request, and that there are no others."""

    title = "Rules"

    def clauses(self, readings: Readings) -> Iterator[Clause]:
        """Yield the clauses."""
        for rule in api().rules.values():
            yield Clause(f"rule:{rule.id}", rule.summary, str(rule.source), "documented", rule.dispute)
        for model in model_names():
            judge = judge_for(model, readings)
            for name, one in rules_of(judge).items():
                stated = one.rule if isinstance(one, CompiledRule) else one.parameter
                if not isinstance(one, CompiledRule) or one.severity == "error":
                    says = describe(one)
                    yield Clause(f"rule:{name}", says, str(stated.source), stated.standing, stated.dispute)
            contract = load(model)
            yield Clause(
                f"accepts:{model}", f"a request to {model} that breaks no rule is accepted", str(contract.source),
                contract.standing,
            )  # fmt: skip

    def sightings(self, recording: Recording, readings: Readings) -> Iterator[Sighting]:
        """Judge each creation that was judged by the gateway."""
        for one in recording.of("create"):
            if one.request is NOTHING and one.body and one.status in {200, _BAD_REQUEST}:
                seen = "a body that is not JSON was accepted" if one.good else ""
                yield Sighting(clause=f"rule:{_JSON}", exchange=one, holds=not one.good, seen=seen)
        for one, request in recording.creations():
            accepted = outcome(one)
            if accepted is not None and _is_ours(request):
                yield from _compared(one, request, check(request, readings=readings), accepted=accepted)


def _is_ours(request: dict[str, Any]) -> bool:
    """Whether a creation is for the contract to judge: the gateway has models of other makers, which are not."""
    model = request.get("model")
    return not isinstance(model, str) or model.startswith(_FAMILY) or contract_of(model) is not None


def _compared(one: Exchange, request: dict[str, Any], verdict: Verdict, *, accepted: bool) -> Iterator[Sighting]:
    broken = {violation.rule: violation for violation in verdict.errors}
    if accepted:
        for rule, violation in broken.items():
            yield Sighting(
                clause=f"rule:{rule}", exchange=one, holds=False, seen=f"accepted although {violation.message}"
            )
        if not broken:
            yield Sighting(clause=f"accepts:{request['model']}", exchange=one, holds=True)
    elif not broken:
        seen = f"refused although it breaks no rule: {error_of(one).get('message')!s:.200}"
        yield Sighting(clause=f"accepts:{request['model']}", exchange=one, holds=False, seen=seen)
    else:
        blamed = _blamed(one, broken)
        if blamed is not None:
            yield Sighting(clause=f"rule:{blamed}", exchange=one, holds=True)


def _blamed(one: Exchange, broken: dict[str, Any]) -> str | None:
    """Say which rule a refusal bears out: the only one that is broken, or the only one about what the answer names."""
    if len(broken) == 1:
        return next(iter(broken))
    param = error_of(one).get("param")
    if not isinstance(param, str):
        return None
    named = [rule for rule, violation in broken.items() if violation.at.strip("/").replace("/", ".") == param]
    return named[0] if len(named) == 1 else None

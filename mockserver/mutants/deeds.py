"""Wrong deeds: the server judges, bills or delivers otherwise than it should."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import msgspec

from contracts import model_names
from mockserver.core.headers import Headers
from mockserver.core.outgoing import Outgoing
from mockserver.core.ports import Judge, Price, Verdict
from mockserver.core.wire import BadJsonError, Call, decode, encode
from mockserver.core.world_settings import WorldSettings
from mockserver.mutants.mutant import resent
from validator import check
from validator.readings import Readings
from validator.violation import Violation

__all__ = [
    "accepts_any_key",
    "accepts_broken_requests",
    "accepts_unknown_models",
    "charges_failures",
    "costing",
    "empty_callback",
    "forgets_intents",
    "gives_credit",
    "twice",
]

_FALLBACK = "kling-o3-text-to-video"
_ANYBODY = "sk-anybody"


@dataclass(frozen=True, slots=True)
class _Bill:
    credits: Decimal
    seconds: int | None
    disputes: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Said:
    errors: Sequence[Violation]
    notes: Sequence[Violation]
    quote: Price | None


def costing(factor: Decimal) -> Callable[[Judge], Judge]:
    """Make a judge that asks for so many times the price."""

    def make(judge: Judge) -> Judge:
        def judged(request: object, **facts: Any) -> Verdict:
            verdict = judge(request, **facts)
            price = verdict.quote
            bill = _Bill(price.credits * factor, price.seconds, price.disputes) if price else None
            return _Said(verdict.errors, verdict.notes, bill)

        return judged

    return make


def gives_credit(judge: Judge) -> Judge:
    """Ask for nothing where it would be too much: nobody is ever refused for want of credits."""
    return costing(Decimal(0))(judge)


def charges_failures(settings: WorldSettings) -> WorldSettings:
    """Charge tasks that failed or were cancelled."""
    charged = {**settings.readings.to_dict(), "charge-on-failure": "charged", "charge-on-cancel": "charged"}
    return replace(settings, readings=Readings.of(charged))


def forgets_intents(call: Call) -> Call:
    """Overlook the idempotency key."""
    pairs = [pair for pair in call.headers if pair[0].lower() != "idempotency-key"]
    return msgspec.structs.replace(call, headers=Headers(pairs))


def accepts_any_key(call: Call) -> Call:
    """Let everybody in."""
    return call if call.token else msgspec.structs.replace(call, token=_ANYBODY, world_key=_ANYBODY)


def accepts_broken_requests(call: Call) -> Call:
    """Take a request that breaks a rule for a plain one."""
    request = _request(call)
    if request is None or request.get("model") not in model_names() or check(request).valid:
        return call
    return _asking(call, {"model": _FALLBACK, "prompt": "A boat."})


def accepts_unknown_models(call: Call) -> Call:
    """Take a request to an unknown model for one to a model that is known."""
    request = _request(call)
    if request is None or not isinstance(request.get("model"), str) or request["model"] in model_names():
        return call
    return _asking(call, {"model": _FALLBACK, "prompt": "A boat."})


def empty_callback(outgoing: Outgoing) -> Sequence[Outgoing]:
    """Send a callback without a body."""
    return (resent(outgoing, b""),)


def twice(outgoing: Outgoing) -> Sequence[Outgoing]:
    """Send a callback twice."""
    return (outgoing, outgoing)


def _request(call: Call) -> dict[str, Any] | None:
    if call.operation != "create":
        return None
    try:
        value = decode(call.body)
    except BadJsonError:
        return None
    return value if isinstance(value, dict) else None


def _asking(call: Call, request: dict[str, Any]) -> Call:
    body = encode(request)
    return msgspec.structs.replace(call, body=body, size=len(body))

"""The schema of faults, and of a plan of them: derived from the kinds that the server has."""

from dataclasses import MISSING

from mockserver.core.faults import CALLS, OPERATIONS, FaultKind, Phase, When, settings_of
from mockserver.core.faults.fault import ANY, ID_PATTERN, LONGEST_NOTE, MOST_FAULTS
from mockserver.services import Services
from mockserver.web.control.schema import Schema, anything, keyed, one_of, record, rows, string, whole

__all__ = ["FAULT", "KIND", "PLAN", "fault_body"]

_ON = one_of((*OPERATIONS, ANY))
_WHEN = record(
    {name: anything(one.metadata["meaning"]) for name, one in settings_of(When).items()}, optional=settings_of(When)
)
_FRAME = {
    "id": string("how the journal calls it"),
    "on": _ON,
    "do": string("the kind"),
    "phase": one_of(Phase),
    "when": _WHEN,
    "note": string("for people"),
}
_COUNTS = {"seen": whole("calls that it fits"), "fired": whole()}


def _fault(members: dict[str, Schema], meaning: str) -> Schema:
    # Further members are the settings of its kind.
    schema = record(members, meaning, optional=["when", "note"])
    return {name: part for name, part in schema.items() if name != "additionalProperties"}


FAULT = _fault(_FRAME, "as it was set, with the settings of its kind")
PLAN = {
    "faults": rows(_fault(_FRAME | _COUNTS, "as it was set, with the settings of its kind and its counts")),
    "unused": rows(string(), "ids of those that have never fired"),
}
KIND = record(
    {
        "name": string(),
        "summary": string(),
        "on": rows(one_of(dict.fromkeys((*OPERATIONS, *CALLS))), "what it can meet"),
        "phases": rows(one_of(Phase), "the first is the default"),
        "settings": keyed(string(), "what each means"),
        "example": keyed(anything()),
    }
)


def fault_body(services: Services) -> Schema:
    """Say: one fault of a kind that this server has, or a list of them."""
    kinds = services.parts.fault_kinds
    one = {"oneOf": [_settable(name, kind) for name, kind in kinds.items()]}
    examples = [dict(kind.example) for kind in kinds.values()]
    return {"anyOf": [one, rows(one, maxItems=MOST_FAULTS)], "examples": examples}


def _settable(name: str, kind: type[FaultKind]) -> Schema:
    settings = settings_of(kind)
    members = {
        "on": one_of((*(one for one in OPERATIONS if one in kind.operations), ANY)),
        "do": one_of([name]),
        "phase": one_of(kind.phases),
        "when": _WHEN,
        "id": string("how the journal calls it; fault-1 and so on unless set", pattern=f"^({ID_PATTERN})?$"),
        "note": string("for people", maxLength=LONGEST_NOTE),
        **{word: anything(one.metadata["meaning"]) for word, one in settings.items()},
    }
    left_out = [word for word, one in settings.items() if one.default is not MISSING]
    return record(members, kind.summary, optional=["phase", "when", "id", "note", *left_out])

"""One fault of a plan, read from JSON: where, when, what, and in which phase."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mockserver.core.faults.fault_error import FaultError, hint
from mockserver.core.faults.kind import OPERATIONS, FaultKind
from mockserver.core.faults.moment import Phase
from mockserver.core.faults.occasion import Occasion
from mockserver.core.faults.setting import pointer_to, read_settings
from mockserver.core.faults.when import ABOUT_TASKS, ALWAYS, When

__all__ = ["ANY", "ID_PATTERN", "LONGEST_NOTE", "MOST_FAULTS", "Fault", "parse_fault", "parse_faults"]

ANY = "any"

_FRAME = ("id", "on", "do", "when", "phase", "note")
ID_PATTERN = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}"
"""The id of a fault, as a regular expression."""

_ID = re.compile(ID_PATTERN)
LONGEST_NOTE = 500
MOST_FAULTS = 1_000

_Errors = list[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault. One whose *id* is empty is given one by the book that takes it; *do* is the word for its *kind*."""

    id: str
    on: str
    do: str
    kind: FaultKind
    phase: Phase
    when: When = ALWAYS
    note: str = ""

    def fits(self, occasion: Occasion) -> bool:
        """Say whether *occasion* is one that this fault counts."""
        return (
            (self.on == occasion.operation or (self.on == ANY and occasion.operation in self.kind.operations))
            and self.when.fits(occasion)
            and self.kind.fits(occasion)
        )

    def to_json(self) -> dict[str, Any]:
        """Write what `parse_fault` reads."""
        when = self.when.to_json()
        return {
            "id": self.id,
            "on": self.on,
            **({"when": when} if when else {}),
            "do": self.do,
            "phase": self.phase,
            **self.kind.to_json(),
            **({"note": self.note} if self.note else {}),
        }


def parse_faults(value: object, *, kinds: Mapping[str, type[FaultKind]]) -> tuple[Fault, ...]:
    """
    Read one fault or a list of them, from decoded JSON.

    Raises:
        FaultError: Something in it is wrong; everything that is wrong is named.
    """
    if not isinstance(value, list):
        return (parse_fault(value, kinds=kinds),)
    if len(value) > MOST_FAULTS:
        raise FaultError([("", f"a plan has at most {MOST_FAULTS} faults")])
    faults: list[Fault] = []
    errors: _Errors = []
    for number, one in enumerate(value):
        try:
            faults.append(parse_fault(one, kinds=kinds, at=f"/{number}"))
        except FaultError as error:
            errors += error.errors
    if errors:
        raise FaultError(errors)
    return tuple(faults)


def parse_fault(value: object, *, kinds: Mapping[str, type[FaultKind]], at: str = "") -> Fault:
    """
    Read one fault from decoded JSON; *at* is the JSON Pointer to it.

    Raises:
        FaultError: Something in it is wrong; everything that is wrong is named.
    """
    if not isinstance(value, dict):
        raise FaultError([(at, 'a fault is an object such as {"on": "create", "do": "reset"}')])
    do = value.get("do")
    if not isinstance(do, str) or do not in kinds:
        said = "is missing" if "do" not in value else f"{str(do)[:64]!r} is no kind of fault"
        raise FaultError([(pointer_to(at, "do"), f"{said}; {hint(do, kinds)}")])
    kind, errors = kinds[do], _Errors()
    on = _on(value, kind, do, at, errors)
    phase = _phase(value, kind, do, at, errors)
    when = _when(value, on, at, errors)
    fault_id, note = _id(value, at, errors), _note(value, at, errors)
    try:
        made = kind.from_json(value, at=at, known=_FRAME)
        _check_phase(made, phase, at, errors)
    except FaultError as error:
        errors += error.errors
    if errors:
        raise FaultError(errors)
    return Fault(id=fault_id, on=on, do=do, kind=made, phase=phase, when=when, note=note)


def _on(value: dict[str, Any], kind: type[FaultKind], do: str, at: str, errors: _Errors) -> str:
    on, known = value.get("on"), (*(one for one in OPERATIONS if one in kind.operations), ANY)
    if on in known:
        return str(on)
    if "on" not in value:
        said = "is missing"
    elif on in OPERATIONS:
        said = f"{do} cannot meet {on}"
    else:
        said = f"{str(on)[:64]!r} is no operation"
    errors.append((pointer_to(at, "on"), f"{said}; {hint(on, known)}"))
    return ANY


def _phase(value: dict[str, Any], kind: type[FaultKind], do: str, at: str, errors: _Errors) -> Phase:
    phase = value.get("phase", kind.phases[0])
    if phase in kind.phases:
        return Phase(phase)
    said = f"{do} has no phase {str(phase)[:64]!r}; {hint(phase, kind.phases)}"
    errors.append((pointer_to(at, "phase"), said))
    return kind.phases[0]


def _check_phase(made: FaultKind, phase: Phase, at: str, errors: _Errors) -> None:
    why_not = made.why_not_in(phase)
    if why_not is not None:
        errors.append((pointer_to(at, "phase"), why_not))


def _when(value: dict[str, Any], on: str, at: str, errors: _Errors) -> When:
    data, at = value.get("when", {}), pointer_to(at, "when")
    if not isinstance(data, dict):
        errors.append((at, 'must be an object such as {"nth": 1}'))
        return ALWAYS
    try:
        when: When = read_settings(When, data, at=at)
    except FaultError as error:
        errors += error.errors
        return ALWAYS
    if when.about_tasks and on not in ABOUT_TASKS:
        errors.append((at, f"{on} is about no certain task, so task, model and status never fit"))
    if when.status is not None and on == "create":
        errors.append((pointer_to(at, "status"), "a task that is being created has no state yet"))
    if when.attempt is not None and on != "callback":
        errors.append((pointer_to(at, "attempt"), "only a callback has attempts"))
    return when


def _id(value: dict[str, Any], at: str, errors: _Errors) -> str:
    found = value.get("id", "")
    if found == "" or (isinstance(found, str) and _ID.fullmatch(found)):
        return str(found)
    errors.append((pointer_to(at, "id"), "must be up to 64 of A-Z a-z 0-9 . _ -, a letter or digit first"))
    return ""


def _note(value: dict[str, Any], at: str, errors: _Errors) -> str:
    found = value.get("note", "")
    if isinstance(found, str) and len(found) <= LONGEST_NOTE:
        return found
    errors.append((pointer_to(at, "note"), f"must be a text of at most {LONGEST_NOTE} characters"))
    return ""

"""``answers``: what each route answers when all is well: 200, an object, and its fields."""

from collections.abc import Iterator

from contracts import api
from contracts.api import AnswerField
from mockserver.evidence.clause import Clause, Sighting
from mockserver.evidence.exchange import Exchange
from mockserver.evidence.recording import Recording
from mockserver.evidence.shape import ABSENT, is_type, reach, shown_value, strangers
from validator import Readings

__all__ = ["Answers"]

_OK = 200
_TASKS = {"create", "query"}


class Answers:
    """The good answer of each route; the fields of a task are another matter."""

    title = "Answers of the routes"

    def clauses(self, readings: Readings) -> Iterator[Clause]:
        """Yield the clauses."""
        for route in api().routes.values():
            source, standing = str(route.source), route.standing
            yield Clause(
                f"answer:{route.operation}/200", f"{route.path} answers 200 and an object when all is well", source,
                standing,
            )  # fmt: skip
            if route.operation not in _TASKS:
                yield Clause(f"answer:{route.operation}/#others", "there are no other fields", source, standing)
        for field in api().answers:
            says = f"{field.operation} shows {field.name}"
            yield Clause(_id(field, "presence"), says, str(field.source), field.standing)
            if field.type != "task":
                says = f"{field.name} is of type {field.type}"
                yield Clause(_id(field, "type"), says, str(field.source), field.standing)

    def sightings(self, recording: Recording, readings: Readings) -> Iterator[Sighting]:
        """Look at each good answer."""
        for one in recording.of(*api().routes):
            if not one.good or not one.kept:
                continue
            holds = one.status == _OK and isinstance(one.answer, dict)
            seen = "" if holds else _seen(one)
            yield Sighting(clause=f"answer:{one.operation}/200", exchange=one, holds=holds, seen=seen)
            if isinstance(one.answer, dict) and one.operation not in _TASKS:
                yield from _fields(one)


def _fields(one: Exchange) -> Iterator[Sighting]:
    fields = [field for field in api().answers if field.operation == one.operation]
    for field in fields:
        for value in _values(one, field):
            there = value is not ABSENT
            missing = "" if there else f"{field.name} is missing"
            yield Sighting(clause=_id(field, "presence"), exchange=one, holds=there, seen=missing)
            if there and field.type != "task":
                good = is_type(value, field.type)
                wrong = "" if good else f"{field.name} is {shown_value(value)}"
                yield Sighting(clause=_id(field, "type"), exchange=one, holds=good, seen=wrong)
    found = list(strangers(one.answer, [field.name for field in fields]))
    seen = f"undocumented: {', '.join(found)}" if found else ""
    yield Sighting(clause=f"answer:{one.operation}/#others", exchange=one, holds=not found, seen=seen)


def _values(one: Exchange, field: AnswerField) -> Iterator[object]:
    if not field.name.endswith("[]"):
        yield from reach(one.answer, field.name)
        return
    found = one.shown.get(field.name[:-2])
    yield from found if isinstance(found, list) else (ABSENT,)


def _id(field: AnswerField, aspect: str) -> str:
    return f"answer:{field.operation}/{field.name}#{aspect}"


def _seen(one: Exchange) -> str:
    return f"status {one.status}" + ("" if isinstance(one.answer, dict) else ", and no JSON object")

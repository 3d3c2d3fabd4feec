"""``fields``: the fields of a task, for each model: whether they are there, of which type, in which bounds."""

from collections.abc import Iterator
from decimal import Decimal

from contracts import api, disputes, load, model_names
from contracts.model import Contract
from contracts.task import ResponseField
from mockserver.evidence.clause import Clause, Sighting
from mockserver.evidence.recording import Recording, Sight
from mockserver.evidence.shape import ABSENT, is_type, reach, shown_value, strangers
from validator import Readings

__all__ = ["Fields", "shows_reading"]

_ON = ("create", "query")
_MODEL = "field:#model"


def shows_reading(field: ResponseField) -> bool:
    """Whether it is open if the field is there at all: then its presence speaks for a reading, and is no fault."""
    return field.dispute is not None and set(disputes()[field.dispute].readings) == {"present", "absent"}


class Fields:
    """Each field of each model's tasks, on creation and on query, and that there are no others."""

    title = "Fields of tasks"

    def clauses(self, readings: Readings) -> Iterator[Clause]:
        """Yield the clauses."""
        route = api().routes["query"]
        yield Clause(_MODEL, "a task that is shown names its model", str(route.source), route.standing)
        for model in model_names():
            contract = load(model)
            for on in _ON:
                for field in contract.response:
                    if on in field.on:
                        yield from _clauses(contract, on, field)
                yield Clause(
                    f"field:{model}/{on}/#others",
                    f"{on} shows no other fields",
                    str(contract.task.source),
                    contract.task.standing,
                )

    def sightings(self, recording: Recording, readings: Readings) -> Iterator[Sighting]:
        """Look at each task that was shown, by the contract of its model."""
        for story in recording.tasks.values():
            contract = story.contract
            for sight in story.sights:
                named = contract is not None or isinstance(sight.task.get("model"), str)
                seen = "" if named else "model is missing, and the task was not created in the recording"
                yield Sighting(clause=_MODEL, exchange=sight.exchange, holds=named, seen=seen)
                for field in contract.response if contract else ():
                    if contract and sight.on in field.on:
                        yield from _field(contract, field, sight)
                if contract:
                    yield _others(contract, sight)


def _clauses(contract: Contract, on: str, field: ResponseField) -> Iterator[Clause]:
    def clause(aspect: str, says: str) -> Clause:
        return Clause(_id(contract, on, field, aspect), says, str(field.source), field.standing, field.dispute)

    states = f" while {', '.join(field.states)}" if field.states and on != "create" else ""
    yield clause("presence", f"{on} shows {field.name}{states}")
    yield clause("type", f"{field.name} is {_article(field)}")
    if field.enum:
        yield clause("enum", f"{field.name} is one of {', '.join(field.enum)}")
    if field.minimum is not None or field.maximum is not None:
        yield clause("range", f"{field.name} is {_range(field)}")


def _field(contract: Contract, field: ResponseField, sight: Sight) -> Iterator[Sighting]:
    def saw(aspect: str, seen: str, *, holds: bool) -> Sighting:
        return Sighting(clause=_id(contract, sight.on, field, aspect), exchange=sight.exchange, holds=holds, seen=seen)

    known = sight.status in _states(contract)
    wanted = not field.states or sight.status in field.states
    for value in reach(sight.task, field.name):
        if value is ABSENT:
            if wanted and not shows_reading(field):
                yield saw("presence", f"{field.name} is missing while {sight.status}", holds=False)
            continue
        if wanted or known:
            seen = "" if wanted else f"{field.name} is shown while {sight.status}"
            yield saw("presence", seen, holds=wanted)
        good = is_type(value, field.type) and _items_fit(field, value)
        yield saw("type", "" if good else f"{field.name} is {shown_value(value)}", holds=good)
        if good and field.enum:
            holds = value in field.enum
            yield saw("enum", "" if holds else f"{field.name} is {shown_value(value)}", holds=holds)
        if good and isinstance(value, int | Decimal) and (field.minimum is not None or field.maximum is not None):
            low, high = field.minimum, field.maximum
            holds = (low is None or value >= low) and (high is None or value <= high)
            yield saw("range", "" if holds else f"{field.name} is {shown_value(value)}", holds=holds)


def _others(contract: Contract, sight: Sight) -> Sighting:
    names = [field.name for field in contract.response if sight.on in field.on]
    found = list(strangers(sight.task, names))
    return Sighting(
        clause=f"field:{contract.model}/{sight.on}/#others",
        exchange=sight.exchange,
        holds=not found,
        seen=f"undocumented: {', '.join(found)}" if found else "",
    )


def _id(contract: Contract, on: str, field: ResponseField, aspect: str) -> str:
    return f"field:{contract.model}/{on}/{field.name}#{aspect}"


def _states(contract: Contract) -> tuple[str, ...]:
    return next((field.enum for field in contract.response if field.name == "status"), ())


def _items_fit(field: ResponseField, value: object) -> bool:
    return not field.items or not isinstance(value, list) or all(is_type(one, field.items) for one in value)


def _article(field: ResponseField) -> str:
    kind = f"an array of {field.items}s" if field.items else field.type
    return kind if field.items else f"{'an' if kind[0] in 'aeio' else 'a'} {kind}"


def _range(field: ResponseField) -> str:
    if field.minimum is not None and field.maximum is not None:
        return f"from {field.minimum} to {field.maximum}"
    return f"at least {field.minimum}" if field.minimum is not None else f"at most {field.maximum}"

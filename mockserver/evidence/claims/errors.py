"""``errors``: the error answers: their envelope, and code and type by operation and status."""

from collections.abc import Iterator
from typing import Any

from contracts import ErrorAnswer, api
from mockserver.evidence.clause import Clause, Sighting
from mockserver.evidence.exchange import Exchange
from mockserver.evidence.recording import Recording
from mockserver.evidence.shape import shown_value
from validator import Readings

__all__ = ["Errors", "error_of"]

_FIRST_ERROR = 300
_METHOD_NOT_ALLOWED = 405


def error_of(one: Exchange) -> dict[str, Any]:
    """Return the error that an answer carries, empty when it carries none."""
    error = one.shown.get("error")
    return error if isinstance(error, dict) else {}


class Errors:
    """Each documented error answer, and that there are no others."""

    title = "Error answers"

    def clauses(self, readings: Readings) -> Iterator[Clause]:
        """Yield the clauses."""
        for answer in api().errors:
            for operation in answer.operations or ("",):
                says = f"{operation or 'any other route'} refuses with {answer.status} {answer.code} ({answer.type})"
                yield Clause(_id(operation, answer), says, str(answer.source), answer.standing)
        elsewhere = _answers("")
        places = [(route.operation, route.source, route.standing) for route in api().routes.values()]
        for operation, source, standing in (*places, ("", elsewhere[0].source, elsewhere[0].standing)):
            known = sorted({answer.status for answer in _answers(operation)})
            says = f"{operation or 'any other route'} answers no other errors than {', '.join(map(str, known))}"
            yield Clause(_others(operation), says, str(source), standing)

    def sightings(self, recording: Recording, readings: Readings) -> Iterator[Sighting]:
        """Look at each answer that is not good."""
        for one in recording.of(*api().routes, ""):
            if one.status >= _FIRST_ERROR and one.kept:
                yield _sighting(one)


def _sighting(one: Exchange) -> Sighting:
    candidates = [answer for answer in _answers(one.operation) if answer.status == one.status]
    error = error_of(one)
    if not candidates:
        seen = f"status {one.status}" + (
            f", code {shown_value(error.get('code'))}" if error else ", without an envelope"
        )
        return Sighting(clause=_others(one.operation), exchange=one, holds=False, seen=seen)
    problems = {answer: _problem(answer, error) for answer in candidates}
    best = next((answer for answer, problem in problems.items() if not problem), candidates[0])
    return Sighting(clause=_id(one.operation, best), exchange=one, holds=not problems[best], seen=problems[best])


def _problem(answer: ErrorAnswer, error: dict[str, Any]) -> str:
    """Say what is wrong with an error; which of the two envelopes it has is another question (error-code-type)."""
    code, kind = error.get("code"), error.get("type")
    if not error:
        return f"status {answer.status}, without an envelope"
    if not isinstance(error.get("message"), str):
        return f"error.message is {shown_value(error.get('message'))}"
    legacy = answer.always_legacy or (isinstance(code, int) and not isinstance(code, bool))
    wanted: tuple[object, str] = (answer.status, answer.legacy_type) if legacy else (answer.code, answer.type)
    if code != wanted[0]:
        return f"error.code is {shown_value(code)}, not {shown_value(wanted[0])}"
    return "" if kind == wanted[1] else f"error.type is {shown_value(kind)}, not {shown_value(wanted[1])}"


def _answers(operation: str) -> list[ErrorAnswer]:
    return [one for one in api().errors if (operation in one.operations if operation else not one.operations)]


def _others(operation: str) -> str:
    return f"error:{operation or '*'}/#others"


def _id(operation: str, answer: ErrorAnswer) -> str:
    return f"error:{operation or '*'}/{answer.status}/{answer.name}"

"""``POST /_mock/calls/verify``: was it called as expected, and which calls came nearest if not."""

from dataclasses import replace

from flask import Response

from mockserver.core.entry import Entry
from mockserver.core.expectation import FIELDS
from mockserver.core.matching import Steps, TooLongError, WantedError, describe_operators
from mockserver.core.problem import UnprocessableError
from mockserver.core.question import parse_question
from mockserver.core.verification import STEPS, verify
from mockserver.web.control.route import ControlCall, ControlRoute, json_response, read_object

__all__ = ["ROUTES"]


def _verify(call: ControlCall) -> Response:
    with call.world() as world:
        hide = world.redaction
    # What is shown has no keys, so that an expectation that has one would never fit.
    masked = replace(call, body=hide.text(call.body.decode("utf-8", "replace")).encode())
    try:
        question = parse_question(read_object(masked))
    except WantedError as error:
        raise UnprocessableError(str(error), errors=[(error.at, error.said)]) from None
    with call.world() as world:
        records, dropped = world.journal.records(), world.journal.dropped
    try:
        verdict = verify(map(Entry, records), question, steps=Steps(STEPS))
    except TooLongError:
        raise UnprocessableError("that takes too long to compare; begin later with after, or say less") from None
    return json_response(verdict.to_dict() | {"dropped": dropped})


def _fields() -> str:
    return "; ".join(f"{name} ({field.meaning})" for name, field in FIELDS.items())


ROUTES = (
    ControlRoute(
        operation="verify_calls",
        method="POST",
        path="/_mock/calls/verify",
        summary="Say whether it was called as expected, and which calls came nearest if not.",
        view=_verify,
        body={
            "expect": f"what is expected of a call, any of: {_fields()}. Objects may have more than what is expected; "
            f"operators: {'; '.join(describe_operators())}",
            "count": "how many such calls: exactly, or at_least and at_most; at_least 1 unless said",
            "in_order": "instead of expect and count: expectations that calls meet one after the other",
            "after": "only calls with a higher number",
        },
        answer={
            "met": "whether it is so",
            "found": "how many calls fit",
            "calls": "their numbers",
            "nearest": "while it is not met: the calls that come nearest, with number, at, operation, method, path, "
            "status and differences (at, wanted, got; without got there was nothing)",
            "missing": "of in_order: the place of the first expectation that was not met",
            "dropped": "how many calls are no longer kept, so that nobody can tell",
        },
    ),
)

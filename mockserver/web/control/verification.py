"""``POST /_mock/calls/verify``: was it called as expected, and which calls came nearest if not."""

from dataclasses import replace

from flask import Response

from mockserver.core.entry import Entry
from mockserver.core.expectation import FIELDS
from mockserver.core.matching import Steps, TooLongError, WantedError, describe_operators
from mockserver.core.problem import UnprocessableError
from mockserver.core.question import HIGHEST, LONGEST_STORY, parse_question
from mockserver.core.verification import STEPS, verify
from mockserver.web.control.route import ControlCall, ControlRoute, json_response, read_object
from mockserver.web.control.schema import anything, flag, instant, record, rows, string, whole

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


_EXPECT = record(
    {name: anything(field.meaning) for name, field in FIELDS.items()},
    "what is expected of a call. Objects may have more than what is expected; "
    f"operators: {'; '.join(describe_operators())}",
    optional=FIELDS,
)
_NUMBER = whole(most=HIGHEST)
_COUNT = {
    "description": "how many such calls; at_least 1 unless said",
    "anyOf": [
        record({"exactly": _NUMBER}),
        record({"at_least": _NUMBER, "at_most": _NUMBER}, optional=["at_least", "at_most"]),
    ],
}
_AFTER = whole("only calls with a higher number", most=HIGHEST)
_MISS = record(
    {
        "number": whole(),
        "at": instant(),
        "operation": string(),
        "method": string(),
        "path": string(),
        "status": whole(),
        "differences": rows(
            record(
                {"at": string(), "wanted": anything(), "got": anything("nothing was there where this is not")},
                optional=["got"],
            )
        ),
    }
)

ROUTES = (
    ControlRoute(
        operation="verify_calls",
        method="POST",
        path="/_mock/calls/verify",
        summary="Say whether it was called as expected, and which calls came nearest if not.",
        view=_verify,
        body={
            "anyOf": [
                record({"expect": _EXPECT, "count": _COUNT, "after": _AFTER}, optional=["count", "after"]),
                record(
                    {"in_order": rows(_EXPECT, minItems=1, maxItems=LONGEST_STORY), "after": _AFTER}, optional=["after"]
                ),
            ]
        },
        answer=record(
            {
                "met": flag("whether it is so"),
                "found": whole("how many calls fit"),
                "calls": rows(whole(), "their numbers"),
                "nearest": rows(_MISS, "while it is not met: the calls that come nearest"),
                "missing": whole("of in_order: the place of the first expectation that was not met"),
                "dropped": whole("how many calls are no longer kept, so that nobody can tell"),
            },
            optional=["nearest", "missing"],
        ),
    ),
)

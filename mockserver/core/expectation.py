"""An expectation: what a tester says about a call, and how a call in the journal differs from it."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec

from mockserver.core.entry import Entry
from mockserver.core.matching import ABSENT, Contains, Difference, Exactly, Steps, Wanted, WantedError, parse, token
from mockserver.core.search import names_fault, parse_statuses
from mockserver.core.wire import BadJsonError, decode

__all__ = ["FIELDS", "Expectation", "parse_expectation"]

_ELSEWHERE = 8
"""A call of another route is as far away as one with so many wrong values."""


class _Statuses(msgspec.Struct, frozen=True):
    json: str
    statuses: range
    weight: int = 1

    def differences(self, got: Any, *, at: str, steps: Steps) -> Iterator[Difference]:
        steps.take()
        if got not in self.statuses:
            yield Difference(at, self.json, got)


class _Fault(msgspec.Struct, frozen=True):
    json: str
    weight: int = 1

    def differences(self, got: Any, *, at: str, steps: Steps) -> Iterator[Difference]:
        steps.take()
        if got is ABSENT or not names_fault(got, self.json):
            yield Difference(at, self.json, got)


class _Field(msgspec.Struct, frozen=True):
    """One thing that can be said about a call: what it is, how it is read from JSON, and what it weighs."""

    meaning: str
    of: Callable[[Entry], Any]
    read: Callable[[Any, str], Wanted] = lambda value, at: parse(value, at=at)
    weight: int = 1


class Expectation(msgspec.Struct, frozen=True):
    """What is wanted of a call, field by field."""

    wanted: tuple[tuple[str, Wanted], ...]

    def differences(self, entry: Entry, *, steps: Steps) -> Iterator[Difference]:
        """
        Yield how a call is not as it is expected; a call that fits yields nothing.

        Raises:
            TooLongError: The *steps* do not suffice.
        """
        for name, wanted in self.wanted:
            field = FIELDS[name]
            for found in wanted.differences(field.of(entry), at=f"/{name}", steps=steps):
                yield msgspec.structs.replace(found, weight=found.weight * field.weight)


def parse_expectation(value: Any, *, at: str = "") -> Expectation:
    """
    Read an expectation from decoded JSON, which stands at the JSON Pointer *at*.

    Raises:
        WantedError: It is no object, names an unknown field, or wants what cannot be.
    """
    if not isinstance(value, dict):
        raise WantedError(at, "write an object")
    for name in value:
        if name not in FIELDS:
            raise WantedError(f"{at}/{token(name)}", f"unknown; known: {', '.join(FIELDS)}")
    return Expectation(
        tuple((name, field.read(value[name], f"{at}/{name}")) for name, field in FIELDS.items() if name in value)
    )


def _status(value: Any, at: str) -> Wanted:
    if not isinstance(value, str):
        return parse(value, at=at)
    try:
        return _Statuses(value, parse_statuses(value))
    except ValueError as error:
        raise WantedError(at, str(error)) from None


def _rule(value: Any, at: str) -> Wanted:
    return Contains(Exactly(value)) if isinstance(value, str) else parse(value, at=at)


def _fault(value: Any, at: str) -> Wanted:
    return _Fault(value) if isinstance(value, str) else parse(value, at=at)


def _headers(value: Any, at: str) -> Wanted:
    # Names of header fields have no case (RFC 9110, section 5.1).
    return parse({name.lower(): one for name, one in value.items()} if isinstance(value, dict) else value, at=at)


def _sent_headers(entry: Entry) -> Mapping[str, str]:
    sent: dict[str, str] = {}
    for name, value in entry.request_headers:
        sent[name.lower()] = f"{sent[name.lower()]}, {value}" if name.lower() in sent else value
    return sent


def _sent_query(entry: Entry) -> Mapping[str, str]:
    return dict(entry.query_pairs)


def _sent_body(entry: Entry) -> Any:
    text = entry.request_body.text
    try:
        return decode(text.encode()) if text else ABSENT
    except BadJsonError:
        return text


def _or_absent(value: Any) -> Any:
    return value or ABSENT


FIELDS: Mapping[str, _Field] = {
    "operation": _Field("create, query, list, ...", lambda entry: entry.operation, weight=_ELSEWHERE),
    "method": _Field("POST, GET, ...", lambda entry: entry.method, weight=_ELSEWHERE),
    "path": _Field("path, without the query", lambda entry: entry.path, weight=_ELSEWHERE),
    "status": _Field("status of the answer, or a class such as 4xx", lambda entry: entry.status, _status),
    "task": _Field("task id", lambda entry: _or_absent(entry.task)),
    "rule": _Field("a rule that the request broke", lambda entry: _or_absent(entry.rules), _rule),
    "fault": _Field("id or kind of a fault that met it", lambda entry: _or_absent(entry.faults), _fault),
    "query": _Field("query parameters by name", _sent_query),
    "headers": _Field("header fields by name", _sent_headers, _headers),
    "body": _Field("the request's JSON, or its text", _sent_body),
}

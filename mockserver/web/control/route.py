"""A control route: what it does, what it takes, what it answers, and its view."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Response

from mockserver.core.problem import BadRequestError, UnprocessableError
from mockserver.core.redaction import Redaction
from mockserver.core.wire import BadJsonError, decode, encode
from mockserver.services import Services

__all__ = ["ControlCall", "ControlRoute", "json_response", "read_object"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlCall:
    """One request to a control route; *key* selects the world."""

    services: Services
    key: str
    query: Mapping[str, str]
    body: bytes
    path: Mapping[str, str]

    @property
    def redaction(self) -> Redaction:
        """Take the caller's key out of whatever is shown."""
        return Redaction([("Authorization", f"Bearer {self.key}")])


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlRoute:
    """
    One route under /_mock.

    *query*, *body* and *answer* map each name to what it means. An *open* route needs no control
    token; *kind* is the media type of its answer.
    """

    operation: str
    method: str
    path: str
    summary: str
    view: Callable[[ControlCall], Response]
    query: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, str] = field(default_factory=dict)
    answer: Mapping[str, str] = field(default_factory=dict)
    open: bool = False
    kind: str = "application/json"


def json_response(value: object) -> Response:
    """Answer with JSON."""
    return Response(encode(value), content_type="application/json")


def read_object(call: ControlCall, *names: str) -> dict[str, Any]:
    """
    Read the body as a JSON object; no body is an empty one.

    Raises:
        BadRequestError: It is not JSON.
        UnprocessableError: It is not an object, or has a key that is not in *names*.
    """
    try:
        data = decode(call.body) if call.body else {}
    except BadJsonError as error:
        raise BadRequestError(str(error)) from None
    if not isinstance(data, dict):
        raise UnprocessableError("the body is a JSON object", errors=[("", "not an object")])
    strangers = [name for name in data if names and name not in names]
    if strangers:
        known = ", ".join(names)
        errors = [(f"/{name}", f"unknown; known: {known}") for name in strangers]
        raise UnprocessableError(f"unknown key {strangers[0]!r}; known: {known}", errors=errors)
    return data

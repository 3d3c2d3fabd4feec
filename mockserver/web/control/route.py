"""A control route: what it does, what it takes, what it answers, and its view."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from flask import Response

from mockserver.core.key import world_id
from mockserver.core.problem import BadRequestError, NotFoundError, UnprocessableError
from mockserver.core.wire import BadJsonError, decode, encode
from mockserver.core.world import World
from mockserver.services import Services
from mockserver.web.control.schema import Schema

__all__ = ["WORLD_HEADER", "WORLD_QUERY", "ControlCall", "ControlRoute", "json_response", "read_object"]

WORLD_HEADER = "X-Klingmock-World"
"""Names a world by its id, for whoever does not have its key."""

WORLD_QUERY = "world"
"""Likewise, for who can send no header."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlCall:
    """One request to a control route; *key* selects the world, or *named*, its id, where that was said."""

    services: Services
    key: str
    named: str | None
    query: Mapping[str, str]
    body: bytes
    path: Mapping[str, str]

    @property
    def world_id(self) -> str:
        """The id of the world."""
        return world_id(self.key) if self.named is None else self.named

    @contextmanager
    def world(self) -> Iterator[World]:
        """
        Have the world to oneself for the length of a ``with``; a key makes one, an id does not.

        Raises:
            NotFoundError: There is none of that id.
        """
        store = self.services.store
        with store.by_key(self.key) if self.named is None else store.by_id(self.named) as world:
            if world is None:
                raise NotFoundError(f"there is no world {self.named!r:.64}; GET /_mock/worlds lists them")
            yield world


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlRoute:
    """
    One route under /_mock.

    *query* has the schema of each parameter, *body* and *answer* are schemas; a body may hang on what the server is
    made of. An *open* route needs no control token. *kind* is the media type of its answer, *refuses* says in a
    sentence when it answers a status of its own. One that is *of_world* looks at a world, which may be named and not be
    there. One that is *ranged* serves a file, also in parts, and not again to who has it.
    """

    operation: str
    method: str
    path: str
    summary: str
    view: Callable[[ControlCall], Response]
    query: Mapping[str, Schema] = field(default_factory=dict)
    body: Schema | Callable[[Services], Schema] | None = None
    answer: Schema | None = None
    refuses: Mapping[int, str] = field(default_factory=dict)
    open: bool = False
    of_world: bool = True
    ranged: bool = False
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

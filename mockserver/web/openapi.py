"""The OpenAPI description of the whole server: the gateway's, derived from the contracts, and ours."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from contracts import Contract
from mockserver.core.task import TaskError
from mockserver.services import Services
from mockserver.web.control.route import WORLD_HEADER, WORLD_QUERY, ControlRoute
from mockserver.web.control.schema import Schema, one_of, record, rows, string, whole
from mockserver.web.control.typed import components
from mockserver.web.guard import CONTROL_HEADER
from validator import Line, Violation
from validator.derive.form import Form
from validator.derive.openapi import openapi

__all__ = ["FRONT", "describe_route", "document", "paths"]

_PARAMETER = re.compile(r"\{(\w+)\}")
_PROBLEM_KIND = "application/problem+json"
_TYPES = (Contract, Form, Line, TaskError, Violation)
_PROBLEM = record(
    {
        "type": one_of(["about:blank"]),
        "title": string(),
        "status": whole(least=400, most=599),
        "detail": string(),
        "errors": rows(
            record({"pointer": string("JSON Pointer, or ? and the name of a parameter"), "detail": string()})
        ),
    },
    "a problem (RFC 9457)",
    optional=["errors"],
)
_OURS = {
    400: "The request cannot be read.",
    401: "The key is not among those that the server was started with.",
    413: "The body is too large.",
    500: "A fault of klingmock itself; there should be none.",
    503: "The world cannot be read or written.",
}
_GUARDED = {
    403: "The request comes from elsewhere, or is without the control token.",
    422: "It can be read, but a value is wrong.",
}
_NO_WORLD = "There is no world of that id."
_LOST = {500: _OURS[500], 503: _OURS[503]}
FRONT = {
    400: "It is no HTTP that can be read.",
    408: "It did not come in time.",
    413: "Its body is cut into too many chunks.",
    414: "Its target is too long.",
    417: "It expects what is not done here.",
    431: "Its head is too large.",
    500: "It could not be answered.",
    501: "Its method is unknown, or it is meant for a proxy.",
    503: "There are too many connections, or the server is about to stop.",
    505: "It is of another version of HTTP.",
}
"""With what the front refuses a request before it meets a route."""

_TAG = string("which version of the file it is")


def describe_route(route: ControlRoute) -> dict[str, Any]:
    """Describe a control route as plain data."""
    return {
        "operation": route.operation,
        "method": route.method,
        "path": route.path,
        "summary": route.summary,
        "query": dict(route.query),
        "answer": route.answer,
        "content_type": route.kind,
        "control_token": not route.open,
    }


def document(services: Services, routes: Iterable[ControlRoute]) -> dict[str, Any]:
    """Write the OpenAPI 3.1 document of a server: the gateway under the readings of its settings, and *routes*."""
    settings = services.settings
    whole_ = openapi(readings=settings.readings, more_paths=paths(services, routes))
    schemes = {"control": {"type": "apiKey", "in": "header", "name": CONTROL_HEADER}}
    whole_["servers"] = [{"url": "/", "description": "this server"}]
    whole_["info"]["description"] = (
        "Every GET is answered as HEAD as well, without the body. "
        "A fault plan may answer the gateway's routes and results with anything."
    )
    whole_["components"]["schemas"] |= {**components(_TYPES), "Problem": _PROBLEM}
    whole_["components"]["securitySchemes"] |= schemes if settings.control_token else {}
    _add_shadowed(whole_["paths"])
    for operation in _operations(whole_["paths"]):
        if "klingmock" not in operation["tags"]:
            for status, said in _LOST.items():
                operation["responses"].setdefault(str(status), _answered(said, "Error"))
        operation["responses"] = _with_front(operation["responses"])
    return whole_


def _with_front(answers: dict[str, Any]) -> dict[str, Any]:
    """Add to the answers of an operation those of the front, in whose envelope they may come as well."""
    found = dict(answers)
    for status, said in FRONT.items():
        front = _answered(said, "Error")
        ours = found.setdefault(str(status), front)
        if front["content"].keys() - ours["content"].keys():
            found[str(status)] = ours | {
                "description": f"{ours['description']} {said}",
                "content": ours["content"] | front["content"],
            }
    return dict(sorted(found.items()))


def paths(services: Services, routes: Iterable[ControlRoute]) -> dict[str, dict[str, Any]]:
    """Write the ``paths`` of *routes*."""
    found: dict[str, dict[str, Any]] = {}
    for route in routes:
        found.setdefault(route.path, {})[route.method.lower()] = _operation(services, route)
    return found


def _add_shadowed(found: dict[str, dict[str, Any]]) -> None:
    """
    Say of each path what it answers although it is a name in another: GET /v1/tasks/batch asks for the task "batch".

    Routes are found by method and path, but a reader of the document looks for the path first.
    """
    for named in [path for path in found if "{" in path]:
        fits = re.compile(_PARAMETER.sub("[^/]+", named))
        for path in [path for path in found if "{" not in path and fits.fullmatch(path)]:
            for method in found[named].keys() - found[path].keys():
                operation = found[named][method]
                found[path][method] = operation | {
                    "operationId": f"{operation['operationId']}_{path.rpartition('/')[2]}",
                    "summary": f"{operation['summary']} As {named}, and this is its name.",
                    "parameters": [one for one in operation.get("parameters", ()) if one["in"] != "path"],
                    "responses": dict(operation["responses"]),
                }


def _operations(found: Mapping[str, Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    for item in found.values():
        yield from item.values()


def _operation(services: Services, route: ControlRoute) -> dict[str, Any]:
    token: dict[str, list[str]] = {"control": []} if services.settings.control_token and not route.open else {}
    operation: dict[str, Any] = {
        "operationId": route.operation,
        "summary": route.summary,
        "tags": ["klingmock"],
        "security": [token, token | {"bearer": []}],
        "parameters": list(_parameters(route)),
        "responses": _answers(route),
    }
    schema = route.body(services) if callable(route.body) else route.body
    if schema is not None:
        # No body is an empty object.
        needed = schema.get("type") != "object" or bool(schema.get("required"))
        operation["requestBody"] = {"required": needed, "content": {"application/json": {"schema": schema}}}
    return operation


def _answers(route: ControlRoute) -> dict[str, Any]:
    media = {} if route.answer is None else {"schema": route.answer}
    found: dict[str, Any] = {"200": {"description": "Done.", "content": {route.kind: media}}}
    if route.ranged:
        found["200"]["headers"] = {"ETag": {"schema": _TAG, "required": True}}
        found["206"] = {
            "description": "The part that was asked for.",
            "headers": {
                "ETag": {"schema": _TAG, "required": True},
                "Content-Range": {"schema": string(), "required": True},
            },
            "content": {route.kind: media},
        }
        found["304"] = {"description": "Whoever asks has it already.", "headers": {"ETag": {"schema": _TAG}}}
        found["416"] = _answered("It has no such part.", "Problem", kind=_PROBLEM_KIND)
    for status, said in _refusals(route).items():
        found[str(status)] = _answered(said, "Problem", kind=_PROBLEM_KIND)
    return dict(sorted(found.items()))


def _refusals(route: ControlRoute) -> dict[int, str]:
    said = _OURS | ({} if route.open else _GUARDED) | dict(route.refuses)
    if route.of_world:
        said[404] = f"{said[404]} {_NO_WORLD}" if 404 in said else _NO_WORLD  # noqa: PLR2004 - as everybody knows it
    return said


def _answered(said: str, schema: str, *, kind: str = "application/json") -> dict[str, Any]:
    return {"description": said, "content": {kind: {"schema": {"$ref": f"#/components/schemas/{schema}"}}}}


def _parameters(route: ControlRoute) -> Iterator[dict[str, Any]]:
    for name in _PARAMETER.findall(route.path):
        yield _parameter(name, "path", string(minLength=1)) | {"required": True}
    for name, schema in route.query.items():
        yield _parameter(name, "query", schema)
    if route.of_world:
        named = string("a world by its id, for whoever does not have its key; see /_mock/worlds", minLength=1)
        yield _parameter(WORLD_QUERY, "query", named)
        yield _parameter(WORLD_HEADER, "header", named)
    if route.ranged:
        yield _parameter("Range", "header", string("which part, such as bytes=0-99"))
        yield _parameter("If-Range", "header", string("only if it is still this version, or else the whole"))
        yield _parameter("If-None-Match", "header", string("only if it is none of these versions"))
        yield _parameter("If-Modified-Since", "header", string("only if it is newer"))


def _parameter(name: str, place: str, schema: Schema) -> dict[str, Any]:
    plain = {key: value for key, value in schema.items() if key != "description"}
    said = {"description": schema["description"]} if "description" in schema else {}
    return {"name": name, "in": place, **said, "schema": plain}

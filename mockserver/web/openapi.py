"""The OpenAPI description of the whole server: the gateway's, derived from the contracts, and ours."""

import re
from collections.abc import Iterable
from typing import Any

from mockserver.web.control.route import ControlRoute

__all__ = ["describe_route", "paths"]

_PARAMETER = re.compile(r"\{(\w+)\}")
_PROBLEM = "application/problem+json"


def describe_route(route: ControlRoute) -> dict[str, Any]:
    """Describe a control route as plain data."""
    return {
        "operation": route.operation,
        "method": route.method,
        "path": route.path,
        "summary": route.summary,
        "query": dict(route.query),
        "body": dict(route.body),
        "answer": dict(route.answer),
        "content_type": route.kind,
        "control_token": not route.open,
    }


def paths(routes: Iterable[ControlRoute]) -> dict[str, dict[str, Any]]:
    """Write the ``paths`` of an OpenAPI 3.1 document."""
    found: dict[str, dict[str, Any]] = {}
    for route in routes:
        found.setdefault(route.path, {})[route.method.lower()] = _operation(route)
    return found


def _operation(route: ControlRoute) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": route.operation,
        "summary": route.summary,
        "tags": ["klingmock"],
        "parameters": _parameters(route),
        "responses": {
            "200": {"description": "Done.", "content": {route.kind: _answer(route)}},
            "default": {
                "description": "A problem (RFC 9457).",
                "content": {_PROBLEM: {"schema": {"type": "object"}}},
            },
        },
    }
    if route.body:
        schema = _object(route.body) | {"additionalProperties": False}
        operation["requestBody"] = {"content": {"application/json": {"schema": schema}}}
    return operation


def _parameters(route: ControlRoute) -> list[dict[str, Any]]:
    in_path = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in _PARAMETER.findall(route.path)
    ]
    in_query = [
        {"name": name, "in": "query", "description": meaning, "schema": {"type": "string"}}
        for name, meaning in route.query.items()
    ]
    return in_path + in_query


def _answer(route: ControlRoute) -> dict[str, Any]:
    return {"schema": _object(route.answer)} if route.answer else {}


def _object(keys: Any) -> dict[str, Any]:
    properties = {name: {"description": meaning} for name, meaning in keys.items() if name != "..."}
    schema: dict[str, Any] = {"type": "object", "properties": properties}
    if "..." in keys:
        schema["description"] = keys["..."]
    return schema

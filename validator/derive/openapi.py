"""The OpenAPI 3.1 description of the gateway, derived from the contracts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contracts import AnswerField, Api, ErrorAnswer, ResponseField, Route, api, load, model_names
from validator.derive.openapi_files import FILE_SCHEMAS, file_operation
from validator.readings import Readings, ReadingsLike
from validator.schema import json_schema
from validator.shape import Shape

__all__ = ["openapi"]

_JSON = "application/json"
_ERROR_SCHEMA = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message", "type"],
            "properties": {
                "code": {"type": ["string", "integer"]},
                "message": {"type": "string"},
                "type": {"type": "string"},
                "param": {"type": "string"},
                "violations": {"type": "array", "items": {"type": "object"}},
            },
        }
    },
}


def openapi(*, readings: ReadingsLike = None, more_paths: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """
    Return the description of the gateway's routes and its Files API under *readings*.

    Args:
        readings: A preset or single readings, as for `validator.check`.
        more_paths: Paths of another surface on the same server, added as they are.
    """
    chosen, shared = Readings.of(readings), api()
    paths: dict[str, Any] = {}
    for route in shared.routes.values():
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, shared)
    for route in shared.file_routes.values():
        paths.setdefault(route.path, {})[route.method.lower()] = file_operation(route, shared)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": shared.title,
            "version": shared.revision,
            "summary": "Derived from klingmock's contracts; an offline stand-in, not the vendor's own description.",
        },
        "servers": [{"url": shared.base}],
        "security": [{"bearer": []}],
        "paths": paths | dict(more_paths or {}),
        "components": {
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
            "schemas": _schemas(chosen) | dict(FILE_SCHEMAS),
        },
    }


def _schemas(readings: Readings) -> dict[str, Any]:
    schemas: dict[str, Any] = {"Error": _ERROR_SCHEMA}
    closed = readings["unknown-parameter"] == "error"
    for model in model_names():
        schema = json_schema(Shape(load(model), readings), closed=closed)
        schemas[f"Request.{model}"] = {key: value for key, value in schema.items() if not key.startswith("$")}
    contracts = [load(model) for model in model_names()]
    for name, operation in (("CreatedTask", "create"), ("Task", "query")):
        fields = [[one for one in contract.response if operation in one.on] for contract in contracts]
        schemas[name] = _task(fields)
    return schemas


def _task(by_model: list[list[ResponseField]]) -> dict[str, Any]:
    """Merge the tasks of all models: a field is required where every model has it in every state."""
    names = {field.name for fields in by_model for field in fields}
    always = [
        {field.name for field in fields if not field.states and not field.dispute and "." not in field.name}
        for fields in by_model
    ]
    schema: dict[str, Any] = {"type": "object", "properties": {}, "required": sorted(set.intersection(*always))}
    for name in sorted(names):
        found = [field for fields in by_model for field in fields if field.name == name]
        _put(schema, name, _field(found))
    return schema


def _field(found: list[ResponseField]) -> dict[str, Any]:
    first = found[0]
    kinds = sorted({field.type for field in found})
    schema: dict[str, Any] = {"type": kinds[0] if len(kinds) == 1 else kinds}
    options = sorted({option for field in found for option in field.enum})
    if options:
        schema["enum"] = options
    if first.items and kinds == ["array"]:
        schema["items"] = {"type": first.items}
    for keyword in ("minimum", "maximum"):
        value = getattr(first, keyword)
        if value is not None:
            schema[keyword] = value
    said = [part for part in (first.unit, f"only while {' or '.join(first.states)}" if first.states else None) if part]
    if said:
        schema["description"] = "; ".join(said)
    return schema


def _put(schema: dict[str, Any], name: str, field: dict[str, Any]) -> None:
    """Set the schema of *field* at its dotted name; ``[]`` stands for each item of an array."""
    holder = schema
    *way, last = name.split(".")
    for step in way:
        inner = _members(holder).setdefault(
            step.removesuffix("[]"), {"type": "array" if step.endswith("[]") else "object"}
        )
        holder = inner.setdefault("items", {"type": "object"}) if step.endswith("[]") else inner
    key = last.removesuffix("[]")
    _members(holder)[key] = {"type": "array", "items": field} if last.endswith("[]") else field


def _members(schema: dict[str, Any]) -> dict[str, Any]:
    members: dict[str, Any] = schema.setdefault("properties", {})
    return members


def _operation(route: Route, shared: Api) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": route.operation,
        "summary": route.summary,
        "description": f"Source: {route.source} ({route.standing}).",
        "tags": ["gateway"],
        "responses": {"200": {"description": "Done.", "content": {_JSON: {"schema": _answer(route, shared)}}}},
    }
    parameters = _parameters(route, shared)
    if parameters:
        operation["parameters"] = parameters
    body = _body(route, shared)
    if body:
        operation["requestBody"] = {"required": True, "content": {_JSON: {"schema": body}}}
    for status in sorted({error.status for error in _errors(route, shared)}):
        said = [error for error in _errors(route, shared) if error.status == status]
        operation["responses"][str(status)] = {
            "description": " ".join(f"{error.code}: {error.message}." for error in said).replace("..", "."),
            "content": {_JSON: {"schema": {"$ref": "#/components/schemas/Error"}}},
        }
    return operation


def _errors(route: Route, shared: Api) -> list[ErrorAnswer]:
    return [error for error in shared.errors if route.operation in error.operations]


def _answer(route: Route, shared: Api) -> dict[str, Any]:
    if route.operation in ("create", "query"):
        return {"$ref": f"#/components/schemas/{'CreatedTask' if route.operation == 'create' else 'Task'}"}
    schema: dict[str, Any] = {"type": "object", "properties": {}}
    for field in shared.answers:
        if field.operation == route.operation:
            _put(schema, field.name, _answer_field(field))
    schema["required"] = sorted(schema["properties"])
    return schema


def _answer_field(field: AnswerField) -> dict[str, Any]:
    return {"$ref": "#/components/schemas/Task"} if field.type == "task" else {"type": field.type}


def _body(route: Route, shared: Api) -> dict[str, Any] | None:
    if route.operation == "create":
        mapping = {model: f"#/components/schemas/Request.{model}" for model in model_names()}
        return {
            "oneOf": [{"$ref": place} for place in mapping.values()],
            "discriminator": {"propertyName": "model", "mapping": mapping},
        }
    if route.operation == "batch":
        ids = {"type": "array", "items": {"type": "string"}, "maxItems": shared.limits["batch_ids"].value}
        return {"type": "object", "required": ["task_ids"], "properties": {"task_ids": ids}}
    return None


def _parameters(route: Route, shared: Api) -> list[dict[str, Any]]:
    limits = shared.limits
    if route.operation == "query":
        schema = {"type": "string", "pattern": "^task-unified-"}  # the error invalid_task_id says so
        return [{"name": "task_id", "in": "path", "required": True, "schema": schema}]
    if route.operation == "create":
        low, high = limits["idempotency_key_min"].value, limits["idempotency_key_max"].value
        key = {"type": "string", "minLength": low, "maxLength": high, "pattern": "^[A-Za-z0-9._-]+$"}
        return [{"name": "Idempotency-Key", "in": "header", "schema": key}]
    if route.operation == "list":
        states = [state.name for state in shared.states.values() if state.name != "pending"]
        size = {
            "type": "integer",
            "minimum": 1,
            "maximum": limits["page_size"].value,
            "default": limits["page_size_default"].value,
        }
        schemas = {
            "status": {"type": "string", "enum": states},
            "type": {"type": "string", "enum": ["image", "video", "audio"]},
            "model": {"type": "string"},
            "page": {"type": "integer", "minimum": 1, "maximum": 10**9, "default": 1},
            "page_size": size,
        }
        return [{"name": name, "in": "query", "schema": schema} for name, schema in schemas.items()]
    return []

"""The Files API in the OpenAPI description: what its routes take, and the envelope in which they answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from contracts import Api, Route

__all__ = ["FILE_SCHEMAS", "file_operation"]

_TEXT = {"type": "string"}
_WHOLE = {"type": "integer", "minimum": 0}
_FLAG = {"type": "boolean"}
_INSTANT = {"type": "string", "format": "date-time"}
_UPLOADS = ("upload_base64", "upload_stream", "upload_url")


def _record(members: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "object", "required": list(members), "properties": dict(members), "additionalProperties": False}


def _envelope(*, success: bool, code: Mapping[str, Any], data: Mapping[str, Any]) -> dict[str, Any]:
    return _record({"success": {"const": success}, "code": code, "msg": _TEXT, "data": data})


_FILE = _record(
    {
        **dict.fromkeys(("file_id", "file_name", "original_name"), _TEXT),
        "file_size": _WHOLE,
        **dict.fromkeys(("mime_type", "upload_path", "file_url", "download_url"), _TEXT),
        **dict.fromkeys(("upload_time", "expires_at"), _INSTANT),
    }
)
_STORED = {"$ref": "#/components/schemas/StoredFile"}
_QUOTA = _record(
    {
        "user_group": _TEXT,
        **dict.fromkeys(("used_files", "max_files", "remain_files"), _WHOLE),
        "is_custom": _FLAG,
        "quota_reason": _TEXT,
    }
)
_LISTED = _record(
    {
        **dict.fromkeys(("total", "page", "pageSize"), _WHOLE),
        "files": {"type": "array", "items": _STORED},
    }
)
_DATA: Mapping[str, Mapping[str, Any]] = {
    **dict.fromkeys(_UPLOADS, _STORED),
    "file_quota": _QUOTA,
    "file_list": _LISTED,
    "file_delete": _record({"file_id": _TEXT}),
}

FILE_SCHEMAS: Mapping[str, Any] = {
    "StoredFile": _FILE,
    "FileRefused": _envelope(success=False, code={"type": "integer", "minimum": 400}, data={"type": "null"}),
}
"""What the operations below refer to."""

_REFUSALS: Mapping[int, tuple[str, Iterable[str]]] = {
    400: ("The request is wrong; msg says how.", _DATA),
    401: ("Invalid or expired token", _DATA),
    403: ("There is no room for more files.", _UPLOADS),
    404: ("There is no such file.", ("file_delete",)),
    413: ("The file is too large.", _UPLOADS),
}
_NAMES = {"file_name": _TEXT, "upload_path": _TEXT}
_NOT_EMPTY = {"type": "string", "minLength": 1}
_JSON = "application/json"


def file_operation(route: Route, shared: Api) -> dict[str, Any]:
    """Describe one route of the Files API."""
    answer = _envelope(success=True, code={"const": 200}, data=_DATA[route.operation])
    operation: dict[str, Any] = {
        "operationId": route.operation,
        "summary": route.summary,
        "description": f"Source: {route.source} ({route.standing}).",
        "tags": ["files"],
        "parameters": _parameters(route, shared),
        "responses": {"200": _said("Done.", answer)},
    }
    body = _BODIES.get(route.operation)
    if body:
        operation["requestBody"] = {"required": True, "content": body}
    for status, (said, operations) in _REFUSALS.items():
        if route.operation in operations:
            operation["responses"][str(status)] = _said(said, {"$ref": "#/components/schemas/FileRefused"})
    return operation


def _said(said: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"description": said, "content": {_JSON: {"schema": schema}}}


def _parameters(route: Route, shared: Api) -> list[dict[str, Any]]:
    if route.operation == "file_delete":
        return [{"name": "file_id", "in": "path", "required": True, "schema": _NOT_EMPTY}]
    if route.operation == "file_list":
        number = {"type": "integer", "minimum": 1, "maximum": 999_999}
        most = f"{shared.limits['page_size'].value} at most, whatever is asked for"
        return [
            {"name": "page", "in": "query", "schema": number | {"default": 1}},
            {"name": "pageSize", "in": "query", "description": most, "schema": number},
        ]
    return []


def _json_body(name: str) -> dict[str, Any]:
    members = {name: _NOT_EMPTY, **_NAMES}
    return {_JSON: {"schema": {"type": "object", "required": [name], "properties": members}}}


_FORM = {"file": {"type": "string", "contentMediaType": "application/octet-stream"}} | dict.fromkeys(
    ("file_name", "fileName", "upload_path", "uploadPath"), _TEXT
)
_BODIES = {
    "upload_base64": _json_body("base64_data"),
    "upload_url": _json_body("file_url"),
    "upload_stream": {"multipart/form-data": {"schema": {"type": "object", "required": ["file"], "properties": _FORM}}},
}

"""Every error leaves as JSON: in the gateway's envelope, or under /_mock as problem details."""

import re

from flask import Flask, Response, request
from msgspec.structs import replace
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound

from contracts import api
from mockserver.core.problem import Problem, ProblemError
from mockserver.core.redaction import Redaction
from mockserver.core.refusal import RefusalError
from mockserver.core.store_error import StoreError
from mockserver.core.wire import encode
from mockserver.services import Services
from mockserver.web.calls import answer_accident, answer_refusal, answer_unkept

__all__ = ["add_error_handlers", "problem_response"]

_CONTROL = re.compile(r"/_mock(/|$)")
_ANY_OPERATION = "create"
_BROKEN = "invalid_request"


def add_error_handlers(app: Flask, services: Services) -> None:
    """Answer whatever goes wrong."""

    @app.errorhandler(ProblemError)
    def problem(error: ProblemError) -> Response:
        return problem_response(error.problem)

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Response:
        if _CONTROL.match(request.path):
            return _http_problem(error)
        return _http_refusal(services, error)

    @app.errorhandler(Exception)
    def accident(error: Exception) -> Response:
        key, _ = services.desk.admit(request.headers.get("Authorization"))
        services.note_accident(f"{request.method} {request.path}", error, key=key)
        lost = isinstance(error, StoreError)
        if _CONTROL.match(request.path):
            if lost:
                return problem_response(Problem(503, "Service Unavailable", str(error)))
            return problem_response(Problem(500, "Internal Server Error", "a fault of klingmock"))
        if lost:
            return answer_unkept(services)
        return answer_accident(services, operation=request.endpoint or _ANY_OPERATION)


def problem_response(problem: Problem) -> Response:
    """Write a problem out. It may quote what was sent, but never a key."""
    hide = Redaction(request.headers.items()).text
    errors = tuple((hide(pointer), hide(said)) for pointer, said in problem.errors)
    problem = replace(problem, detail=hide(problem.detail), errors=errors)
    return Response(encode(problem.to_dict()), status=problem.status, content_type="application/problem+json")


def _http_problem(error: HTTPException) -> Response:
    status = error.code or 500
    allowed = _allowed(error)
    detail = f"allowed: {allowed}" if allowed else error.description or error.name
    if isinstance(error, NotFound):
        path = Redaction(request.headers.items()).text(request.path)  # before it is cut, or half a key would show
        detail = f"there is no control route {path[:64]!r}; see /_mock/openapi.json"
    response = problem_response(Problem(status, error.name, detail))
    if allowed:
        response.headers["Allow"] = allowed
    return response


def _http_refusal(services: Services, error: HTTPException) -> Response:
    fill = {"method": request.method, "path": request.path}
    if isinstance(error, NotFound):
        refusal = RefusalError("route_not_found", fill=fill)
        return answer_refusal(services, refusal, operation="unknown")
    if isinstance(error, MethodNotAllowed):
        allowed = _allowed(error)
        refusal = RefusalError("method_not_allowed", fill=fill | {"allowed": allowed})
        return answer_refusal(services, refusal, operation="unknown", allow=allowed)
    said = f"Invalid request parameters: {error.description or error.name}"
    operation = request.endpoint or _ANY_OPERATION
    named = any(operation in one.operations for one in api().errors if one.name == _BROKEN)
    refusal = RefusalError(_BROKEN, message=said)
    return answer_refusal(services, refusal, operation=operation if named else _ANY_OPERATION)


def _allowed(error: HTTPException) -> str:
    methods = error.valid_methods if isinstance(error, MethodNotAllowed) else None
    return ", ".join(sorted(methods or ()))

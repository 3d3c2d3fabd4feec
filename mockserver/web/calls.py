"""Turns HTTP requests into calls to the core, and its replies into HTTP responses."""

from flask import Response, request

from mockserver.core.gateway import handle, refuse
from mockserver.core.key import accepted, bearer
from mockserver.core.polled import polled_tasks
from mockserver.core.refusal import RefusalError
from mockserver.core.wire import Call, Reply
from mockserver.web.body import read_body
from mockserver.web.services import Services

__all__ = ["answer_call", "answer_refusal", "read_call", "to_response"]


def answer_call(services: Services, operation: str, *, task_id: str = "") -> Response:
    """Answer the current request as *operation* of the gateway."""
    call = read_call(services, operation, task_id=task_id)
    key = _world_key(services)
    if call.token is not None:
        _wait_on_auto_clock(services, key, call)
    with services.store.by_key(key) as world:
        reply = handle(call, context=services.context(world))
    services.pacer.wake()
    return to_response(reply)


def answer_refusal(services: Services, refusal: RefusalError, *, operation: str, allow: str = "") -> Response:
    """Answer the current request, which meets no operation, with *refusal*."""
    call = read_call(services, operation, with_body=False)
    with services.store.by_key(_world_key(services)) as world:
        context = services.context(world)
        world.settle(context.now)
        reply = refuse(refusal, call, context=context, allow=allow)
    return to_response(reply)


def read_call(services: Services, operation: str, *, task_id: str = "", with_body: bool = True) -> Call:
    """Read the current request."""
    body, size = read_body(request) if with_body else (b"", 0)
    key = bearer(request.headers.get("Authorization"))
    return Call(
        operation=operation,
        method=request.method,
        path=request.path,
        query=request.query_string.decode("latin-1"),
        headers=tuple(request.headers.items()),
        body=body,
        size=size,
        task_id=task_id,
        token=key if accepted(key, keys=services.settings.keys) else None,
        base_url=services.settings.public_url or request.host_url.rstrip("/"),
    )


def to_response(reply: Reply) -> Response:
    """Write a reply out."""
    response = Response(reply.body, status=reply.status)
    del response.headers["Content-Type"]
    response.headers.extend(reply.headers)
    return response


def _world_key(services: Services) -> str:
    return services.world_key(bearer(request.headers.get("Authorization")))


def _wait_on_auto_clock(services: Services, key: str, call: Call) -> None:
    polled = polled_tasks(call)
    if not polled:
        return
    with services.store.by_key(key) as world:
        now = world.now(services.real_now())
        auto = world.clock.pace.mode == "auto"
        to = world.next_transition(polled, now) if auto else None
    if to is not None:
        services.pacer.advance(key, to=to)

"""Turns HTTP requests into calls to the core, and its replies into HTTP responses."""

from collections.abc import Iterator

from flask import Response, request

from mockserver.core.gateway import refuse
from mockserver.core.headers import Headers
from mockserver.core.refusal import RefusalError
from mockserver.core.transmission import PLAIN
from mockserver.core.wire import Call, Postponed, Reply
from mockserver.services import Services
from mockserver.web.body import read_body

__all__ = ["TRANSMIT", "answer_call", "answer_refusal", "read_call", "to_response"]

TRANSMIT = "klingmock.transmit"
"""The WSGI environment's name for a function that takes a `Transmission` and carries it out: our own front has one."""


def answer_call(services: Services, operation: str, *, task_id: str = "") -> Response:
    """Answer the current request as *operation* of the gateway."""
    call = read_call(services, operation, task_id=task_id)
    result = services.desk.answer(call)
    while isinstance(result, Postponed):
        services.sleep(result.wait)
        result = services.desk.answer(call, postponed=result)
    return to_response(services, result)


def answer_refusal(services: Services, refusal: RefusalError, *, operation: str, allow: str = "") -> Response:
    """Answer the current request, which meets no operation, with *refusal*."""
    call = read_call(services, operation, with_body=False)
    with services.store.by_key(call.world_key) as world:
        context = services.context(world)
        world.settle(context.now)
        reply = refuse(refusal, call, context=context, allow=allow)
    return to_response(services, reply)


def read_call(services: Services, operation: str, *, task_id: str = "", with_body: bool = True) -> Call:
    """Read the current request."""
    body, size = read_body(request) if with_body else (b"", 0)
    world_key, token = services.desk.admit(request.headers.get("Authorization"))
    return Call(
        operation=operation,
        method=request.method,
        path=request.path,
        query=request.query_string.decode("latin-1"),
        headers=Headers(request.headers.items()),
        body=body,
        size=size,
        task_id=task_id,
        world_key=world_key,
        token=token,
        base_url=services.settings.public_url or request.host_url.rstrip("/"),
    )


def to_response(services: Services, reply: Reply) -> Response:
    """
    Write a reply out.

    What only our own front can do, such as a reset, is an accident elsewhere: the test is told, and sees a 500.
    """
    transmission = reply.transmission
    transmit = request.environ.get(TRANSMIT)
    body: bytes | Iterator[bytes] = reply.body
    if transmit is not None:
        transmit(transmission)
    elif not transmission.whole:
        raise NotImplementedError("only klingmock's own server can break a connection; start it with klingmock serve")
    elif transmission is not PLAIN:
        services.sleep(transmission.wait)
        body = _dribble(services, reply)
    response = Response(body, status=reply.status)
    del response.headers["Content-Type"]
    response.headers.extend(reply.headers)
    if body is not reply.body:
        response.content_length = len(reply.body)
    return response


def _dribble(services: Services, reply: Reply) -> Iterator[bytes]:
    body, chunk = reply.body, reply.transmission.chunk or max(len(reply.body), 1)
    for start in range(0, len(body), chunk):
        if start:
            services.sleep(reply.transmission.chunk_every)
        yield body[start : start + chunk]

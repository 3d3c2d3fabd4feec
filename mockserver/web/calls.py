"""Turns HTTP requests into calls to the core, and its replies into HTTP responses."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from flask import Response, request

from mockserver.core.desk import Answerer
from mockserver.core.gateway import apologise, handle, refuse, unkept
from mockserver.core.headers import Headers
from mockserver.core.refusal import RefusalError
from mockserver.core.store_error import StoreError
from mockserver.core.transmission import PLAIN, TRANSMIT
from mockserver.core.wire import Call, Postponed, Reply
from mockserver.services import Services
from mockserver.web.body import read_body

__all__ = ["answer_accident", "answer_call", "answer_refusal", "answer_unkept", "read_call", "to_response"]


def answer_call(services: Services, operation: str, *, task_id: str = "") -> Response:
    """Answer the current request as *operation* of the gateway."""
    return _answer(services, read_call(services, operation, task_id=task_id), handle)


def answer_refusal(services: Services, refusal: RefusalError, *, operation: str, allow: str = "") -> Response:
    """Answer the current request, which meets no operation, with *refusal*."""
    call = read_call(services, operation, with_body=False)
    return _answer(services, call, partial(refuse, refusal, allow=allow))


def answer_accident(services: Services, *, operation: str) -> Response:
    """Answer the current request, at which klingmock itself failed."""
    call = read_call(services, operation, with_body=False)
    try:
        with services.store.by_key(call.world_key) as world:
            context = services.context(world)
            world.settle(context.now)
            reply = apologise(call, context=context)
    except StoreError:
        reply = unkept()
    return to_response(services, reply)


def answer_unkept(services: Services) -> Response:
    """Answer the current request, whose world cannot be read or written."""
    return to_response(services, unkept())


def _answer(services: Services, call: Call, by: Answerer) -> Response:
    result = services.desk.answer(call, by=by)
    while isinstance(result, Postponed):
        services.sleep(result.wait)
        result = services.desk.answer(call, postponed=result, by=by)
    return to_response(services, result)


def read_call(
    services: Services, operation: str, *, task_id: str = "", with_body: bool = True, most: int | None = None
) -> Call:
    """Read the current request; *most* bytes of its body, where that is not the usual limit."""
    body, size = read_body(request, most=most) if with_body else (b"", 0)
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
    elif transmission != PLAIN:
        _wait(services, transmission.wait)
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
            _wait(services, reply.transmission.chunk_every)
        yield body[start : start + chunk]


def _wait(services: Services, span: timedelta) -> None:
    if span:
        services.sleep(span)

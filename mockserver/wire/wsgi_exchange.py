"""One request on its way through the WSGI app."""

from collections.abc import Callable, Iterable
from contextvars import Context, copy_context
from http import HTTPStatus
from typing import Any

from mockserver.core.transmission import PLAIN, TRANSMIT, Transmission
from mockserver.core.wire import Reply
from mockserver.wire.backroom import Backroom
from mockserver.wire.outflow import GoneError, Outflow
from mockserver.wire.receiver import Receiver
from mockserver.wire.refusal import RefusedError
from mockserver.wire.request import Request

__all__ = ["WsgiExchange"]

_Headers = list[tuple[str, str]]
_BODILESS = {HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED}


class WsgiExchange:
    """
    Asks the app in a thread. An answer that says how long it is goes out whole; another one goes out as it comes.

    A transmission that the app asks for is carried out by the receiver.
    """

    def __init__(self, backroom: Backroom, request: Request, environ: dict[str, Any], receiver: Receiver) -> None:
        self._backroom = backroom
        self._request = request
        self._environ = environ
        self._receiver = receiver
        self._outflow = Outflow(backroom)
        self._how = PLAIN
        self._status = 0
        self._headers: _Headers = []
        environ[TRANSMIT] = self._transmit

    def start(self) -> None:
        """Ask the app."""
        if self._request.line.path.rstrip("/") not in self._backroom.limits.patient:
            self._backroom.run(self._in_thread, self._go_on)
        elif not self._backroom.wait(self._in_thread, self._go_on):
            self._receiver.refuse(RefusedError(503, "too many calls wait already; try again later"))

    def cancel(self) -> None:
        """Forget about the answer; one that goes on is ended."""
        self._outflow.close()

    def _go_on(self, then: Callable[[], object]) -> None:
        if not self._outflow.closed:
            then()

    def _in_thread(self) -> Callable[[], object]:
        """Ask the app, and say what to do next on the loop."""
        context = copy_context()
        try:
            parts = context.run(self._backroom.app(), self._environ, self._start_response)
            if self._goes_on():
                return lambda: self._stream(parts, context)
            body = context.run(_collect, parts)
        except Exception as error:  # noqa: BLE001 - whatever it is, the client gets an answer
            return self._apology(error)
        return lambda: self._receiver.reply(Reply(self._status, tuple(self._headers), body, self._how))

    def _goes_on(self) -> bool:
        known = any(name.lower() == "content-length" for name, _ in self._headers)
        bodiless = self._request.line.method == "HEAD" or self._status in _BODILESS
        return not known and not bodiless and self._how is PLAIN

    def _stream(self, parts: Iterable[bytes], context: Context) -> None:
        if self._backroom.stream(lambda: context.run(self._pour, parts)):
            self._receiver.stream(self._status, self._headers, self._outflow)
        else:
            self._backroom.run(lambda: context.run(_close, parts), lambda _: None)
            self._receiver.refuse(RefusedError(503, "too many answers go on already; close some"))

    def _pour(self, parts: Iterable[bytes]) -> None:
        try:
            self._write_all(parts)
        except GoneError:
            pass
        except Exception as error:  # noqa: BLE001 - the answer has begun, so it can only break off
            self._note(error)
            self._outflow.break_off()

    def _write_all(self, parts: Iterable[bytes]) -> None:
        try:
            for part in parts:
                self._outflow.write(part)
        finally:
            _close(parts)
        self._outflow.end()

    def _apology(self, error: Exception) -> Callable[[], object]:
        self._note(error)
        return lambda: self._receiver.refuse(RefusedError(500, "Internal server error"))

    def _note(self, error: Exception) -> None:
        self._backroom.services.note_accident(f"{self._request.line.method} {self._request.line.path}", error)

    def _start_response(self, status: str, headers: _Headers, _: Any = None) -> Callable[[bytes], object]:
        self._status = int(status.partition(" ")[0])
        self._headers = headers
        return _refuse_write

    def _transmit(self, how: Transmission) -> None:
        self._how = how


def _refuse_write(_: bytes) -> None:
    raise NotImplementedError("the app is to return its body, not to write it (PEP 3333, The write() Callable)")


def _collect(parts: Iterable[bytes]) -> bytes:
    try:
        return b"".join(parts)
    finally:
        _close(parts)


def _close(parts: Iterable[bytes]) -> None:
    close = getattr(parts, "close", None)
    if close is not None:
        close()

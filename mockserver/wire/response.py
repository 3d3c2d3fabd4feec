"""The answer to one request, on its way to the client."""

from collections.abc import Callable, Sequence
from http import HTTPStatus

import msgspec

from mockserver.core.transmission import PLAIN, Ending
from mockserver.core.wire import Reply
from mockserver.wire import writing
from mockserver.wire.loop import Loop
from mockserver.wire.outflow import Outflow
from mockserver.wire.receiver import Way, Work
from mockserver.wire.refusal import RefusedError
from mockserver.wire.sending import Sending

__all__ = ["Asked", "Response"]

_BODILESS = {HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED}


class Asked(msgspec.Struct, frozen=True, gc=False):
    """What an answer depends on: the method, the version of HTTP, and whether the connection may go on."""

    method: str = ""
    version: str = "1.1"
    keep: bool = True


_ASKED = Asked()


class Response:
    """
    Writes one answer (`Receiver`) to *request*.

    *note* is told the status and the request's id when all is out.
    """

    def __init__(
        self,
        way: Way,
        loop: Loop,
        request: Asked = _ASKED,
        *,
        note: Callable[[int, str], object] | None = None,
    ) -> None:
        self._way = way
        self._loop = loop
        self._method = request.method
        self._version = request.version
        self._wanted = request.keep
        self._note = note
        self._work: Work | None = None
        self._outflow: Outflow | None = None
        self._chunked = False
        self._told = (0, "")

    def reply(self, reply: Reply) -> None:
        """Send a whole answer, the way that it wants."""
        head = self._head(reply.status, self._with_length(reply))
        # A client takes bytes after such a head for the next answer (RFC 9112, 6.3).
        body = b"" if reply.status in _BODILESS else reply.body
        if reply.transmission is PLAIN:
            self._way.write(head + body)
            self._end(Ending.KEEP)
            return
        sending = Sending(self._loop, reply.transmission, write=self._way.write, end=self._end)
        self._work = sending
        sending.start(head, body)

    def stream(self, status: int, headers: Sequence[tuple[str, str]], outflow: Outflow) -> None:
        """Send the beginning of an answer, and whatever *outflow* brings; in HTTP/1.0 it ends with the connection."""
        self._chunked = self._version == "1.1"
        self._wanted = self._wanted and self._chunked
        self._outflow = outflow
        coding = (("Transfer-Encoding", "chunked"),) if self._chunked else ()
        self._way.write(self._head(status, (*headers, *coding)))
        outflow.attach(
            lambda piece: self._way.write(writing.chunk(piece) if self._chunked else piece),
            lambda whole: self._end_stream(whole=whole),
        )

    def refuse(self, refusal: RefusedError) -> None:
        """Send a refusal, and end the connection."""
        self._wanted = False
        self._told = (refusal.status, "")
        self._way.write(writing.refusal(refusal))
        self._end(Ending.KEEP)

    def ready(self) -> None:
        """Take note that the client has read what was sent so far."""
        if self._outflow is not None:
            self._outflow.ready()

    @property
    def goes_on(self) -> bool:
        """Whether the answer has begun, and has no end of its own."""
        return self._outflow is not None

    def stop(self) -> None:
        """End an answer that goes on, as if that had been all."""
        if self._outflow is not None:
            self._outflow.close()
            self._end_stream(whole=True)

    def cancel(self) -> None:
        """Send no more."""
        if self._work is not None:
            self._work.cancel()

    @property
    def _keep(self) -> bool:
        return self._wanted and self._way.stays

    def _head(self, status: int, headers: Sequence[tuple[str, str]]) -> bytes:
        self._told = (status, next((value for name, value in headers if name == "x-request-id"), ""))
        if not self._keep:
            return writing.head(status, headers, connection="close")
        return writing.head(status, headers, connection=None if self._version == "1.1" else "keep-alive")

    def _with_length(self, reply: Reply) -> Sequence[tuple[str, str]]:
        told = any(name.lower() == "content-length" for name, _ in reply.headers)
        if told or reply.status in _BODILESS or self._method == "HEAD":
            return reply.headers
        return (("Content-Length", str(len(reply.body))), *reply.headers)

    def _end_stream(self, *, whole: bool) -> None:
        if whole and self._chunked:
            self._way.write(writing.chunk(b""))
        self._end(Ending.KEEP if whole else Ending.CLOSE)

    def _end(self, ending: Ending) -> None:
        if self._note is not None:
            self._note(*self._told)
        self._way.finished(Ending.CLOSE if ending is Ending.KEEP and not self._keep else ending)

"""One connection: requests in, answers out, in order."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, cast

from mockserver.core.transmission import PLAIN, Ending
from mockserver.core.wire import Call, Reply
from mockserver.wire import writing
from mockserver.wire.ending import reset
from mockserver.wire.gateway_exchange import GatewayExchange
from mockserver.wire.patience import Stage, is_late, late_refusal
from mockserver.wire.reader import Reader
from mockserver.wire.receiver import Work
from mockserver.wire.refusal import RefusedError
from mockserver.wire.request import Request
from mockserver.wire.response import Asked, Response

if TYPE_CHECKING:
    from mockserver.wire.front import Front

__all__ = ["Connection"]

_HEAD_PIECE = 8_192
_BODY_PIECE = 65_536
_NOBODY = ("", 0)


class Connection(asyncio.Protocol):
    """
    One client's connection.

    It answers one request at a time, and reads no further than it answers. While nothing goes on it is *free*: then a
    request that the shortcut recognises is answered on the spot. It is *deaf* once nothing more will be answered.
    """

    def __init__(self, front: "Front") -> None:
        self._front = front
        self._recognise = front.shortcut.recognise
        self._desk = front.backroom.desk
        self._reader = Reader(front.limits)
        self._unread = b""
        self._first = b""
        self._free = False
        self._deaf = False
        self._hanging = False
        self._ended = False
        self._cut = False
        self._pumping = False
        self._queues = False
        self._writable = True
        self._reading = True
        self._response: Response | None = None
        self._work: Work | None = None
        self._backlog = 0
        self._requests = 0
        self._seen = self._begun = self._stuck = front.now
        self._transport = cast("asyncio.Transport", None)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin, unless there are too many already."""
        self._transport = cast("asyncio.Transport", transport)
        refusal = self._front.enter(self)
        if refusal is None:
            self._free = True
        else:
            self._refuse(refusal)

    def data_received(self, data: bytes) -> None:
        """Take bytes, and answer at once what can be."""
        before, self._seen = self._seen, self._front.now
        if self._free:
            call = self._recognise(data)
            if call is not None:
                self._answer_at_once(call)
                return
            self._first = data
        if not self._deaf:
            requests, self._unread = self._requests, self._unread + data
            self._pump()
            if self._reader.between and not self._unread and requests == self._requests:
                self._seen = before  # Empty lines ask for nothing.

    def eof_received(self) -> bool:
        """Take note that the client sends no more; it may still read."""
        self._ended = True
        if self._deaf:
            return False
        self._pump()
        return True

    def connection_lost(self, _: Exception | None) -> None:
        """Forget the client."""
        self._deaf = True
        self._free = False
        self._cancel()
        self._front.leave(self)

    def pause_writing(self) -> None:
        """Take note that the client does not read what it was sent."""
        self._writable = False
        self._free = False

    def resume_writing(self) -> None:
        """Go on."""
        self._writable = True
        self._seen = self._stuck = self._front.now
        if self._response is not None:
            self._response.ready()
        self._pump()

    @property
    def stays(self) -> bool:
        """Whether the connection will be there for another answer."""
        return not self._front.draining

    def write(self, data: bytes) -> None:
        """Send bytes."""
        self._transport.write(data)
        if self._writable and self._response is not None:
            self._response.ready()

    def finished(self, ending: Ending) -> None:
        """Go on with the next request, or end the connection."""
        self._response = self._work = None
        self._seen = self._front.now
        if ending is Ending.KEEP:
            self._pump()
        else:
            self._deaf = True
            self._unread = b""
            self._begun = self._front.now
            self._settle()
            self._end(ending)

    def drain(self) -> None:
        """Finish what has been begun, then end the connection."""
        self._free = False
        waits = self._response is not None or self._queues or bool(self._unread)
        if self._hanging or (not waits and self._reader.between):
            self._deaf = True
            self._transport.close()

    def abort(self) -> None:
        """End the connection at once."""
        self._transport.abort()

    def check(self) -> None:
        """End the connection if the client has taken too long."""
        stage, limits, now = self._stage(), self._front.limits, self._front.now
        backlog = self._transport.get_write_buffer_size()
        if not (backlog and self._backlog):
            self._stuck = now
        if backlog != self._backlog:
            self._backlog, self._seen = backlog, now
        quiet, since = now - self._seen, now - self._since(stage)
        if is_late(stage, limits, quiet=quiet, since=since):
            refusal = late_refusal(stage, limits, quiet=quiet)
            if stage is Stage.GOING_ON and self._response is not None:
                self._response.stop()
            elif refusal is None:
                self._transport.abort()
            else:
                self._refuse(refusal)

    def _since(self, stage: Stage) -> float:
        """Say when a stage began."""
        if stage is Stage.UNREAD:
            return self._stuck
        return self._seen if stage is Stage.IDLE else self._begun

    def _stage(self) -> Stage:
        if self._hanging:
            return Stage.HANGING
        if self._transport.get_write_buffer_size():
            return Stage.UNREAD
        if self._deaf:
            return Stage.LINGERING
        if self._response is not None or self._queues:
            goes_on = self._response is not None and self._response.goes_on
            return Stage.GOING_ON if goes_on else Stage.WORKING
        if self._reader.between:
            return Stage.IDLE
        return Stage.HEAD if self._reader.in_head else Stage.BODY

    def _answer_at_once(self, call: Call) -> None:
        if self._front.log is not None:
            self._begin_call(call, GatewayExchange.start)
            return
        try:
            result = self._desk.answer_at_once(call)
        except Exception as error:  # noqa: BLE001 - whatever it is, the client gets an answer
            self._begin_call(call, partial(GatewayExchange.fail, error=error))
            return
        if type(result) is Reply and result.transmission is PLAIN:
            self._transport.write(writing.whole(result))
        else:
            self._begin_call(call, partial(GatewayExchange.go_on, result=result))

    def _begin_call(self, call: Call, begin: Callable[[GatewayExchange], None]) -> None:
        self._free = False
        self._response = Response(self, self._front.loop, Asked(call.method), note=self._front.note(call))
        exchange = GatewayExchange(self._front.backroom, call, self._response)
        self._work = exchange
        begin(exchange)

    def _pump(self) -> None:
        """Read and answer as far as that goes now, and is this client's turn."""
        if self._pumping or self._queues:
            return
        self._pumping = True
        try:
            self._queues = all(self._step() for _ in range(self._front.limits.turn))
        finally:
            self._pumping = False
        if self._queues:
            self._front.loop.call_soon(self._have_turn)
        self._settle()

    def _have_turn(self) -> None:
        self._queues = False
        self._pump()

    def _step(self) -> bool:
        """Do the next thing that can be done now; say whether there was one."""
        reader = self._reader
        if self._deaf or self._response is not None or not self._writable:
            return False
        if reader.found:
            self._begin(reader.found.popleft())
            return True
        if self._unread and not reader.over:
            self._read()
            return True
        if self._ended:
            reader.end()
            if not reader.found:
                self._deaf = True
                self._transport.close()
            return True
        return False

    def _read(self) -> None:
        in_body = not self._reader.between and not self._reader.in_head
        size = _BODY_PIECE if in_body else _HEAD_PIECE
        piece, self._unread = self._unread[:size], self._unread[size:]
        if self._reader.between:
            self._begun = self._front.now
        self._reader.feed(piece)

    def _settle(self) -> None:
        """Get ready for what comes next."""
        reader = self._reader
        waiting = not self._deaf and self._response is None and self._writable and not self._queues
        self._free = waiting and not self._unread and reader.between and not self._front.draining
        if waiting and reader.expecting and not self._unread:
            reader.expecting = False
            self._transport.write(writing.CONTINUE)
        full = len(self._unread) > self._front.limits.ahead_bytes
        if full is self._reading and not self._transport.is_closing():
            self._reading = not full
            (self._transport.pause_reading if full else self._transport.resume_reading)()

    def _begin(self, found: Request | RefusedError) -> None:
        first, self._first = self._first, b""
        self._requests += 1
        if isinstance(found, RefusedError):
            self._refuse(found)
            return
        self._cut = found.size > len(found.body)
        if found.plain and first:
            self._front.shortcut.learn(first, found)
        self._response = Response(
            self,
            self._front.loop,
            Asked(found.line.method, found.version, found.keep),
            note=self._front.note(found),
        )
        client = self._transport.get_extra_info("peername") or _NOBODY
        exchange = self._front.exchange(found, self._response, client=client[:2])
        self._work = exchange
        exchange.start()

    def _refuse(self, refusal: RefusedError) -> None:
        self._cut = True
        self._response = Response(self, self._front.loop, note=self._front.note(refusal))
        self._response.refuse(refusal)

    def _end(self, ending: Ending) -> None:
        if ending is Ending.RESET:
            reset(self._transport, self._front.loop)
        elif ending is Ending.HANG and not self._ended:
            self._hanging = True
        elif self._cut and not self._ended:
            # Closing with unread data would reset the connection, and the answer could be lost (RFC 9112, 9.6).
            self._transport.write_eof()
        else:
            self._transport.close()

    def _cancel(self) -> None:
        for work in (self._work, self._response):
            if work is not None:
                work.cancel()
        self._work = self._response = None

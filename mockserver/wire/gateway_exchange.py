"""One call of the gateway on its way to its reply."""

from functools import partial

from mockserver.core.gateway import apologise, unkept
from mockserver.core.store_error import StoreError
from mockserver.core.wire import Call, Postponed, Reply
from mockserver.wire.backroom import Backroom
from mockserver.wire.loop import Timer
from mockserver.wire.receiver import Receiver

__all__ = ["GatewayExchange"]

_AT_ONCE = {"create", "query"}


class GatewayExchange:
    """
    Gets the reply to *call*, and hands it to *receiver*, unless it is cancelled before.

    The hot operations are answered on the loop; whatever may take its time goes to a thread; a timer waits for a
    postponed call.
    """

    def __init__(self, backroom: Backroom, call: Call, receiver: Receiver) -> None:
        self._backroom = backroom
        self._call = call
        self._receiver = receiver
        self._timer: Timer | None = None
        self._cancelled = False

    def start(self) -> None:
        """Ask the desk."""
        self._ask(None)

    def go_on(self, result: Reply | Postponed | None) -> None:
        """Go on with what the desk said; None when it can only say so in a thread."""
        if self._cancelled:
            return
        if isinstance(result, Reply):
            self._receiver.reply(result)
        elif result is None:
            self._ask_in_thread(None)
        else:
            self._timer = self._backroom.loop.call_later(result.wait.total_seconds(), self._ask, result)

    def fail(self, error: Exception) -> None:
        """Answer that nobody expected *error*."""
        self._backroom.run(partial(self._apologise, error), self.go_on)

    def cancel(self) -> None:
        """Forget about the reply."""
        self._cancelled = True
        if self._timer is not None:
            self._timer.cancel()

    def _ask(self, postponed: Postponed | None) -> None:
        if self._call.operation not in _AT_ONCE:
            self._ask_in_thread(postponed)
            return
        try:
            result = self._backroom.desk.answer_at_once(self._call, postponed=postponed)
        except Exception as error:  # noqa: BLE001 - whatever it is, the client gets an answer
            self.fail(error)
            return
        if result is None:
            self._ask_in_thread(postponed)
        else:
            self.go_on(result)

    def _ask_in_thread(self, postponed: Postponed | None) -> None:
        self._backroom.run(partial(self._answer, postponed), self.go_on)

    def _answer(self, postponed: Postponed | None) -> Reply | Postponed:
        try:
            return self._backroom.desk.answer(self._call, postponed=postponed)
        except Exception as error:  # noqa: BLE001 - as above
            return self._apologise(error)

    def _apologise(self, error: Exception) -> Reply:
        services, call = self._backroom.services, self._call
        services.note_accident(f"{call.method} {call.path}", error, key=call.world_key)
        if isinstance(error, StoreError):
            return unkept()
        try:
            with services.store.by_key(call.world_key) as world:
                return apologise(call, context=services.context(world))
        except StoreError:
            return unkept()

"""Says each call in the log."""

from collections.abc import Callable

from mockserver.core.desk import Desk
from mockserver.core.headers import Headers
from mockserver.core.key import world_id
from mockserver.core.redaction import Redaction, mask
from mockserver.core.wire import Call
from mockserver.logs import log
from mockserver.wire.loop import Loop
from mockserver.wire.refusal import RefusedError
from mockserver.wire.request import Request

__all__ = ["CallLog"]


class CallLog:
    """Measures calls by the time of *loop*; *desk* knows whose they are."""

    def __init__(self, loop: Loop, desk: Desk) -> None:
        self._loop = loop
        self._desk = desk

    def begin(self, what: Call | Request | RefusedError) -> Callable[[int, str], None]:
        """Say that a call has begun; what is returned is to be told its status and its request id at the end."""
        started = self._loop.time()

        def end(status: int, request_id: str) -> None:
            took = f"{(self._loop.time() - started) * 1000:.3f}"
            log("info", "call", **self._facts(what), status=status, ms=took, request=request_id)

        return end

    def _facts(self, what: Call | Request | RefusedError) -> dict[str, str]:
        if isinstance(what, RefusedError):
            return {"refused": what.message}
        if isinstance(what, Call):
            return self._call(what.operation, what.method, what.path, what.headers)
        return self._call(what.line.operation, what.line.method, what.line.path, what.fields.headers)

    def _call(self, operation: str, method: str, path: str, headers: Headers) -> dict[str, str]:
        world_key, token = self._desk.admit(headers.get("authorization"))
        return {
            "operation": operation or "other",
            "method": method,
            "path": Redaction(headers).text(path),
            "world": world_id(world_key),
            "key": mask(token) if token else "none",
        }

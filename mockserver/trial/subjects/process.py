"""A subject's process, read within bounds: of time, of a line's length, and of what is kept."""

import contextlib
import os
import selectors
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence

from mockserver.trial.fall import FallError, FallKind
from mockserver.trial.subjects.subject import SubjectError

__all__ = ["SubjectProcess"]

_CHUNK = 65_536
_MOST_OUTPUT = 1_000_000
"""Bytes of stdout in one case; whoever writes more floods it."""

_MOST_KEPT = 4_000
_ENDING_SECONDS = 2.0


class SubjectProcess:
    """
    A process in a group of its own, so that what it starts ends with it.

    Raises:
        SubjectError: It cannot be started.
    """

    def __init__(self, command: Sequence[str], *, environment: Mapping[str, str] | None = None) -> None:
        try:
            self._process = subprocess.Popen(  # noqa: S603 - the user's own command
                list(command),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env={**os.environ, **(environment or {})},
                start_new_session=True,
            )
        except (OSError, ValueError) as error:
            raise SubjectError(f"{command[0] if command else 'the command'} cannot be started: {error}") from error
        self._selector = selectors.DefaultSelector()
        self._pending = b""
        self._out = bytearray()
        self._read = 0
        self._kept = bytearray()
        for pipe, role in ((self._process.stdout, "out"), (self._process.stderr, "err")):
            assert pipe is not None  # noqa: S101 - asked for above
            os.set_blocking(pipe.fileno(), False)
            self._selector.register(pipe, selectors.EVENT_READ, role)
        assert self._process.stdin is not None  # noqa: S101 - asked for above
        self._stdin = self._process.stdin
        os.set_blocking(self._stdin.fileno(), False)

    @property
    def errors(self) -> str:
        """The end of what it wrote to stderr."""
        return self._kept.decode("utf-8", "replace")

    def begin(self) -> None:
        """Count its output anew."""
        self._read = len(self._out)

    def send(self, line: bytes) -> None:
        """Write a line; it goes out while `line` waits for an answer."""
        if not self._pending:
            with contextlib.suppress(KeyError, ValueError):
                self._selector.unregister(self._stdin)
            self._selector.register(self._stdin, selectors.EVENT_WRITE, "in")
        self._pending += line + b"\n"

    def close_input(self) -> None:
        """Say that nothing more will come."""
        with contextlib.suppress(KeyError, ValueError):
            self._selector.unregister(self._stdin)
        with contextlib.suppress(OSError):
            self._stdin.close()

    def line(self, *, within: float) -> bytes:
        """
        Wait for the next line of its stdout.

        Raises:
            FallError: None came in time, it wrote too much, or it ended.
        """
        until = time.monotonic() + within
        while b"\n" not in self._out:
            if not self._step(until):
                raise self._exited()
        line, _, rest = bytes(self._out).partition(b"\n")
        self._out = bytearray(rest)
        return line

    def everything(self, *, within: float) -> tuple[bytes, int]:
        """
        Wait for its end; return its stdout and its exit code.

        Raises:
            FallError: It did not end in time, or wrote too much.
        """
        until = time.monotonic() + within
        while self._step(until):
            pass
        return bytes(self._out), self._code(until)

    def end(self) -> None:
        """End it, and whatever it has started."""
        for sign in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, sign)
            try:
                self._process.wait(_ENDING_SECONDS)
            except subprocess.TimeoutExpired:
                continue
            break
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._selector.close()
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()

    def _step(self, until: float) -> bool:
        """Read or write what can be; False when its stdout has ended."""
        left = until - time.monotonic()
        ready = self._selector.select(left) if left > 0 else []
        if not ready:
            raise FallError(FallKind.HUNG, "it did not answer in time", output=self.errors)
        moved = [self._move(key.fileobj, key.data) for key, _ in ready]
        return all(moved)

    def _move(self, pipe: object, role: str) -> bool:
        if role == "in":
            self._write()
            return True
        data = os.read(pipe.fileno(), _CHUNK)  # type: ignore[attr-defined]  # a pipe, registered above
        if not data:
            self._selector.unregister(pipe)  # type: ignore[arg-type]  # as above
            return role != "out"
        if role == "err":
            self._kept = (self._kept + data)[-_MOST_KEPT:]
            return True
        self._out += data
        self._read += len(data)
        if self._read > _MOST_OUTPUT:
            raise FallError(FallKind.FLOODED, f"more than {_MOST_OUTPUT} bytes on stdout", output=self.errors)
        return True

    def _write(self) -> None:
        try:
            written = os.write(self._stdin.fileno(), self._pending)
        except BlockingIOError:
            return
        except OSError:
            written = len(self._pending)  # It has closed its input; what comes of that is seen at its output.
        self._pending = self._pending[written:]
        if not self._pending:
            self._selector.unregister(self._stdin)

    def _exited(self) -> FallError:
        code = self._code(time.monotonic() + _ENDING_SECONDS)
        return FallError(FallKind.EXITED, f"its output ended without an answer, exit code {code}", output=self.errors)

    def _code(self, until: float) -> int:
        try:
            code = self._process.wait(max(until - time.monotonic(), 0.0))
        except subprocess.TimeoutExpired:
            raise FallError(FallKind.HUNG, "it closed its output and went on", output=self.errors) from None
        self._keep_errors()
        return code

    def _keep_errors(self) -> None:
        assert self._process.stderr is not None  # noqa: S101 - asked for above
        with contextlib.suppress(OSError, ValueError):
            while data := os.read(self._process.stderr.fileno(), _CHUNK):
                self._kept = (self._kept + data)[-_MOST_KEPT:]

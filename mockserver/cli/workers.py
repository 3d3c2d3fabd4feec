"""
Several processes that answer on one address, and the parent that looks after them.

They share the listening socket, so that a connection that waits is taken by whoever is free, and none is lost when a
worker dies. The parent does not answer; it starts, restarts and stops.
"""

import os
import selectors
import signal
from collections.abc import Callable
from contextlib import suppress
from time import monotonic
from typing import NoReturn

from mockserver.cli.program import CommandError

__all__ = ["Workers"]

_PAUSE_SECONDS = 0.5
_NOTICED = (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD)
_FAULT = 3


class Workers:
    """
    Runs *work* in so many processes until a signal ends them.

    *work* is given a function that says that it answers, and the end of a pipe that closes when the parent is gone; it
    returns its exit code. SIGTERM asks a worker to stop, a second one at once; SIGINT is the parent's alone.
    """

    def __init__(self, many: int, work: Callable[[Callable[[], None], int], int]) -> None:
        self._many = many
        self._work = work
        self._begun: dict[int, float] = {}
        self._ready = 0
        self._stopping = False
        self._woken = -1
        self._ready_read, self._ready_write = os.pipe()
        self._alive_read, self._alive_write = os.pipe()

    def run(self, *, answering: Callable[[], None]) -> None:
        """
        Keep the workers running, and return once a signal has ended them; *answering* is called when all answer.

        Raises:
            CommandError: One of them ended before it answered.
        """
        woken_read, woken_write = os.pipe()
        for end in (woken_read, woken_write, self._ready_read):
            os.set_blocking(end, False)
        before = [(number, signal.signal(number, _nothing)) for number in _NOTICED]
        signal.set_wakeup_fd(woken_write, warn_on_full_buffer=False)
        try:
            with selectors.DefaultSelector() as selector:
                selector.register(woken_read, selectors.EVENT_READ, self._take_signals)
                selector.register(self._ready_read, selectors.EVENT_READ, lambda: self._count(answering))
                self._woken = woken_read
                self._look_after(selector)
        finally:
            signal.set_wakeup_fd(-1)
            for number, handler in before:
                signal.signal(number, handler)
            self._kill()
            for end in (woken_read, woken_write, self._ready_read, self._ready_write):
                os.close(end)
            os.close(self._alive_read)
            os.close(self._alive_write)

    def _look_after(self, selector: selectors.BaseSelector) -> None:
        while not self._stopping or self._begun:
            wait = self._fill()
            for key, _ in selector.select(wait):
                key.data()

    def _fill(self) -> float | None:
        """Start those that are missing; say how long to wait before the next may be started."""
        if self._stopping:
            return None
        while len(self._begun) < self._many:
            last = max(self._begun.values(), default=0.0)
            wait = last + _PAUSE_SECONDS - monotonic()
            if self._ready >= self._many and wait > 0:
                return wait  # One that dies at once is not started again and again without a pause.
            self._start()
        return None

    def _start(self) -> None:
        # No signal comes in between: a worker that took one as the parent does would never stop.
        signal.pthread_sigmask(signal.SIG_BLOCK, _NOTICED)
        try:
            pid = os.fork()
            if pid == 0:
                self._be_a_worker()
            self._begun[pid] = monotonic()
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _NOTICED)

    def _be_a_worker(self) -> NoReturn:
        code = _FAULT
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            signal.signal(signal.SIGTERM, signal.SIG_DFL)  # until it takes calls, there is nothing to be finished
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _NOTICED)
            os.close(self._alive_write)
            code = self._work(self._say_ready, self._alive_read)
        finally:
            os._exit(code)  # nothing of the parent's is to be done here

    def _say_ready(self) -> None:
        os.write(self._ready_write, b".")

    def _count(self, answering: Callable[[], None]) -> None:
        before = self._ready
        with suppress(BlockingIOError):
            self._ready += len(os.read(self._ready_read, 1024))
        if before < self._many <= self._ready:
            answering()

    def _take_signals(self) -> None:
        numbers = os.read(self._woken, 1024)
        if signal.SIGCHLD in numbers:
            self._bury()
        for _ in range(numbers.count(signal.SIGINT) + numbers.count(signal.SIGTERM)):
            self._stopping = True
            self._tell(signal.SIGTERM)

    def _bury(self) -> None:
        for pid in tuple(self._begun):
            found, status = os.waitpid(pid, os.WNOHANG)
            if found:
                del self._begun[pid]
                if self._ready < self._many and not self._stopping:
                    code = os.waitstatus_to_exitcode(status)
                    raise CommandError(f"a worker ended with {code} before it answered")

    def _tell(self, number: int) -> None:
        for pid in self._begun:
            with suppress(ProcessLookupError):
                os.kill(pid, number)

    def _kill(self) -> None:
        self._tell(signal.SIGKILL)
        for pid in self._begun:
            with suppress(ChildProcessError):
                os.waitpid(pid, 0)


def _nothing(*_: object) -> None:
    """Let the signal be seen at the pipe only."""

"""``python``: a subject that is an object in this process."""

import asyncio
import inspect
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from importlib import import_module
from threading import Thread
from typing import Any

from mockserver.trial.fall import FallError, FallKind
from mockserver.trial.outcome import Outcome, OutcomeError, parse_outcome
from mockserver.trial.subjects.assignment import Assignment
from mockserver.trial.subjects.subject import SubjectError
from mockserver.trial.tempo import REAL, VIRTUAL, Tempo

__all__ = ["PythonObject", "find_factory"]

_GIVING_UP_SECONDS = 2.0
_CALLBACK_SECONDS = 15.0
_MOST_NAPS = 20_000
_LONGEST = 300
_NOBODY: Any = object()


class _CaseIsOver(BaseException):
    """Ends a subject that sleeps on after its case; it is no Exception, so that no retry loop takes it for one."""


def find_factory(address: str) -> Any:
    """
    Find what ``module:factory`` names.

    Raises:
        SubjectError: There is no such thing, or it cannot be called.
    """
    module_name, _, name = address.partition(":")
    if not module_name or not name:
        raise SubjectError(f"{address!r} is not of the form module:factory")
    try:
        found: Any = import_module(module_name)
        for part in name.split("."):
            found = getattr(found, part)
    except (ImportError, AttributeError, SyntaxError) as error:
        raise SubjectError(f"{address}: {error}") from error
    if hasattr(found, "generate") and not inspect.isclass(found):
        return lambda: found
    if not callable(found):
        raise SubjectError(f"{address} is no factory, and has no generate")
    return found


class PythonObject:
    """
    Asks a fresh object of *factory* in each case, in a thread of its own.

    Raises:
        SubjectError: The factory fails, or what it makes has no generate.
    """

    def __init__(self, factory: Callable[[], Any]) -> None:
        self._factory = factory
        self._made: Any = _NOBODY
        self._thread: Thread | None = None
        self._over = False
        self.begin()
        self._words = _words(self._made.generate)
        self.tempo: Tempo | None = VIRTUAL if "sleep" in self._words else REAL
        self.takes_callbacks = callable(getattr(self._made, "receive", None))

    def begin(self) -> None:
        """Make a fresh object, unless the factory gives the same one each time."""
        self._over = False
        try:
            made = self._factory()
        except Exception as error:
            raise SubjectError(f"the factory fails: {type(error).__name__}: {error}") from error
        if made is not self._made:
            self.close()
        self._made = made
        if not callable(getattr(made, "generate", None)):
            raise SubjectError(f"{type(made).__name__} has no generate(request, *, base_url, ...)")

    def generate(self, assignment: Assignment) -> Outcome:
        """Call ``generate``."""
        value = self._bounded(lambda: self._generate(assignment), assignment.limit)
        try:
            return parse_outcome(value)
        except OutcomeError as error:
            raise FallError(FallKind.RUBBISH, str(error)) from error

    def estimate(self, request: Mapping[str, Any]) -> str | None:
        """Call ``estimate``; a LookupError says that it knows no price."""
        if not callable(getattr(self._made, "estimate", None)):
            return None
        try:
            value = self._bounded(lambda: self._made.estimate(request), _CALLBACK_SECONDS)
        except FallError as error:
            if isinstance(error.__cause__, LookupError):
                return None
            raise
        return None if value is None else str(value)

    def receive(self, body: bytes, headers: Mapping[str, str], sleep: Callable[[float], None]) -> int:
        """Call ``receive``."""
        receive = self._made.receive
        more = {"sleep": self._guarded(sleep)} if "sleep" in _words(receive) else {}
        value = self._bounded(lambda: receive(body, headers, **more), _CALLBACK_SECONDS)
        if type(value) is not int:
            raise FallError(FallKind.RUBBISH, f"receive returned {str(value)[:_LONGEST]!r}, not a status")
        return value

    def effects(self) -> dict[str, int] | None:
        """Call ``effects``."""
        effects = getattr(self._made, "effects", None)
        if not callable(effects):
            return None
        found: dict[str, int] = self._bounded(lambda: dict(effects()), _CALLBACK_SECONDS)
        return found

    def recover(self) -> None:
        """End the thread; one that cannot be ended is left to itself."""
        self._over = True
        if self._thread is not None:
            self._thread.join(_GIVING_UP_SECONDS)

    def close(self) -> None:
        """Close the object, where it can be closed."""
        close = getattr(self._made, "close", None)
        if callable(close):
            with suppress(Exception):  # what it does in its end is not what it is tried for
                close()

    def _generate(self, assignment: Assignment) -> Any:
        generate, schedule = self._made.generate, assignment.schedule
        asynchronous = inspect.iscoroutinefunction(generate)
        offered = {
            "sleep": _nap(self._guarded(assignment.sleep)) if asynchronous else self._guarded(assignment.sleep),
            "monotonic": assignment.monotonic,
            "request_timeout": schedule.request_timeout,
            "idempotency_key": schedule.idempotency_key,
        }
        result = generate(
            schedule.request,
            base_url=assignment.base_url,
            api_key=schedule.key,
            poll_interval=schedule.poll_interval,
            deadline=schedule.deadline,
            **{name: value for name, value in offered.items() if name in self._words},
        )
        return asyncio.run(result) if asynchronous else result

    def _guarded(self, sleep: Callable[[float], None]) -> Callable[[float], None]:
        naps = 0

        def nap(seconds: float) -> None:
            nonlocal naps
            naps += 1
            if self._over or naps > _MOST_NAPS:
                raise _CaseIsOver
            sleep(seconds)

        return nap

    def _bounded(self, act: Callable[[], Any], limit: float) -> Any:
        """Do something in a thread, for so many real seconds at most."""
        ended: list[tuple[Any, BaseException | None]] = []

        def run() -> None:
            try:
                ended.append((act(), None))
            except BaseException as error:  # noqa: BLE001 - whatever it raises is what is looked for
                ended.append((None, error))

        thread = self._thread = Thread(target=run, name="klingmock-subject", daemon=True)
        thread.start()
        thread.join(limit)
        if not ended:
            raise FallError(FallKind.HUNG, f"it had not ended after {limit:g} real seconds")
        value, error = ended[0]
        if isinstance(error, _CaseIsOver):
            raise FallError(FallKind.HUNG, f"it slept {_MOST_NAPS} times without coming to an end")
        if error is not None:
            raise FallError(FallKind.CRASHED, f"{type(error).__name__}: {error}"[:_LONGEST]) from error
        return value


def _words(function: Callable[..., Any]) -> frozenset[str]:
    """Name what may be handed in by name."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return frozenset()
    by_name = (inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return frozenset(one.name for one in parameters if one.kind in by_name)


def _nap(sleep: Callable[[float], None]) -> Callable[[float], Coroutine[Any, Any, None]]:
    async def nap(seconds: float) -> None:
        sleep(seconds)  # nothing else is to happen on this loop meanwhile

    return nap

"""What every subject offers to a trial."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from mockserver.trial.outcome import Outcome
from mockserver.trial.subjects.assignment import Assignment
from mockserver.trial.tempo import Tempo

__all__ = ["Subject", "SubjectError"]


class SubjectError(Exception):
    """There is no subject to be tried: it cannot be found, started or asked."""


class Subject(Protocol):
    """
    A client under trial. Whatever it does is an outcome or a `FallError`.

    *tempo* is None where only a first case can tell whether it sleeps in the world's time.
    """

    tempo: Tempo | None
    takes_callbacks: bool

    def generate(self, assignment: Assignment) -> Outcome:
        """
        Let it make one video.

        Raises:
            FallError: It ended in no orderly way.
        """
        ...

    def estimate(self, request: Mapping[str, Any]) -> str | None:
        """
        Ask what a request will cost, in credits; None when it does not say.

        Raises:
            FallError: It broke down over the question.
        """
        ...

    def receive(self, body: bytes, headers: Mapping[str, str], sleep: Callable[[float], None]) -> int:
        """
        Hand a callback in; return the status that it answers.

        Raises:
            FallError: It answered none.
        """
        ...

    def effects(self) -> dict[str, int] | None:
        """
        Ask how often it took the end of each task into account; None when it does not say.

        Raises:
            FallError: It broke down over the question.
        """
        ...

    def begin(self) -> None:
        """Make ready for the next case."""
        ...

    def recover(self) -> None:
        """Wait for what a fall has left behind; the server that it hung on is gone by now."""
        ...

    def close(self) -> None:
        """End it."""
        ...

"""``per-case``: a command that is started for each case, told by its environment, and prints one outcome."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from mockserver.trial.fall import FallError, FallKind
from mockserver.trial.outcome import Outcome, OutcomeError, parse_outcome
from mockserver.trial.subjects.assignment import Assignment
from mockserver.trial.subjects.process import SubjectProcess
from mockserver.trial.tempo import Tempo

__all__ = ["PerCase"]

_SHOWN = 200


class PerCase:
    """Starts *command* in each case; the last line of its stdout is the outcome, its exit code 0."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = command
        self._process: SubjectProcess | None = None
        self._estimate: str | None = None
        self.tempo: Tempo | None = None
        self.takes_callbacks = False

    def begin(self) -> None:
        """Have nothing left of the case before."""
        self._estimate = None

    def generate(self, assignment: Assignment) -> Outcome:
        """Start it, and read the outcome."""
        process = self._process = SubjectProcess(self._command, environment=_environment(assignment))
        process.close_input()
        output, code = process.everything(within=assignment.limit)
        lines = [line for line in output.splitlines() if line.strip()]
        if code != 0 or not lines:
            said = f"exit code {code}" + ("" if lines else ", and nothing on stdout")
            raise FallError(FallKind.EXITED, said, output=process.errors)
        try:
            outcome = parse_outcome(json.loads(lines[-1]))
        except (OutcomeError, ValueError, RecursionError) as error:
            why = str(error) if isinstance(error, OutcomeError) else f"{lines[-1][:_SHOWN]!r} is no JSON"
            raise FallError(FallKind.RUBBISH, why, output=process.errors) from error
        self.close()
        self._estimate = outcome.estimate_credits
        return outcome

    def estimate(self, request: Mapping[str, Any]) -> str | None:  # noqa: ARG002 - it came with the outcome
        """Return what the outcome said."""
        return self._estimate

    def receive(self, body: bytes, headers: Mapping[str, str], sleep: Callable[[float], None]) -> int:
        """Refuse: there is nobody to take a callback."""
        raise NotImplementedError

    def effects(self) -> dict[str, int] | None:
        """Know nothing."""
        return None

    def recover(self) -> None:
        """End the process."""
        self.close()

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.end()
            self._process = None


def _environment(assignment: Assignment) -> dict[str, str]:
    told = assignment.to_json()
    return {
        "KLINGMOCK_BASE_URL": told["base_url"],
        "KLINGMOCK_API_KEY": told["api_key"],
        "KLINGMOCK_REQUEST": json.dumps(told["request"]),
        "KLINGMOCK_POLL_INTERVAL": str(told["poll_interval"]),
        "KLINGMOCK_DEADLINE": str(told["deadline"]),
        "KLINGMOCK_REQUEST_TIMEOUT": str(told["request_timeout"]),
        "KLINGMOCK_SLEEP_URL": told["sleep_url"],
        "KLINGMOCK_IDEMPOTENCY_KEY": told["idempotency_key"],
    }

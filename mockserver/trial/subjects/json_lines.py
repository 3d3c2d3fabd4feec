"""``json-lines``: a process that serves many cases, one line of JSON each, on stdin and stdout."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from mockserver.trial.fall import FallError, FallKind
from mockserver.trial.outcome import Outcome, OutcomeError, parse_outcome
from mockserver.trial.subjects.assignment import Assignment
from mockserver.trial.subjects.process import SubjectProcess
from mockserver.trial.tempo import Tempo

__all__ = ["JsonLines"]

_CALLBACK_SECONDS = 15.0
_SHOWN = 200


class JsonLines:
    """
    Asks *command*, which is started anew after a fall.

    Its first line may be ``{"ready": true, "callbacks": true}``: then it is handed callbacks too.

    Raises:
        SubjectError: It cannot be started.
    """

    def __init__(self, command: Sequence[str]) -> None:
        self._command = command
        self._process: SubjectProcess | None = SubjectProcess(command)
        self._number = 0
        self._estimate: str | None = None
        self._effects: dict[str, int] | None = None
        self.tempo: Tempo | None = None
        self.takes_callbacks = False

    def begin(self) -> None:
        """Start it, unless it runs."""
        self._estimate = self._effects = None
        if self._process is None:
            self._process = SubjectProcess(self._command)
        self._process.begin()

    def generate(self, assignment: Assignment) -> Outcome:
        """Write the case, and read its outcome."""
        self._number = assignment.number
        answer = self._ask(assignment.to_json(), within=assignment.limit)
        try:
            outcome = parse_outcome(answer.get("outcome"))
        except OutcomeError as error:
            raise self._fallen(FallKind.RUBBISH, str(error)) from error
        self._estimate = outcome.estimate_credits
        self._note_effects(answer)
        return outcome

    def estimate(self, request: Mapping[str, Any]) -> str | None:  # noqa: ARG002 - it came with the outcome
        """Return what the last outcome said."""
        return self._estimate

    def receive(self, body: bytes, headers: Mapping[str, str], sleep: Callable[[float], None]) -> int:  # noqa: ARG002 - it has its own
        """Write the callback, and read the status."""
        callback = {"body": body.decode("utf-8", "replace"), "headers": dict(headers)}
        answer = self._ask({"case": self._number, "callback": callback}, within=_CALLBACK_SECONDS)
        status = answer.get("status")
        if type(status) is not int:
            raise self._fallen(FallKind.RUBBISH, f"it answered a callback with {str(answer)[:_SHOWN]}, not a status")
        self._note_effects(answer)
        return status

    def effects(self) -> dict[str, int] | None:
        """Return what the last line said."""
        return self._effects

    def recover(self) -> None:
        """End the process."""
        self.close()

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.end()
            self._process = None

    def _ask(self, value: Mapping[str, Any], *, within: float) -> dict[str, Any]:
        if self._process is None:
            raise FallError(FallKind.EXITED, "it has ended")
        self._process.send(json.dumps(value).encode())
        while True:
            answer = self._read(within)
            if "ready" in answer and "case" not in answer:
                self.takes_callbacks = answer.get("callbacks") is True
                continue
            if answer.get("case") != value["case"]:
                said = f"it answered case {str(answer.get('case'))[:_SHOWN]}, and was asked {value['case']}"
                raise self._fallen(FallKind.RUBBISH, said)
            return answer

    def _read(self, within: float) -> dict[str, Any]:
        assert self._process is not None  # noqa: S101 - it was just written to
        line = self._process.line(within=within)
        try:
            answer = json.loads(line)
        except (ValueError, RecursionError):
            answer = None
        if not isinstance(answer, dict):
            raise self._fallen(FallKind.RUBBISH, f"{line[:_SHOWN]!r} is no JSON object")
        return answer

    def _note_effects(self, answer: Mapping[str, Any]) -> None:
        found = answer.get("effects")
        if isinstance(found, dict) and all(type(often) is int for often in found.values()):
            self._effects = found

    def _fallen(self, kind: FallKind, message: str) -> FallError:
        return FallError(kind, message, output=self._process.errors if self._process else "")

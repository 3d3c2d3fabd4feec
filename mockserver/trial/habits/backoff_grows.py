"""``backoff-grows``: the longer something fails, the longer it waits."""

from collections.abc import Iterator
from itertools import pairwise

from mockserver.trial.call import CallView
from mockserver.trial.evidence import Evidence
from mockserver.trial.finding import Finding
from mockserver.trial.habits.habit import Habit
from mockserver.trial.scene import Scene
from mockserver.trial.tempo import Tempo

__all__ = ["BackoffGrows"]

_LEAST_PAUSES = 3
_GROWTH = 1.1
_LONG_ENOUGH = 60.0  # seconds; nobody needs to wait longer


class BackoffGrows(Habit):
    """Measures the pauses between useless answers in a row; luck in them is allowed for."""

    name = "backoff-grows"
    title = "Waits longer each time while a request keeps failing."
    reason = "Clients that come back at a steady pace, or at once, keep down a gateway that tries to get up."
    source = "client-cli, Retries; RFC 9110, 10.2.3"
    unjudged = "it gave up before it had waited three times"

    def scenes(self, tempo: Tempo) -> tuple[Scene, ...]:  # noqa: ARG002 - all alike
        """Let five calls fail in a row."""
        row = {"when": {"nth": 1, "times": 5}, "do": "status", "status": 503}
        return (
            Scene(title="five polls fail", faults=[{"on": "query", **row}], draws=2),
            Scene(title="five creations fail", faults=[{"on": "create", **row}], draws=2),
        )

    def applies(self, evidence: Evidence) -> bool:
        """Judge rows of failures."""
        return any(len(calls) > _LEAST_PAUSES for calls in _rows(evidence))

    def breaches(self, evidence: Evidence) -> Iterator[Finding]:
        """Compare the last pauses of a row with its first."""
        for calls in _rows(evidence):
            pauses = [(after.at - before.at).total_seconds() for before, after in pairwise(calls)]
            if len(pauses) < _LEAST_PAUSES or pauses[0] >= _LONG_ENOUGH:
                continue
            grown = sum(pauses[-2:]) > _GROWTH * sum(pauses[:2])
            if not grown or min(pauses) <= 0:
                shown = ", ".join(f"{pause:.3g}" for pause in pauses)
                yield self.finding(f"while it failed, its pauses were {shown} s: they do not grow", *calls)


def _rows(evidence: Evidence) -> Iterator[list[CallView]]:
    """Yield failures in a row of the same request, with what was asked after them; none that asked for a pause."""
    for line in dict.fromkeys(call.line for call in evidence.calls):
        row: list[CallView] = []
        for call in (one for one in evidence.calls if one.line == line):
            row.append(call)
            if not call.useless or call.asked_until is not None:
                yield row
                row = []
        yield row

"""``obeys-retry-after``: it comes back when it was asked to, and not before."""

from collections.abc import Iterator
from datetime import datetime

from mockserver.trial.call import CallView
from mockserver.trial.evidence import Evidence
from mockserver.trial.finding import Finding
from mockserver.trial.habits.habit import Habit
from mockserver.trial.scene import Scene
from mockserver.trial.tempo import Tempo

__all__ = ["ObeysRetryAfter"]


class ObeysRetryAfter(Habit):
    """Measures the time until the same is asked again."""

    name = "obeys-retry-after"
    title = "Waits as long as Retry-After asks for, in seconds or as a date."
    reason = "Whoever comes back too soon to a gateway that is overloaded keeps it so, and is limited longer."
    source = "RFC 9110, 10.2.3; client-cli, Headers, Retry-After"
    unjudged = "it never came back to a gateway that had asked for patience"

    def scenes(self, tempo: Tempo) -> tuple[Scene, ...]:
        """Ask for patience in both forms, with both statuses, in both places."""
        asked = {"retry_after": f"{tempo.retry_after}s"}
        return tuple(
            Scene(
                title=f"a {on} is answered with Retry-After as {form}",
                faults=[{"on": on, "when": {"nth": 1}, **fault, **asked, "retry_after_as": form}],
                span="waiting_deadline",
                draws=1,
            )
            for on in ("create", "query")
            for form in ("seconds", "date")
            for fault in ({"do": "rate-limit"}, {"do": "status", "status": 503})
        )

    def applies(self, evidence: Evidence) -> bool:
        """Judge where it came back."""
        return bool(list(_returns(evidence)))

    def breaches(self, evidence: Evidence) -> Iterator[Finding]:
        """Name each return that came too soon."""
        for call, following, asked in _returns(evidence):
            early = (asked - following.at).total_seconds()
            if early > evidence.tempo.slack:
                header, waited = call.answered["retry-after"], (following.at - call.at).total_seconds()
                said = f"it was asked to wait ({header!r}), came back after {waited:g} s, and so {early:g} s too early"
                yield self.finding(said, call, following)


def _returns(evidence: Evidence) -> Iterator[tuple[CallView, CallView, datetime]]:
    for place, call in enumerate(evidence.calls):
        asked = call.asked_until if call.useless else None
        following = next((one for one in evidence.calls[place + 1 :] if one.line == call.line), None)
        if asked is not None and following is not None:
            yield call, following, asked

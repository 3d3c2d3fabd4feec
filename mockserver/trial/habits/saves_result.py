"""``saves-result``: the video is fetched at once, whole, and kept."""

from collections.abc import Iterator

from mockserver.core.clock import parse_instant
from mockserver.trial.evidence import Evidence
from mockserver.trial.finding import Finding
from mockserver.trial.habits.habit import Habit
from mockserver.trial.habits.survival import ends_in_time
from mockserver.trial.scene import Choice, Scene
from mockserver.trial.tempo import Tempo

__all__ = ["SavesResult"]

_KINDS = ("status", "html", "truncate", "reset", "close")
_MOST = 2


class SavesResult(Habit):
    """Compares the hash of what the client has saved with that of the result."""

    name = "saves-result"
    title = "Saves the video itself, whole, as soon as it is there."
    reason = "A link works for 24 hours: whoever keeps that, or comes late, or saves an error page, paid for nothing."
    source = "kling-o3, Billing Rules, note on links; openslop/openslop#526"
    unjudged = "it was never shown a link to a result"

    def scenes(self, tempo: Tempo) -> tuple[Scene, ...]:  # noqa: ARG002 - all alike
        """Let all be well; and let the first download go wrong."""
        first = {"on": "download", "when": {"nth": 1}}
        wrong = (
            {**first, "do": "status", "status": Choice(503, 500)},
            {**first, "do": "html", "status": 502},
            {**first, "do": "truncate", "phase": "after"},
            {**first, "do": "reset"},
        )
        return (
            Scene(title="the task completes", draws=2),
            *(Scene(title="the first download goes wrong", faults=[one], draws=1) for one in wrong),
        )

    def applies(self, evidence: Evidence) -> bool:
        """Judge where a link was shown, and no more than a download or two went wrong."""
        if not ends_in_time(evidence) or len(evidence.faults) > _MOST:
            return False
        shown = any(call.shown == "completed" and (call.answer or {}).get("results") for call in evidence.of("query"))
        return shown and evidence.only_faults(*_KINDS, on=("download",))

    def breaches(self, evidence: Evidence) -> Iterator[Finding]:
        """Say what it has instead."""
        task, result = evidence.tasks[0]["id"], next(iter(evidence.results.values()), None)
        saved = evidence.outcome.result_sha256 if evidence.outcome else None
        if evidence.status == "completed" and saved is not None and saved == result:
            return
        downloads = evidence.of("download")
        if evidence.fall is not None:
            message = f"{evidence.fall}, and has no video"
        elif evidence.status == "completed" and saved is None:
            message = "it reports success, and has saved no video"
        elif evidence.status == "completed":
            message = "what it has saved is not the video"
        else:
            message = f"{evidence.said}, although the video was there"
        yield self.finding(message + _lateness(evidence), *downloads, tasks=(task,), wasted=evidence.spent)


def _lateness(evidence: Evidence) -> str:
    downloads, ended = evidence.of("download"), evidence.tasks[0]["ends_at"]
    if not downloads or evidence.results:
        return ""
    return f"; it first fetched it {downloads[0].at - parse_instant(ended)} after the end, and the link works for a day"

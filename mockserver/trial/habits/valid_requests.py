"""``valid-requests``: what it sends is what was asked for, and what the gateway takes."""

from collections.abc import Iterator

from contracts import load, model_names
from mockserver.trial.evidence import Evidence
from mockserver.trial.finding import Finding
from mockserver.trial.habits.habit import Habit
from mockserver.trial.scene import SMALL, AnyRequest, Scene
from mockserver.trial.tempo import Tempo

__all__ = ["ValidRequests"]

_WRONG = frozenset({400, 413, 415, 422})


class ValidRequests(Habit):
    """Judges the creations that the gateway refused by its own rules."""

    name = "valid-requests"
    title = "Sends a request that is valid as it got it, so that the gateway takes it."
    reason = (
        "Each parameter that is renamed, retyped or left out on the way is a refusal, or another video than wanted."
    )
    source = "kling-o3, Request Parameters; kling-v3, Request Parameters"
    unjudged = "it never asked for a task"

    def scenes(self, tempo: Tempo) -> tuple[Scene, ...]:  # noqa: ARG002 - all alike
        """Ask for all kinds of videos."""
        return (
            *(Scene(title="a small request", request=option, draws=1) for option in SMALL.options),
            *(Scene(title=f"any request to {model}", request=AnyRequest(model), draws=2) for model in _of_videos()),
        )

    def applies(self, evidence: Evidence) -> bool:
        """Judge creations of what is valid under the chosen readings."""
        return bool(evidence.of("create")) and evidence.quoted is not None

    def breaches(self, evidence: Evidence) -> Iterator[Finding]:
        """Name the rules that it broke."""
        for call in evidence.of("create"):
            rules = call.entry["rules"]
            if rules:
                yield self.finding(
                    f"its request breaks {', '.join(rules)}, although it was asked for a valid one", call
                )
            elif call.status in _WRONG and not call.met and "json" in call.sent.get("content-type", ""):
                error = (call.answer or {}).get("error") or {}
                yield self.finding(f"the gateway refused its request with {call.status}: {error.get('message')}", call)


def _of_videos() -> list[str]:
    """Name the models that make videos: that is what a client is asked for."""
    return [model for model in model_names() if load(model).task.result == "video"]

"""``estimate-equals-oracle``: what it expects to pay is what it pays."""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from mockserver.core.money import text
from mockserver.trial.evidence import Evidence
from mockserver.trial.finding import Finding
from mockserver.trial.habits.habit import Habit
from mockserver.trial.scene import Choice, Scene, Whole
from mockserver.trial.tempo import Tempo

__all__ = ["EstimateEqualsOracle"]

_MODELS = ("kling-o3-text-to-video", "kling-v3-text-to-video")
_COMBINATIONS = tuple((quality, sound) for quality in ("720p", "1080p") for sound in ("off", "on"))


class EstimateEqualsOracle(Habit):
    """Compares the client's estimate with the exact price."""

    name = "estimate-equals-oracle"
    title = "Estimates the exact price, where it estimates at all."
    reason = (
        "A multiplier that is forgotten, or two that are multiplied where the page has one, is a budget that breaks."
    )
    source = "kling-o3, Pricing; kling-v3, Pricing; openstory-so/openstory#1382"
    unjudged = "it estimates no prices"

    def scenes(self, tempo: Tempo) -> tuple[Scene, ...]:  # noqa: ARG002 - all alike
        """Ask for each combination that has a price of its own, and for any length."""
        seconds = Choice(5, Whole(3, 15))
        return tuple(
            Scene(
                title=f"{model} in {quality}, sound {sound}",
                request={"model": model, "prompt": "A boat.", "quality": quality, "sound": sound, "duration": seconds},
                draws=2,
            )
            for model in _MODELS
            for quality, sound in _COMBINATIONS
        )

    def applies(self, evidence: Evidence) -> bool:
        """Judge where there is an estimate."""
        return evidence.estimate is not None and evidence.quoted is not None

    def breaches(self, evidence: Evidence) -> Iterator[Finding]:
        """Name both amounts."""
        quoted = evidence.quoted or Decimal(0)
        try:
            right = Decimal(evidence.estimate or "") == quoted
        except InvalidOperation:
            right = False
        if not right:
            tasks = tuple(task["id"] for task in evidence.tasks)
            yield self.finding(f"it expects {evidence.estimate} credits; the price is {text(quoted)}", tasks=tasks)

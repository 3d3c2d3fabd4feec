"""Robustness: whether a client passes however the gateway's disputes are read, and on which readings it depends."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

from contracts import PRESETS, disputes
from mockserver.trial.report import Report
from mockserver.trial.trial import trial

__all__ = ["depends_on", "other_readings"]

_SENSITIVE = (
    "valid-requests",
    "right-headers",
    "no-retry-of-4xx",
    "ends-on-failed",
    "ends-on-cancelled",
    "no-polls-after-end",
    "saves-result",
    "callback-once",
    "callback-in-time",
    "estimate-equals-oracle",
)
"""Habits that a reading can touch: the others are about what every gateway does."""


def other_readings() -> Iterator[tuple[str, Any]]:
    """Yield the presets beside the default, and each single reading that is in none of its places by default."""
    for preset in PRESETS:
        if preset != "strict":
            yield preset, preset
    for name, dispute in disputes().items():
        for reading in dispute.readings:
            if reading != dispute.under("strict"):
                yield f"{name}={reading}", {"preset": "strict", name: reading}


def depends_on(
    subject: Any,
    report: Report,
    *,
    habits: Collection[str] | None = None,
    tried: Callable[[str], object] = lambda _: None,
) -> Mapping[str, Sequence[str]]:
    """
    Try *subject* under every reading, briefly; return, by reading, the habits that it breaks only there.

    *report* is that of its trial under the default readings; *tried* is told the name of each reading.
    """
    found: dict[str, Sequence[str]] = {}
    chosen = [habit for habit in _SENSITIVE if habits is None or habit in habits]
    for name, readings in other_readings():
        seen = trial(subject, seed=report.seed, habits=chosen, cases=1, readings=readings, shrink=False)
        broken = [habit for habit in seen.broken if habit not in report.broken]
        if broken or seen.falls:
            found[name] = broken or ["it fell"]
        tried(name)
    return found

"""The engine: what happens once may be the machine, what happens again is the client."""

from typing import Any

import pytest

from mockserver.reference.synchronous import SyncClient
from mockserver.trial import trial

HABIT = "saves-result"


class Stumbling(SyncClient):
    """Says in its first so many generations that it has no video."""

    left = 0

    def generate(self, request: Any, *, sleep: Any, monotonic: Any, **options: Any) -> Any:  # type: ignore[override]  # a subject's signature
        outcome = super().generate(request, sleep=sleep, monotonic=monotonic, **options)
        if type(self).left:
            type(self).left -= 1
            return {**outcome, "result_sha256": None}
        return outcome


@pytest.mark.parametrize(("times", "broken"), [(1, ()), (99, (HABIT,))])
def test_a_client_is_convicted_of_what_happens_again(times, broken, monkeypatch):
    monkeypatch.setattr(Stumbling, "left", times)

    report = trial(Stumbling, habits=[HABIT], shrink=False)

    assert report.broken == broken

"""``balance``: the account pays for what ended, and nothing else."""

from collections.abc import Iterator
from itertools import product

from contracts import api
from mockserver.evidence.clause import Clause, Sighting
from mockserver.evidence.ledger import windows
from mockserver.evidence.recording import Recording
from validator import Readings

__all__ = ["Balance"]

_OPTIONS = ("released", "charged")


class Balance:
    """What an account used and has left, between two looks at it."""

    title = "The account"

    def clauses(self, readings: Readings) -> Iterator[Clause]:
        """Yield the clauses."""
        source, standing = str(api().routes["credits"].source), api().routes["credits"].standing
        yield Clause("balance:used", "used_credits grows by the price of what completed", source, standing)
        yield Clause("balance:remaining", "remaining_credits falls by what is used", source, standing)

    def sightings(self, recording: Recording, readings: Readings) -> Iterator[Sighting]:
        """Look at each stretch between two looks, with no task running at either."""
        for window in windows(recording, readings):
            if not (window.completed or window.failed or window.cancelled or window.spent or window.fell):
                continue
            right = [pair for pair in product(_OPTIONS, _OPTIONS) if window.expected(*pair) == window.spent]
            wanted = window.expected(readings["charge-on-failure"], readings["charge-on-cancel"])
            seen = "" if right else f"used_credits grew by {window.spent}, not by {wanted}"
            yield Sighting(clause="balance:used", exchange=window.later, holds=bool(right), seen=seen)
            if window.fell is not None:
                holds = window.fell == window.spent
                seen = "" if holds else f"remaining_credits fell by {window.fell}, while {window.spent} were used"
                yield Sighting(clause="balance:remaining", exchange=window.later, holds=holds, seen=seen)

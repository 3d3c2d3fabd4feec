"""
What evidence can be about, one file a kind.

To add one, write its file and its line in `CLAIMS`.
"""

from collections.abc import Mapping

from mockserver.evidence.claims.answers import Answers
from mockserver.evidence.claims.balance import Balance
from mockserver.evidence.claims.errors import Errors
from mockserver.evidence.claims.fields import Fields
from mockserver.evidence.claims.habits import Habits
from mockserver.evidence.claims.lifecycle import Lifecycle
from mockserver.evidence.claims.prices import Prices
from mockserver.evidence.claims.readings import DisputedReadings
from mockserver.evidence.claims.rules import Rules
from mockserver.evidence.claims.task_errors import TaskErrors
from mockserver.evidence.clause import Claim

__all__ = ["CLAIMS"]

CLAIMS: Mapping[str, type[Claim]] = {
    "rules": Rules,
    "prices": Prices,
    "fields": Fields,
    "answers": Answers,
    "errors": Errors,
    "task-errors": TaskErrors,
    "lifecycle": Lifecycle,
    "habits": Habits,
    "balance": Balance,
    "readings": DisputedReadings,
}
"""Every kind by its name, in the order in which they are reported."""

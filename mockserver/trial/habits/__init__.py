"""
Habits of good clients, one file each.

To add one, write its file and its line in `HABITS`, and name it in the requirements of the contracts' revision.
"""

from collections.abc import Mapping

from mockserver.trial.habits.backoff_grows import BackoffGrows
from mockserver.trial.habits.callback_in_time import CallbackInTime
from mockserver.trial.habits.callback_once import CallbackOnce
from mockserver.trial.habits.ends_on_cancelled import EndsOnCancelled
from mockserver.trial.habits.ends_on_failed import EndsOnFailed
from mockserver.trial.habits.ends_on_unknown_status import EndsOnUnknownStatus
from mockserver.trial.habits.ends_without_link import EndsWithoutLink
from mockserver.trial.habits.estimate_equals_oracle import EstimateEqualsOracle
from mockserver.trial.habits.habit import Habit
from mockserver.trial.habits.keeps_deadline import KeepsDeadline
from mockserver.trial.habits.key_stays_home import KeyStaysHome
from mockserver.trial.habits.no_polls_after_end import NoPollsAfterEnd
from mockserver.trial.habits.no_retry_of_4xx import NoRetryOf4xx
from mockserver.trial.habits.obeys_retry_after import ObeysRetryAfter
from mockserver.trial.habits.one_task_per_intent import OneTaskPerIntent
from mockserver.trial.habits.request_timeout import RequestTimeout
from mockserver.trial.habits.right_headers import RightHeaders
from mockserver.trial.habits.saves_result import SavesResult
from mockserver.trial.habits.stable_idempotency_key import StableIdempotencyKey
from mockserver.trial.habits.survives_html_error import SurvivesHtmlError
from mockserver.trial.habits.survives_one_bad_poll import SurvivesOneBadPoll
from mockserver.trial.habits.tolerates_unknown_fields import ToleratesUnknownFields
from mockserver.trial.habits.valid_requests import ValidRequests

__all__ = ["HABITS", "Habit"]

HABITS: Mapping[str, type[Habit]] = {
    "valid-requests": ValidRequests,
    "right-headers": RightHeaders,
    "one-task-per-intent": OneTaskPerIntent,
    "stable-idempotency-key": StableIdempotencyKey,
    "obeys-retry-after": ObeysRetryAfter,
    "backoff-grows": BackoffGrows,
    "no-retry-of-4xx": NoRetryOf4xx,
    "survives-one-bad-poll": SurvivesOneBadPoll,
    "survives-html-error": SurvivesHtmlError,
    "ends-without-link": EndsWithoutLink,
    "ends-on-failed": EndsOnFailed,
    "ends-on-cancelled": EndsOnCancelled,
    "ends-on-unknown-status": EndsOnUnknownStatus,
    "no-polls-after-end": NoPollsAfterEnd,
    "request-timeout": RequestTimeout,
    "keeps-deadline": KeepsDeadline,
    "saves-result": SavesResult,
    "key-stays-home": KeyStaysHome,
    "callback-once": CallbackOnce,
    "callback-in-time": CallbackInTime,
    "estimate-equals-oracle": EstimateEqualsOracle,
    "tolerates-unknown-fields": ToleratesUnknownFields,
}
"""Every habit by its name, in the order in which they are judged."""

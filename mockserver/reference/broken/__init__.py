"""
Clients that are one habit away from the good one: what the trial must find out.

Each is a bug that somebody has shipped, as its `BugClass` tells. To see one convicted, put it on trial by its address
in `BROKEN`.
"""

__all__ = ["BROKEN"]

BROKEN = {
    "answers-callbacks-late": "mockserver.reference.broken.answers_callbacks_late:AnswersCallbacksLate",
    "cancelled-goes-on": "mockserver.reference.broken.cancelled_goes_on:CancelledGoesOn",
    "constant-backoff": "mockserver.reference.broken.constant_backoff:ConstantBackoff",
    "downloads-late": "mockserver.reference.broken.downloads_late:DownloadsLate",
    "estimates-in-floats": "mockserver.reference.broken.estimates_in_floats:EstimatesInFloats",
    "estimates-the-product": "mockserver.reference.broken.estimates_the_product:EstimatesTheProduct",
    "estimates-without-quality": "mockserver.reference.broken.estimates_without_quality:EstimatesWithoutQuality",
    "estimates-without-sound": "mockserver.reference.broken.estimates_without_sound:EstimatesWithoutSound",
    "failed-goes-on": "mockserver.reference.broken.failed_goes_on:FailedGoesOn",
    "fresh-key-per-attempt": "mockserver.reference.broken.fresh_key_per_attempt:FreshKeyPerAttempt",
    "ignores-retry-after": "mockserver.reference.broken.ignores_retry_after:IgnoresRetryAfter",
    "keeps-the-link": "mockserver.reference.broken.keeps_the_link:KeepsTheLink",
    "no-key": "mockserver.reference.broken.no_key:NoKey",
    "no-request-timeout": "mockserver.reference.broken.no_request_timeout:NoRequestTimeout",
    "one-bad-poll-fails": "mockserver.reference.broken.one_bad_poll_fails:OneBadPollFails",
    "outstays-its-deadline": "mockserver.reference.broken.outstays_its_deadline:OutstaysItsDeadline",
    "parses-every-answer": "mockserver.reference.broken.parses_every_answer:ParsesEveryAnswer",
    "polls-after-the-end": "mockserver.reference.broken.polls_after_the_end:PollsAfterTheEnd",
    "reads-no-dates": "mockserver.reference.broken.reads_no_dates:ReadsNoDates",
    "relies-on-the-link": "mockserver.reference.broken.relies_on_the_link:ReliesOnTheLink",
    "repeats-at-once": "mockserver.reference.broken.repeats_at_once:RepeatsAtOnce",
    "repeats-refused-creations": "mockserver.reference.broken.repeats_refused_creations:RepeatsRefusedCreations",
    "repeats-refused-polls": "mockserver.reference.broken.repeats_refused_polls:RepeatsRefusedPolls",
    "runs-it-again": "mockserver.reference.broken.runs_it_again:RunsItAgain",
    "saves-error-pages": "mockserver.reference.broken.saves_error_pages:SavesErrorPages",
    "sends-a-lone-end-frame": "mockserver.reference.broken.sends_a_lone_end_frame:SendsALoneEndFrame",
    "sends-duration-as-text": "mockserver.reference.broken.sends_duration_as_text:SendsDurationAsText",
    "sends-no-content-type": "mockserver.reference.broken.sends_no_content_type:SendsNoContentType",
    "sends-the-key-in-the-query": "mockserver.reference.broken.sends_the_key_in_the_query:SendsTheKeyInTheQuery",
    "strands-the-job": "mockserver.reference.broken.strands_the_job:StrandsTheJob",
    "takes-callback-and-poll": "mockserver.reference.broken.takes_callback_and_poll:TakesCallbackAndPoll",
    "takes-duplicates": "mockserver.reference.broken.takes_duplicates:TakesDuplicates",
    "tells-the-result-host": "mockserver.reference.broken.tells_the_result_host:TellsTheResultHost",
    "timeout-is-success": "mockserver.reference.broken.timeout_is_success:TimeoutIsSuccess",
    "unknown-goes-on": "mockserver.reference.broken.unknown_goes_on:UnknownGoesOn",
    "waits-for-the-link": "mockserver.reference.broken.waits_for_the_link:WaitsForTheLink",
    "wants-known-fields": "mockserver.reference.broken.wants_known_fields:WantsKnownFields",
}
"""Every broken client by name, as ``module:factory``."""

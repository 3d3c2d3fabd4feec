"""
Mutants: servers that break their contract in one way each.

The environment variable ``KLINGMOCK_MUTANT`` makes a server be one; without it, nothing of this is even imported.
To add one, write its row in `MUTANTS`, and its function beside the others of its kind where it needs one.
"""

from collections.abc import Mapping
from decimal import Decimal

from mockserver.mutants import answers, deeds
from mockserver.mutants.mutant import Mutant

__all__ = ["MUTANTS", "Mutant"]

MUTANTS: Mapping[str, Mutant] = {
    "completed-without-link": Mutant(
        "A completed task has no results.", reply=answers.dropping("results", "result_data", when="completed")
    ),
    "results-as-text": Mutant("The results are a text, and not a list.", reply=answers.results_as_text),
    "never-completes": Mutant("A task is shown processing for ever.", reply=answers.ends_late),
    "status-in-capitals": Mutant("A status is written in capitals.", reply=answers.shouting),
    "status-succeeded": Mutant(
        "A completed task is called succeeded.", reply=answers.renaming("status", {"completed": "succeeded"})
    ),
    "status-canceled": Mutant(
        "A cancelled task is spelled with one l.", reply=answers.renaming("status", {"cancelled": "canceled"})
    ),
    "failed-without-reason": Mutant("A failed task has no error.", reply=answers.dropping("error", when="failed")),
    "id-changes": Mutant("A task has another id when it is asked for.", reply=answers.another_id),
    "id-missing": Mutant("A creation is answered without an id.", reply=answers.dropping("id")),
    "progress-backwards": Mutant("Progress runs from 100 to 0.", reply=answers.backwards),
    "usage-missing": Mutant("No answer tells what a task costs.", reply=answers.dropping("usage")),
    "credits-as-text": Mutant("Credits of a task are texts, and not numbers.", reply=answers.text_credits),
    "created-201": Mutant("A creation is answered with 201.", reply=answers.created_201),
    "flat-errors": Mutant("Errors come without their envelope.", reply=answers.flat_error),
    "unknown-field": Mutant("Every answer has a field that nobody documents.", reply=answers.stranger_field),
    "unknown-task-found": Mutant("An unknown task is shown as pending.", reply=answers.forgives_unknown_task),
    "no-retry-after": Mutant("A limit does not say when to come back.", reply=answers.silent_limit),
    "charged-twice": Mutant("The account pays each task twice.", reply=answers.spent_twice),
    "half-the-balance": Mutant("The account shows half of its credits.", reply=answers.half_the_balance),
    "one-tier-up": Mutant("Each task costs a tier more.", judge=deeds.costing(Decimal("1.334"))),
    "never-402": Mutant("Nobody is ever out of credits, because nothing costs any.", judge=deeds.gives_credit),
    "failures-charged": Mutant("Failed and cancelled tasks are charged.", world=deeds.charges_failures),
    "intents-forgotten": Mutant("Idempotency keys are overlooked.", call=deeds.forgets_intents),
    "any-key": Mutant("A caller without a key is let in.", call=deeds.accepts_any_key),
    "broken-requests-taken": Mutant("A request that breaks a rule is taken.", call=deeds.accepts_broken_requests),
    "unknown-models-taken": Mutant("A request to an unknown model is taken.", call=deeds.accepts_unknown_models),
    "empty-callback": Mutant("Callbacks have no body.", outgoing=deeds.empty_callback),
    "callback-twice": Mutant("Each callback is sent twice.", outgoing=deeds.twice),
}
"""Every mutant by its name."""

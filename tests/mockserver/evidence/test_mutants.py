"""Each server that breaks the contract is caught, at the clause that it breaks and nowhere else."""

import pytest

from mockserver.mutants import MUTANTS

UNSEEN = {
    "never-completes": "a task that runs on breaks no promise that a recording could hold it to",
    "empty-callback": "callbacks do not pass the gateway's routes: see test_callbacks",
    "callback-twice": "as above",
}

CAUGHT_AT = {
    "completed-without-link": {"field:query/results#presence", "field:query/result_data#presence"},
    "results-as-text": {"field:query/results#type"},
    "status-in-capitals": {"field:create/status#enum", "field:query/status#enum"},
    "status-succeeded": {"field:query/status#enum"},
    "status-canceled": {"field:query/status#enum"},
    "failed-without-reason": {"field:query/error.code#presence", "field:query/error.message#presence"},
    "id-changes": {"task:same/id"},
    "id-missing": {"field:create/id#presence"},
    "progress-backwards": {"task:progress"},
    "usage-missing": {
        "field:create/usage.billing_rule#presence",
        "field:create/usage.credits_reserved#presence",
        "field:create/usage.user_group#presence",
        "field:query/usage.credits_used#presence",
    },
    "credits-as-text": {"field:create/usage.credits_reserved#type", "field:query/usage.credits_used#type"},
    "created-201": {"answer:create/200"},
    "flat-errors": {
        "error:create/400/invalid_request",
        "error:create/402/insufficient_quota",
        "error:create/409/idempotency_conflict",
        "error:credits/401/unauthorized",
        "error:credits/429/rate_limit_exceeded",
        "error:list/400/invalid_request",
        "error:query/400/invalid_task_id",
        "error:query/404/task_not_found",
    },
    "unknown-field": {
        "field:create/#others",
        "field:query/#others",
        "answer:batch/#others",
        "answer:credits/#others",
        "answer:list/#others",
        "answer:models/#others",
    },
    "unknown-task-found": {"field:#model"},
    "no-retry-after": {"limit:retry-after"},
    "charged-twice": {"balance:used"},
    "half-the-balance": {"balance:remaining"},
    "one-tier-up": {"rate", "used"},
    "never-402": {"rate", "used"},
    "failures-charged": {"reading:charge-on-failure", "reading:charge-on-cancel"},
    "intents-forgotten": {"idempotency:same", "idempotency:conflict"},
    "any-key": {"auth:required"},
    "broken-requests-taken": {"rule:o3-t2v/duration/maximum"},
    "unknown-models-taken": {"rule:request/model-known"},
}


def place(clause):
    """Name a clause without the model that it is about."""
    kind, _, rest = clause.partition(":")
    if kind == "field" and "/" in rest:
        return f"field:{rest.partition('/')[2]}"
    return kind if kind in {"rate", "used"} else clause


def test_without_a_mutant_the_tape_contradicts_nothing(make_client, conversation, tape, evidence):
    client = make_client()
    recorded = tape(client)
    conversation(client).hold()

    assert evidence(recorded()).contradicted == []


def test_every_mutant_is_caught_or_cannot_be_seen():
    assert set(CAUGHT_AT) | set(UNSEEN) == set(MUTANTS)


@pytest.mark.parametrize("name", CAUGHT_AT)
def test_a_mutant_is_caught_at_its_clause(  # noqa: PLR0913, PLR0917 - fixtures
    name, monkeypatch, make_client, conversation, tape, evidence
):
    monkeypatch.setenv("KLINGMOCK_MUTANT", name)
    client = make_client()
    # The journal tells of what the core has answered, and a mutant changes what goes out: so the client records.
    recorded = tape(client)
    conversation(client).hold()

    found = evidence(recorded())

    assert {place(finding.clause.id) for finding in found.contradicted} == CAUGHT_AT[name]

"""Nothing in the contracts stands without a place, and nothing hangs in the air between the files."""

import pytest

import contracts
from validator.rules import KINDS

MODELS = contracts.model_names()
LIMITS = ("minimum", "maximum", "min_length", "max_length", "min_items", "max_items")


def clauses(contract):
    yield contract
    yield from contract.parameters.values()
    yield from (variant for one in contract.parameters.values() for variant in one.variants)
    yield from contract.rules
    yield contract.billing
    yield from (*contract.billing.bases, *contract.billing.rates, *contract.billing.tiers)
    yield from (one for one in contract.billing.seconds if one.source is not None)
    yield contract.task
    yield from contract.task.variants
    yield from contract.response


@pytest.mark.parametrize("model", MODELS)
def test_every_clause_cites_a_place_that_exists(model):
    problems = [contracts.sources().problem_with(clause.source) for clause in clauses(contracts.load(model))]

    assert set(problems) == {None}


@pytest.mark.parametrize("model", MODELS)
def test_only_our_own_decisions_are_invented(model):
    invented = {rule.kind for rule in contracts.load(model).rules if rule.standing == "invented"}

    assert invented <= {"integral-number", "unknown-parameter"}


@pytest.mark.parametrize("model", MODELS)
def test_what_a_later_page_says_is_never_called_documented(model):
    pages = contracts.sources().pages
    overrated = [
        clause.source
        for clause in clauses(contracts.load(model))
        if getattr(clause, "standing", "") == "documented" and pages[clause.source.page].standing != "documented"
    ]

    assert overrated == []


@pytest.mark.parametrize("model", MODELS)
def test_every_rule_kind_has_code(model):
    assert {rule.kind for rule in contracts.load(model).rules} <= set(KINDS)


@pytest.mark.parametrize("model", MODELS)
def test_every_task_that_a_rule_fails_fails_with_a_known_code(model):
    codes = {rule.task_error for rule in contracts.load(model).rules if rule.task_error}

    assert codes <= set(contracts.api().task_errors)


@pytest.mark.parametrize("model", MODELS)
def test_every_field_is_in_states_that_exist(model):
    states = {state for field in contracts.load(model).response for state in field.states}

    assert states <= set(contracts.api().states)


@pytest.mark.parametrize("model", MODELS)
def test_every_example_keeps_the_limits_of_its_parameter(model):
    for parameter in contracts.load(model).parameters.values():
        example = parameter.example
        size = example if isinstance(example, int) else len(example)
        bounds = [getattr(parameter, name) for name in LIMITS]
        least, most = (
            max(filter(None, bounds[::2]), default=0),
            min(filter(None, bounds[1::2]), default=size),
        )

        assert least <= size <= most, parameter.name
        assert not parameter.enum or example in parameter.enum, parameter.name


def test_every_dispute_is_about_something():
    """A dispute that nothing hangs on here is about the gateway as a whole, not about a model."""
    shared = {rule.dispute for rule in contracts.api().rules.values() if rule.dispute}
    bound = shared.union(*(contracts.load(model).disputes() for model in MODELS))
    of_the_gateway = {
        "callback-backoff",
        "callback-retries",
        "charge-on-cancel",
        "charge-on-failure",
        "error-code-type",
        "result-after-expiry",
        "task-error-retryability",
        "usd-total",
    }

    assert set(contracts.disputes()) - bound == of_the_gateway

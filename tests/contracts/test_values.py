"""What the frozen values say about themselves, under one reading and another."""

from datetime import timedelta

import pytest

import contracts
from contracts.dispute import Only

O3 = "kling-o3-image-to-video"


def under(**readings):
    """Return every reading: the defaults, and those given."""
    return {name: one.default for name, one in contracts.disputes().items()} | readings


def rule(name, *, model=O3):
    return {one.id: one for one in contracts.load(model).rules}[name]


def test_a_source_reads_as_page_section_entry():
    source = contracts.Source("kling-o3", "Request Parameters", "image_end, note 2")

    assert str(source) == "kling-o3, Request Parameters, image_end, note 2"
    assert contracts.Source(**source.to_dict()) == source


@pytest.mark.parametrize(
    ("name", "parent", "key"),
    [
        ("prompt", "", "prompt"),
        ("model_params.multi_shot", "model_params", "multi_shot"),
        ("model_params.multi_prompt[]", "model_params.multi_prompt", "[]"),
        ("model_params.multi_prompt[].index", "model_params.multi_prompt[]", "index"),
    ],
)
def test_a_parameter_knows_what_holds_it(name, parent, key):
    parameter = contracts.load(O3).parameters[name]

    assert (parameter.parent, parameter.key) == (parent, key)


def test_an_alias_exists_only_under_the_reading_that_makes_it_one():
    image = contracts.load(O3).parameters["image"]

    assert image.under(under()) == image
    assert image.under(under(**{"o3-first-frame-aliases": "undocumented"})) is None


def test_a_variant_changes_what_it_sets_and_nothing_else():
    shot = contracts.load(O3).parameters["model_params.multi_prompt[].duration"]

    changed = shot.under(under(**{"shot-duration-type": "integers-accepted"}))

    assert changed == shot._replace(types=("string", "integer"), minimum=1)


def test_a_rule_without_a_dispute_bites_the_same_under_every_reading():
    assert rule("o3/one-image-required").severity_under(under()) == "error"


def test_a_rule_with_a_dispute_bites_as_its_reading_says():
    alone = rule("o3/end-frame-needs-first-frame")

    assert alone.severity_under(under()) == "error"
    assert alone.severity_under(under(**{"o3-end-frame-alone": "accepted"})) == "note"


def test_a_rule_with_a_dispute_and_one_severity_bites_the_same_under_both_readings():
    alias = rule("o3/first-frame-alias")

    found = {
        alias.severity_under(under(**{"o3-first-frame-aliases": reading})) for reading in ("aliases", "undocumented")
    }

    assert found == {"note"}


def test_a_rule_names_every_parameter_it_is_about():
    assert set(rule("o3/shot-sum").names()) == {
        ("parameter", "model_params.multi_prompt"),
        ("when", "model_params.multi_shot"),
        ("with.item", "model_params.multi_prompt[].duration"),
        ("with.total", "duration"),
    }


def test_a_dispute_answers_for_each_preset():
    dispute = contracts.disputes()["usd-rate"]

    assert [dispute.under(preset) for preset in contracts.PRESETS] == ["72", "72", "68"]
    assert dispute.default == "72"


def test_a_contract_names_every_dispute_it_hangs_on():
    found = contracts.load(O3).disputes()

    assert list(found) == sorted(set(found))
    assert set(found) >= {
        "shot-index",  # of a parameter
        "o3-first-frame-aliases",  # of a parameter that exists under one reading
        "quality-4k",  # of a variant
        "o3-end-frame-alone",  # of a rule
        "usd-rate",  # of the rate card
        "o3-billing-rule",  # of the task
        "credits-unit",  # of an answer
    }
    assert "v3-1080p-rate" not in found


def test_a_contract_without_disputes_names_none():
    contract = contracts.load(O3)
    card = contract.billing
    bare = contract._replace(
        parameters={"model": contract.parameters["model"]},
        rules=(rule("o3/one-image-required"),),
        billing=card._replace(rates=(), tiers=card.tiers[:1]),
        task=contract.task._replace(variants=()),
        response=contract.response[:1],
    )

    assert bare.disputes() == ()


def test_a_card_yields_every_reading_that_an_entry_is_bound_to():
    card = contracts.load("kling-o3-video-edit").billing

    assert Only("edit-seconds", "input") in set(card.onlys())
    assert Only("usd-rate", "68") in set(card.onlys())


@pytest.mark.parametrize(("reading", "word"), [("per_second", "per_second"), ("per_call", "per_call")])
def test_the_task_says_how_it_is_billed_as_its_reading_has_it(reading, word):
    task = contracts.load(O3).task

    assert task.under(under(**{"o3-billing-rule": reading})) == task._replace(billing_rule=word)


def test_an_error_answer_is_found_by_name_and_operation():
    create = contracts.api().error("insufficient_quota", operation="create")

    assert (create.status, create.code) == (402, "insufficient_quota")


@pytest.mark.parametrize(("name", "operation"), [("teapot", "create"), ("insufficient_quota", "x")])
def test_an_error_answer_that_nobody_documents_is_not_found(name, operation):
    with pytest.raises(LookupError, match=f"no error answer '{name}' for operation '{operation}'"):
        contracts.api().error(name, operation=operation)


def test_the_callback_waits_one_two_and_four_seconds():
    callback = contracts.api().callback

    assert callback.retry_delays == tuple(timedelta(seconds=seconds) for seconds in (1, 2, 4))
    assert (callback.timeout, callback.max_length) == (timedelta(seconds=10), 2048)


def test_links_live_a_day_and_files_three():
    assert contracts.api().lifetimes == {
        "result_link": timedelta(hours=24),
        "uploaded_file": timedelta(hours=72),
    }


@pytest.mark.parametrize("model", contracts.model_names())
def test_a_contract_cannot_be_changed(model):
    contract = contracts.load(model)

    for name in contract._fields:
        with pytest.raises(AttributeError):
            setattr(contract, name, None)

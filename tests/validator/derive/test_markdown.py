"""The pages for people say all that the contracts say."""

import re

import pytest

from contracts import UnknownModelError, api, disputes, load, model_names
from validator import Readings, judge_for, quote
from validator.derive.examples import rules_of
from validator.derive.markdown import disputes_page, errors_page, index_page, model_page, table

PAGES = {model: model_page(model) for model in model_names()}


def tables(page):
    """Yield each table of a page as its rows of cells."""
    rows: list[list[str]] = []
    for line in [*page.splitlines(), ""]:
        if line.startswith("|"):
            rows.append([cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]])
        elif rows:
            yield rows
            rows = []


@pytest.mark.parametrize("page", [*PAGES.values(), disputes_page(), errors_page(), index_page()])
def test_every_table_is_rectangular_and_the_page_ends_with_one_line_break(page):
    assert page.startswith("# ")
    assert page.endswith("\n")
    assert not page.endswith("\n\n")
    for rows in tables(page):
        assert {len(row) for row in rows} == {len(rows[0])}
        assert set(rows[1]) == {"---"}


@pytest.mark.parametrize("model", model_names())
def test_a_model_s_page_names_every_parameter_rule_field_and_dispute(model):
    contract, page = load(model), PAGES[model]
    judge = judge_for(model, Readings.of())

    assert all(f"| `{name}` |" in page for name in judge.shape.parameters)
    assert all(f"| `{name}` |" in page for name in rules_of(judge))
    assert all(f"| `{field.name}` |" in page for field in contract.response)
    assert all(f"(../disputes.md#{name})" in page for name in contract.disputes())


@pytest.mark.parametrize("model", ["kling-o3-image-to-video", "kling-v3-image-to-video", "kling-o3-reference-to-video"])
def test_a_price_table_is_what_quotes_say(model):
    (rows,) = [rows for rows in tables(PAGES[model]) if "credits/s" in rows[0]]
    head, _, *body = rows
    seconds = [int(name.removesuffix(" s")) for name in head if name.endswith(" s")]
    options = head[: head.index("multiplier")]

    assert seconds == ([3, 5, 8, 10] if "reference" in model else [3, 5, 8, 10, 15])
    for row in body:
        chosen = dict(zip(options, row, strict=False))
        totals = [quote({"model": model, **chosen, "duration": one}).to_dict()["credits"] for one in seconds]
        assert row[-len(seconds) :] == totals


def test_a_page_shows_the_readings_it_is_asked_for():
    page = model_page("kling-o3-image-to-video", readings="lenient")

    assert "`4k`" in page
    assert "`4k`" not in PAGES["kling-o3-image-to-video"]


def test_a_call_has_its_price():
    assert "1 credits a call, $0.014." in PAGES["kling-custom-element"]


def test_a_dead_rule_says_so_on_its_page():
    assert "Dead: `duration` is at least 3, so the minimum of 3 s never bites." in PAGES["kling-o3-image-to-video"]


def test_the_disputes_page_says_every_reading_and_marks_the_default():
    page = disputes_page()

    for dispute in disputes().values():
        assert f"## {dispute.id}\n\n{dispute.question}\n" in page
        assert f"| **{dispute.default}** |" in page
        assert all(meaning.replace("|", "\\|") in page for meaning in dispute.readings.values())


def test_the_errors_page_says_every_code_and_state():
    page = errors_page()

    assert all(one.code in page and one.message in page for one in api().errors)
    assert all(f"| {code} |" in page for code in api().task_errors)
    assert all(f"| {state} |" in page for state in api().states)


def test_the_index_links_every_model():
    page = index_page()

    assert all(f"[{model}](models/{model}.md)" in page for model in model_names())
    assert api().revision in page


def test_a_cell_keeps_to_its_cell():
    assert list(table(("a",), [("x|y\nz",)])) == ["| a |", "| --- |", "| x\\|y z |"]


def test_an_unknown_model_has_no_page():
    with pytest.raises(UnknownModelError):
        model_page("sora")

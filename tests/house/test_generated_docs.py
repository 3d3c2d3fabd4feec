"""Docs that are generated are in date, and writing them touches nothing else."""

import shutil

import pytest
from click.testing import CliRunner

from mockserver.cli import main
from mockserver.core.lifecycles import LIFECYCLES


def export(folder, *words):
    return CliRunner().invoke(main, ["contract", "export", "--docs", str(folder), *words])


@pytest.fixture
def copy(root, tmp_path):
    """Copy the docs and the README to where they may be spoilt."""
    shutil.copytree(root / "docs", tmp_path / "docs")
    shutil.copy(root / "README.md", tmp_path / "README.md")
    return tmp_path


def test_the_generated_docs_are_in_date(root):
    result = export(root / "docs", "--check")

    assert result.stderr == ""
    assert result.exit_code == 0


@pytest.mark.parametrize(
    ("name", "before"),
    [
        ("docs/disputes.md", "quality-4k"),
        ("docs/models/kling-v3-image-to-video.md", "2500"),
        ("docs/server.md", "| `--port` |"),
        ("README.md", "| [reset]"),
    ],
)
def test_a_stale_page_is_named_and_mended(copy, root, name, before):
    page, right = copy / name, (root / name).read_text(encoding="utf-8")
    page.write_text(right.replace(before, "spoilt"), encoding="utf-8")

    checked = export(copy / "docs", "--check")
    assert checked.exit_code == 1
    assert checked.stderr == f"{page}: out of date; run `make docs`\n"
    assert export(copy / "docs").exit_code == 0
    assert page.read_text(encoding="utf-8") == right
    assert export(copy / "docs", "--check").exit_code == 0


def test_a_missing_page_is_named_and_written(copy):
    (copy / "docs" / "errors.md").unlink()

    assert "errors.md: out of date" in export(copy / "docs", "--check").stderr
    export(copy / "docs")
    assert (copy / "docs" / "errors.md").is_file()


def test_the_page_of_a_model_that_is_gone_is_named_and_removed(copy):
    page = copy / "docs" / "models" / "kling-v1.md"
    page.write_text("# Kling 1\n", encoding="utf-8")

    assert f"{page}: out of date" in export(copy / "docs", "--check").stderr
    export(copy / "docs")
    assert not page.exists()


def test_text_around_a_block_stays_as_it_is(copy):
    page = copy / "docs" / "mine.md"
    page.write_text("before\n<!-- generated: routes -->\nold\n<!-- end -->\nafter", encoding="utf-8")
    export(copy / "docs")
    text = page.read_text(encoding="utf-8")

    assert text.startswith("before\n<!-- generated: routes -->\n\n| Route | Does |\n")
    assert text.endswith("|\n\n<!-- end -->\nafter")
    assert "old" not in text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<!-- generated: nonsense -->\n<!-- end -->", "no generated block is called 'nonsense'; known: commands,"),
        ("<!-- generated: routes -->\n| old |", "does not end with <!-- end -->"),
    ],
)
def test_a_block_that_cannot_be_filled_ends_with_2(copy, text, said):
    (copy / "docs" / "mine.md").write_text(text, encoding="utf-8")
    result = export(copy / "docs", "--check")

    assert result.exit_code == 2
    assert said in result.stderr


def test_the_docs_name_every_lifecycle_and_clock(root):
    text = (root / "docs" / "server.md").read_text(encoding="utf-8")

    assert [name for name in (*LIFECYCLES, "real", "scaled:", "manual", "auto") if f"`{name}" not in text] == []

"""The threat model names a test for each defence; a defence whose test is gone is a promise."""

import re

import pytest


@pytest.fixture(scope="module")
def named(root):
    text = (root / "docs" / "threat-model.md").read_text(encoding="utf-8")
    return re.findall(r"`(test_\w+)`", text)


def test_every_defence_names_the_tests_that_hold_it(root):
    text = (root / "docs" / "threat-model.md").read_text(encoding="utf-8")
    table = text.partition("## What is defended")[2].partition("## What is not defended")[0]
    rows = [row for row in table.splitlines() if row.startswith("| ") and not row.startswith(("| Defence", "| ---"))]

    assert len(rows) > 10
    assert [row for row in rows if "`test_" not in row.rstrip("| ").rpartition("|")[2]] == []


def test_the_tests_that_it_names_exist(root, named):
    defined = {
        name
        for file in (root / "tests").rglob("test_*.py")
        for name in re.findall(r"def (test_\w+)\(", file.read_text(encoding="utf-8"))
    }

    assert set(named) - defined == set()

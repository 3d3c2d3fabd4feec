"""Public names are a decision: each module lists its own, sorted, complete, and true."""

import ast
import importlib
import re

import pytest


def own_names(tree):
    """Name what a module defines at its top level and does not mark as private."""
    for node in tree.body:
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name
            case ast.ClassDef(name=name) | ast.AnnAssign(target=ast.Name(id=name)):
                yield name
            case ast.Assign(targets=targets):
                yield from (target.id for target in targets if isinstance(target, ast.Name))


def passed_on(tree, floor):
    """Name what a module imports from its own floor without using it: what it passes on."""
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == floor:
            names = (alias.asname or alias.name for alias in node.names)
            yield from (name for name in names if name not in used)


def order(name):
    """Sort as ruff's RUF022 does: constants, then classes, then the rest; numbers by their size."""
    kind = 0 if name.isupper() else 1 if name[:1].isupper() else 2
    return kind, [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name)]


@pytest.fixture(scope="module")
def modules(root, sources):
    """Map each public module's dotted name to its syntax tree."""
    found = {}
    for file in sources():
        parts = file.relative_to(root).with_suffix("").parts
        if parts[-1] != "__main__":
            name = ".".join(parts).removesuffix(".__init__")
            found[name] = ast.parse(file.read_text(encoding="utf-8"))
    return found


def listed(name):
    return getattr(importlib.import_module(name), "__all__", None)


def test_every_module_says_what_is_public(modules):
    silent = [name for name in modules if not isinstance(listed(name), list | tuple)]

    assert silent == []


def test_every_module_says_what_it_is_for(modules):
    assert [name for name, tree in modules.items() if not ast.get_docstring(tree)] == []


def test_every_listed_name_exists(modules):
    missing = [
        f"{name}.{public}"
        for name in modules
        for public in listed(name) or []
        if not hasattr(importlib.import_module(name), public)
    ]

    assert missing == []


def test_every_list_is_sorted_and_says_nothing_twice(modules):
    unsorted = [name for name in modules if list(listed(name) or []) != sorted(set(listed(name) or []), key=order)]

    assert unsorted == []


def test_every_list_is_complete(modules):
    """What is not for others starts with an underscore."""
    left_out = [
        f"{name}.{own}"
        for name, tree in modules.items()
        for own in own_names(tree)
        if not own.startswith("_") and own not in (listed(name) or [])
    ]

    assert left_out == []


def test_what_a_package_passes_on_is_listed(modules):
    left_out = [
        f"{name}.{passed}"
        for name, tree in modules.items()
        for passed in passed_on(tree, name.partition(".")[0])
        if not passed.startswith("_") and passed not in (listed(name) or [])
    ]

    assert left_out == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("def f(): ...", ["f"]),
        ("async def f(): ...", ["f"]),
        ("class C: ...", ["C"]),
        ("A = B = 1", ["A", "B"]),
        ("A: int = 1", ["A"]),
        ("import os", []),
        ("def f():\n    g = 1", ["f"]),
    ],
)
def test_a_definition_is_seen_however_it_is_written(text, names):
    assert list(own_names(ast.parse(text))) == names


def test_an_import_that_is_used_is_not_passed_on():
    tree = ast.parse("from house.room import Chair, Table\nTABLES = {'table': Table}")

    assert list(passed_on(tree, "house")) == ["Chair"]

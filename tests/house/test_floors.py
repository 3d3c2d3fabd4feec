"""Imports run one way. A layer that is only written down will leak."""

import ast
import sys
import tomllib

import pytest
from importlinter.cli import lint_imports

# import-linter cannot tell a submodule of the standard library from its package, so these are ours.
OUT_OF_REACH = frozenset(
    {
        "concurrent.futures",
        "http.client",
        "http.server",
        "importlib.resources",
        "multiprocessing",
        "socketserver",
        "urllib.request",
    }
)

ONE_ROOM_ONLY = {
    "hypothesis": ["validator/derive/strategies.py", "mockserver/strategies/", "mockserver/trial/"],
    "jsonschema": ["validator/"],
    "jsonschema_rs": ["validator/"],
    "faker": ["mockserver/strategies/"],
}


def imports(text):
    """Name every module that *text* imports, as written, parents included."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def within(module, family):
    return module == family or module.startswith(f"{family}.")


def test_the_written_floors_hold(root, monkeypatch, capsys):
    monkeypatch.chdir(root)

    status = lint_imports(no_cache=True, no_logo=True)

    assert status == 0, capsys.readouterr().out


def test_every_room_of_the_server_is_on_the_plan(root):
    plan = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    (house,) = [
        contract
        for contract in plan["tool"]["importlinter"]["contracts"]
        if contract.get("containers") == ["mockserver"]
    ]
    planned = {room.strip().strip("()") for layer in house["layers"] for room in layer.split("|")}
    rooms = {
        path.stem
        for path in (root / "mockserver").iterdir()
        if path.suffix == ".py" or (path / "__init__.py").is_file()
    }

    assert rooms - planned - {"__init__"} == set()


def test_the_ground_floor_imports_the_standard_library_only(root, sources):
    foreign = {
        f"{file.relative_to(root)}: {module}"
        for file in sources("contracts")
        for module in imports(file.read_text(encoding="utf-8"))
        if module.partition(".")[0] not in sys.stdlib_module_names | {"contracts"}
    }

    assert foreign == set()


def test_the_judge_and_the_core_reach_for_nothing(root, sources):
    reaching = {
        f"{file.relative_to(root)}: {module}"
        for file in sources("validator", "mockserver/core")
        for module in imports(file.read_text(encoding="utf-8"))
        for family in OUT_OF_REACH
        if within(module, family)
    }

    assert reaching == set()


@pytest.mark.parametrize(("family", "rooms"), ONE_ROOM_ONLY.items())
def test_a_tool_of_one_room_stays_in_it(root, sources, family, rooms):
    elsewhere = [
        name
        for file in sources()
        if not (name := file.relative_to(root).as_posix()).startswith(tuple(rooms))
        and any(within(module, family) for module in imports(file.read_text(encoding="utf-8")))
    ]

    assert elsewhere == []


@pytest.mark.parametrize(
    "text",
    [
        "import http.client",
        "import http.client as client",
        "from http import client",
        "from http.client import HTTPConnection",
        "def f():\n    import http.client",
    ],
)
def test_an_import_is_seen_however_it_is_written(text):
    assert any(within(module, "http.client") for module in imports(text))

"""
Every table equals its folder.

A table (KINDS, COMMANDS, ...) is a constant of a package that maps a word to a class, a command or
a function of that package. One file per entry, one line per file: so an entry without a file, and a
file whose entry is in no table, are both mistakes.
"""

import importlib
import inspect
import pkgutil
import sys
import tomllib
from types import ModuleType, SimpleNamespace

import click
import pytest

FLOORS = ("contracts", "validator", "mockserver")
TABLES = ("BROKEN", "CLAIMS", "COMMANDS", "HABITS", "KINDS", "LIFECYCLES", "SNIPPETS", "STORES")


def packages():
    """Import every package of the house."""
    for floor in FLOORS:
        yield importlib.import_module(floor)
        for found in pkgutil.walk_packages(importlib.import_module(floor).__path__, f"{floor}."):
            if found.ispkg:
                yield importlib.import_module(found.name)


def tables():
    """Find every table, with the package that it is the table of."""
    return [
        pytest.param(package, getattr(package, name), id=f"{package.__name__}.{name}")
        for package in packages()
        for name in TABLES
        if hasattr(package, name)
    ]


def resolve(entry):
    """Follow an entry written as ``module:name``, which a table may use to import late."""
    if isinstance(entry, str):
        module, _, name = entry.partition(":")
        return getattr(importlib.import_module(module), name)
    return entry


def entries_of(table):
    return [resolve(entry) for entry in (table.values() if hasattr(table, "values") else table)]


def home(entry):
    """Name the module that *entry* was written in."""
    if isinstance(entry, click.Command):
        callback = inspect.unwrap(entry.callback) if entry.callback else None
        return getattr(callback, "__module__", None)
    return entry.__name__ if isinstance(entry, ModuleType) else entry.__module__


def looks_like(entries):
    """Make the test that tells an entry of this table from whatever else its folder holds."""
    if all(isinstance(entry, click.Command) for entry in entries):
        return lambda found: isinstance(found, click.Command)
    if all(inspect.isclass(entry) for entry in entries):
        shared = set.intersection(*({n for n in dir(e) if n[0] != "_"} for e in entries))
        return lambda found: inspect.isclass(found) and bool(shared) and shared <= set(dir(found))
    return lambda _: False


def orphans(package, entries):
    """Name what the folder defines and the table lacks."""
    is_entry = looks_like(entries)
    for found in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        module = importlib.import_module(found.name)
        for name, value in vars(module).items():
            mine = is_entry(value) and home(value) == module.__name__ and not name.startswith("_")
            if mine and not any(value is entry or serves(value, entry) for entry in entries):
                yield f"{module.__name__}.{name}"


def serves(found, entry):
    """Say whether *found* is the ground that *entry* stands on, or a part of it."""
    if inspect.isclass(found):
        return found in entry.__mro__ or getattr(found, "_is_protocol", False)
    return is_subcommand(found, [entry])


def is_subcommand(command, entries):
    groups = [entry for entry in entries if isinstance(entry, click.Group)]
    while groups:
        group = groups.pop()
        if any(command is member for member in group.commands.values()):
            return True
        groups += [member for member in group.commands.values() if isinstance(member, click.Group)]
    return False


@pytest.mark.parametrize(("package", "table"), tables())
def test_every_entry_lives_in_the_folder_of_its_table(package, table):
    entries = entries_of(table)

    assert entries
    assert [entry for entry in entries if not home(entry).startswith(f"{package.__name__}.")] == []


@pytest.mark.parametrize(("package", "table"), tables())
def test_every_entry_of_the_folder_is_in_its_table(package, table):
    assert list(orphans(package, entries_of(table))) == []


@pytest.mark.parametrize(("package", "table"), tables())
def test_every_entry_has_a_file_of_its_own(package, table):
    homes = [home(entry) for entry in entries_of(table)]

    assert len(set(homes)) == len(homes)


@pytest.mark.parametrize(("package", "table"), tables())
def test_an_entry_is_named_as_its_file(package, table):
    """So that whoever reads the word in the data knows which file to open."""
    if hasattr(table, "items"):
        named = {word.replace("-", "_"): home(resolve(entry)) for word, entry in table.items()}
        strangers = {word: file for word, file in named.items() if file.split(".")[-1] != word}

        assert strangers == {}


def test_there_are_tables():
    """Else the claims above would hold of nothing."""
    assert "mockserver.core.lifecycles.LIFECYCLES" in [table.id for table in tables()]


@pytest.mark.parametrize(("package", "table"), [table for table in tables() if table.id == "validator.rules.KINDS"])
def test_every_rule_kind_is_used_by_a_contract(package, table, root):
    used = {
        rule["kind"]
        for file in root.glob("contracts/models/*.toml")
        for rule in tomllib.loads(file.read_text(encoding="utf-8")).get("rules", [])
    }

    assert set(table) - used == set()


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Make a package with a table of two kinds, and a third kind that was forgotten."""
    room = tmp_path / "orphanage"
    room.mkdir()
    for name in ("one", "two", "three"):
        kind = f"class {name.title()}:\n    def check(self): ...\n"
        (room / f"{name}.py").write_text(kind)
    (room / "kind.py").write_text("class Kind:\n    def check(self): ...\n")
    (room / "two.py").write_text("from orphanage.kind import Kind\nclass Two(Kind): ...\n")
    (room / "paint.py").write_text("class Paint:\n    def dry(self): ...\n")
    (room / "__init__.py").write_text(
        "from orphanage.one import One\nfrom orphanage.two import Two\nKINDS = {'one': One, 'two': Two}\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    yield importlib.import_module("orphanage")
    for name in [name for name in sys.modules if name.partition(".")[0] == "orphanage"]:
        del sys.modules[name]


def test_a_forgotten_kind_is_an_orphan_and_a_tool_is_not(folder):
    assert list(orphans(folder, entries_of(folder.KINDS))) == ["orphanage.three.Three"]


def test_a_forgotten_command_is_an_orphan_and_a_subcommand_is_not(monkeypatch):
    group, member, forgotten = (
        click.Group("group", callback=lambda: None),
        click.Command("member", callback=lambda: None),
        click.Command("forgotten", callback=lambda: None),
    )
    group.add_command(member)
    for command in (group, member, forgotten):
        command.callback.__module__ = "house.room"
    room = SimpleNamespace(__name__="house.room", group=group, member=member, forgotten=forgotten)
    monkeypatch.setattr(pkgutil, "iter_modules", lambda *_: [SimpleNamespace(name="house.room")])
    monkeypatch.setattr(importlib, "import_module", lambda _: room)

    house = SimpleNamespace(__name__="house", __path__=[])

    assert list(orphans(house, [group])) == ["house.room.forgotten"]

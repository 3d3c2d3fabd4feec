"""The generated docs: whole pages, and blocks inside pages that are written by hand."""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import click

from contracts import api, model_names
from mockserver.cli.contract.fault_page import fault_page, kind_table, scenario_table
from mockserver.cli.contract.habit_page import habit_page
from mockserver.cli.lazy import LazyGroup
from mockserver.cli.program import CommandError
from mockserver.cli.setting import SETTINGS
from mockserver.core import magic
from mockserver.evidence.claims import CLAIMS
from mockserver.pictures import DEFECTS
from mockserver.web import CONTROL_ROUTES
from validator import Readings
from validator.derive.markdown import disputes_page, errors_page, index_page, model_page, table

__all__ = ["BLOCKS", "pages", "stale", "write"]

_BLOCK = re.compile(r"(?P<open><!-- generated: (?P<name>[^\n]*?) -->\n)(?P<text>.*?)(?P<close><!-- end -->)", re.DOTALL)
_MARK = "<!-- generated:"


def stale(folder: Path) -> dict[Path, str | None]:
    """
    Return each file that is out of date, with what it should say; None for one that should not be.

    Raises:
        CommandError: A page has a block that is not known, or that never ends.
    """
    wanted: dict[Path, str | None] = {folder / name: text for name, text in pages().items()}
    for file in _by_hand(folder, wanted):
        wanted[file] = _refreshed(file)
    for file in sorted((folder / "models").glob("*.md")):
        wanted.setdefault(file, None)
    return {file: text for file, text in wanted.items() if text is None or _now(file) != text}


def pages() -> dict[str, str]:
    """Return every generated page by its name."""
    return {
        "index.md": index_page(),
        "disputes.md": disputes_page(),
        "errors.md": errors_page(),
        "faults.md": fault_page(),
        "habits.md": habit_page(),
        **{f"models/{model}.md": model_page(model) for model in model_names()},
    }


def write(file: Path, text: str | None) -> None:
    """Write *file*, or remove it."""
    if text is None:
        file.unlink()
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def _by_hand(folder: Path, generated: Mapping[Path, object]) -> Iterator[Path]:
    readme = (folder if folder.name else folder.absolute()).parent / "README.md"
    if readme.is_file():
        yield readme
    yield from (file for file in sorted(folder.glob("*.md")) if file not in generated)


def _now(file: Path) -> str | None:
    return file.read_text(encoding="utf-8") if file.is_file() else None


def _refreshed(file: Path) -> str:
    text = file.read_text(encoding="utf-8")
    if text.count(_MARK) != len(_BLOCK.findall(text)):
        raise CommandError(f"{file}: a generated block does not end with <!-- end -->")

    def block(match: re.Match[str]) -> str:
        name = match["name"]
        if name not in BLOCKS:
            known = ", ".join(BLOCKS)
            raise CommandError(f"{file}: no generated block is called {name!r}; known: {known}")
        lines = "\n".join(BLOCKS[name]()).strip("\n")
        return f"{match['open']}\n{lines}\n\n{match['close']}"

    return _BLOCK.sub(block, text)


def _commands() -> Iterator[str]:
    group = click.get_current_context().find_root().command
    context = click.Context(group, info_name="klingmock")
    rows = _command_rows(group, context) if isinstance(group, click.Group) else ()
    return table(("Command", "Does"), rows)


def _command_rows(group: click.Group, context: click.Context) -> Iterator[tuple[str, str]]:
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is None:
            continue
        path = f"{context.command_path} {name}"
        if isinstance(command, LazyGroup | click.Group):
            yield from _command_rows(command, click.Context(command, context, info_name=name))
        else:
            arguments = [one.make_metavar(context) for one in command.params if one.param_type_name == "argument"]
            yield f"`{' '.join((path, *arguments))}`", command.get_short_help_str(limit=200)


def _image_defects() -> Iterator[str]:
    rows = ((f"`{name}`", defect.summary, ", ".join(defect.formats)) for name, defect in DEFECTS.items())
    return table(("`?defect=`", "What is wrong", "Formats"), rows)


def _magic() -> Iterator[str]:
    return iter(magic.markdown_table().splitlines())


def _routes() -> Iterator[str]:
    rows = (
        (f"`{one.method} {one.path}`", one.summary) for one in (*api().routes.values(), *api().file_routes.values())
    )
    return table(("Route", "Does"), rows)


def _control() -> Iterator[str]:
    rows = ((f"`{one.method} {one.path}`", one.summary) for one in CONTROL_ROUTES)
    return table(("Route", "Does"), rows)


def _settings() -> Iterator[str]:
    rows = (
        (
            f"`--{name.replace('_', '-')}`",
            f"`KLINGMOCK_{name.upper()}`",
            one.help,
        )
        for name, one in SETTINGS.items()
    )
    return table(("Flag", "Environment", "What it does"), rows)


def _claims() -> Iterator[str]:
    readings = Readings.of()
    rows = (
        (f"`{name}`", (one.__doc__ or "").strip(), str(len(list(one().clauses(readings)))))
        for name, one in CLAIMS.items()
    )
    return table(("Kind", "Is about", "Clauses"), rows)


BLOCKS: Mapping[str, Callable[[], Iterator[str]]] = {
    "commands": _commands,
    "claims": _claims,
    "control routes": _control,
    "fault kinds": lambda: kind_table("docs/faults.md"),
    "image defects": _image_defects,
    "magic prompts": _magic,
    "routes": _routes,
    "scenarios": lambda: scenario_table("docs/faults.md"),
    "settings": _settings,
}
"""What fills ``<!-- generated: NAME -->`` up to ``<!-- end -->`` in a page that is written by hand."""

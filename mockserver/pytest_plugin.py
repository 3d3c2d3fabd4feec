"""
The pytest plugin: the fixtures ``kling`` and ``kling_server``, and what they tell about a test.

Every run of pytest where klingmock is installed imports this module, so everything else is imported when it is used.
"""

from collections.abc import Generator, Iterator, Mapping
from contextlib import ExitStack
from decimal import ROUND_HALF_UP, Decimal
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from mockserver.testing import Kling, KlingServer

__all__ = [
    "kling",
    "kling_server",
    "klingmock_settings",
    "pytest_addoption",
    "pytest_configure",
    "pytest_runtest_makereport",
]

_MARK = (
    "klingmock(**settings): the world of the fixture kling: seed, clock, lifecycle, readings, balance and the like, "
    "faults=[...], scenario=NAME, allow_unused_faults=True, allow_unknown_routes=True."
)
_OPTIONS = {
    "seed": "Seed of every random choice of the mock server.",
    "lifecycle": "What becomes of tasks: immediate, after:2s, polls:2 and so on.",
    "reading": "A preset (strict, lenient, public) or DISPUTE=READING; repeatable.",
}
_LISTS = ("reading",)

_HELD: "pytest.StashKey[Kling]" = pytest.StashKey()
_CUT_SHORT = pytest.StashKey[bool]()
_STORY = pytest.StashKey[str]()
_PROPERTY = "klingmock_"
_CENT = Decimal("0.01")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take the options, each also as a setting of the ini file."""
    group = parser.getgroup("klingmock", "klingmock: a mock of the Kling video API")
    for name, meaning in _OPTIONS.items():
        flag, setting, shown = f"--klingmock-{name}", f"klingmock_{name}", name.upper()
        if name in _LISTS:
            group.addoption(flag, action="append", metavar=shown, help=meaning)
            parser.addini(setting, meaning, type="args")
        else:
            group.addoption(flag, metavar=shown, help=meaning)
            parser.addini(setting, meaning)


def pytest_configure(config: pytest.Config) -> None:
    """Register the mark, and sum up what the tests would have cost."""
    config.addinivalue_line("markers", _MARK)
    config.pluginmanager.register(_Bill(), "klingmock-bill")


@pytest.fixture(scope="session")
def klingmock_settings() -> Mapping[str, Any]:
    """Return further settings of the server, by the names of the flags of ``klingmock serve``: override it."""
    return {}


@pytest.fixture(scope="session")
def kling_server(pytestconfig: pytest.Config, klingmock_settings: Mapping[str, Any]) -> Iterator["KlingServer"]:
    """Run a mock server in this process, on a free port, for the whole session."""
    from mockserver import SettingsError  # noqa: PLC0415 - see above
    from mockserver.testing import kling_server as running  # noqa: PLC0415 - see above

    chosen = {name: value for name in _OPTIONS if (value := _option(pytestconfig, name))}
    with ExitStack() as stack:
        try:
            server = stack.enter_context(running({**klingmock_settings, **chosen}))
        except SettingsError as error:
            raise pytest.fail.Exception(f"klingmock cannot be set up like this: {error}", pytrace=False) from None
        yield server


@pytest.fixture
def kling(request: pytest.FixtureRequest, kling_server: "KlingServer") -> Iterator["Kling"]:
    """Open a fresh world with a key of its own; afterwards, fail the test on what went wrong in it unseen."""
    from mockserver.testing import SetupError  # noqa: PLC0415 - see above

    item: pytest.Item = request.node
    with ExitStack() as stack:
        try:
            world = stack.enter_context(kling_server.open(_key_of(item), **_marked(item)))
        except SetupError as error:
            raise pytest.fail.Exception(f"the mark klingmock: {error}", pytrace=False) from None
        item.stash[_HELD] = world
        stack.callback(item.stash.__delitem__, _HELD)
        yield world
        _look_back(item, world)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Attach the journal to the report of a failed test, and what it would have cost to every report."""
    report = yield
    if call.when == "setup":
        item.stash[_CUT_SHORT] = False
        item.stash[_STORY] = ""
    item.stash[_CUT_SHORT] |= call.excinfo is not None
    world = item.stash.get(_HELD, None)
    if world is not None:
        report.sections += _sections(world, failed=report.failed, ended=call.when == "call")
    elif report.failed and item.stash[_STORY]:
        report.sections.append(("klingmock calls", item.stash[_STORY]))
    return report


def _option(config: pytest.Config, name: str) -> Any:
    given = config.getoption(f"--klingmock-{name}")
    return config.getini(f"klingmock_{name}") if given is None else given


def _key_of(item: pytest.Item) -> str:
    """Make a key that the next run of the same test has too, so that its links are the same."""
    return f"sk-test-{sha256(item.nodeid.encode()).hexdigest()[:20]}"


def _marked(item: pytest.Item) -> dict[str, Any]:
    """Merge the marks of a test, setting by setting; the nearest wins."""
    settings: dict[str, Any] = {}
    for mark in item.iter_markers("klingmock"):
        if mark.args:
            pytest.fail(f"the mark klingmock takes settings by name, as in seed=7, not {mark.args[0]!r}", pytrace=False)
        settings = {**mark.kwargs, **settings}
    return settings


def _look_back(item: pytest.Item, world: "Kling") -> None:
    spend = world.spend
    others = [pair for pair in item.user_properties if not pair[0].startswith(_PROPERTY)]
    mine = {"tasks": str(spend.tasks), "credits": f"{spend.credits:f}", "usd": f"{spend.usd:f}"}
    # In place of those of an earlier run of this test, where it was run again.
    item.user_properties[:] = [*others, *((_PROPERTY + name, value) for name, value in mine.items())]
    surprises = world.surprises(failed=item.stash.get(_CUT_SHORT, False))
    if surprises:
        item.stash[_STORY] = world.story()
        pytest.fail("\n".join(surprises), pytrace=False)


def _sections(world: "Kling", *, failed: bool, ended: bool) -> Iterator[tuple[str, str]]:
    from mockserver.client import ClientError  # noqa: PLC0415 - see above

    try:
        if failed:
            yield "klingmock calls", world.story()
        if ended and (spend := world.spend).tasks:
            yield "klingmock spend", str(spend)
    except ClientError as error:
        yield "klingmock", f"the mock server cannot be asked: {error}"


class _Bill:
    """Sums up what the tests of a run would have cost, those of other processes too: reports carry it."""

    def __init__(self) -> None:
        self._sums = {"tests": Decimal(0), "tasks": Decimal(0), "credits": Decimal(0), "usd": Decimal(0)}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when != "teardown":
            return
        found = {
            name.removeprefix(_PROPERTY): value for name, value in report.user_properties if name.startswith(_PROPERTY)
        }
        for name, value in ({"tests": 1} | found if found else found).items():
            self._sums[name] += Decimal(str(value))

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self._sums["tests"]:
            tests, tasks, amount, usd = self._sums.values()
            dollars = usd.quantize(_CENT, ROUND_HALF_UP)
            terminalreporter.write_line(
                f"klingmock: {_counted(tests, 'test')}, {_counted(tasks, 'task')}, "
                f"would have cost ${dollars} ({amount.normalize():f} credits)"
            )


def _counted(count: Decimal, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"

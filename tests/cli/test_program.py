import os
import subprocess
import sys

import click
import pytest

from mockserver.cli import COMMANDS, main
from mockserver.cli.contract import COMMANDS as CONTRACT_COMMANDS

WORDS = [[name] for name in COMMANDS]
WORDS += [["contract", name] for name in CONTRACT_COMMANDS]
WORDS += [["clock", name] for name in ("show", "advance", "run")]
WORDS += [["world", name] for name in ("show", "set", "reset")]
WORDS += [["callbacks", name] for name in ("list", "redeliver")]


@pytest.mark.parametrize("words", [[], *WORDS], ids=" ".join)
@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_every_command_helps(run, words, flag):
    result = run(*words, flag)

    assert result.exit_code == 0
    assert result.stdout.startswith(f"Usage: {' '.join(['klingmock', *words])}")


def test_the_help_says_what_each_command_does(run):
    shown = run("-h").stdout

    assert [name for name in COMMANDS if f"\n  {name} " not in shown] == []
    assert "Start the mock server." in shown


def test_the_version_is_told(run):
    assert run("--version").stdout == "klingmock 0.1.0\n"


@pytest.mark.parametrize("words", [["nonsense"], ["price"], ["contract", "nonsense"], ["--nonsense"]])
def test_wrong_usage_ends_with_2(run, words):
    result = run(*words)

    assert result.exit_code == 2
    assert "Usage" in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("name", ["", "x" * 5000, "\0", "a/" * 3000])
@pytest.mark.parametrize(
    "words",
    [["price"], ["validate"], ["contract", "check"], ["explain"], ["contract", "show"]],
    ids=" ".join,
)
def test_a_name_that_no_file_can_have_ends_with_2(run, words, name):
    assert run(*words, name).exit_code == 2


@pytest.fixture
def broken(monkeypatch):
    @click.command()
    def break_down():
        raise LookupError("the floor gave way")

    monkeypatch.setattr(main, "get_command", lambda _context, _name: break_down)


def test_our_own_fault_ends_with_3_in_one_line_without_a_traceback(run, broken):
    result = run("price")

    assert result.exit_code == 3
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    assert "LookupError: the floor gave way" in result.stderr
    assert "report" in result.stderr


def test_debug_shows_the_traceback(run, broken):
    assert isinstance(run("--debug", "price").exception, LookupError)


def python(code, **options):
    command = [sys.executable, "-c", code]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, **options)


@pytest.mark.parametrize(
    ("words", "spared"),
    [
        (["-h"], ["mockserver.cli.price", "mockserver.serving", "mockserver.client"]),
        (["price", "-h"], ["mockserver.cli.serve", "mockserver.serving", "mockserver.client"]),
    ],
)
def test_what_a_command_does_not_need_is_not_imported(words, spared):
    code = f"""
import sys
from mockserver.cli import main
main({words!r}, standalone_mode=False)
print([name for name in {spared!r} if name in sys.modules], file=sys.stderr)
"""
    assert python(code).stderr == "[]\n"


@pytest.mark.skipif(os.name != "posix", reason="a closed pipe is told otherwise elsewhere")
def test_a_reader_that_hangs_up_ends_the_command_quietly():
    code = "from mockserver.cli import main; main(['contract', 'show', 'kling-o3-image-to-video'])"
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "w") as pipe:
        done = subprocess.run(
            [sys.executable, "-c", code],
            stdout=pipe,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
            check=False,
        )

    assert done.returncode == 141
    assert "Error" not in done.stderr
    assert "Traceback" not in done.stderr

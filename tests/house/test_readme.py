"""What the README shows is what happens: every example in it is run."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from mockserver.client import Client
from mockserver.serving import running
from mockserver.settings import Settings

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(?P<kind>\w+)\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE)
ADDRESS = "http://127.0.0.1:8080"
INSTALLING = "python3 -m venv .klingmock\n.klingmock/bin/pip install .\n"


def blocks():
    """Yield each example: its kind, its text, and the output shown below it, if any."""
    found = [(match["kind"], match["text"]) for match in BLOCK.finditer(README)]
    for (kind, text), (after, output) in zip(found, [*found[1:], ("", "")], strict=True):
        if kind != "text":
            yield kind, text, output if after == "text" else None


def examples(kind, select):
    chosen = [(text, output) for one, text, output in blocks() if one == kind and select(text)]
    assert chosen
    return [pytest.param(*one, id=one[0].split("\n")[0][:40]) for one in chosen]


def is_making(text):
    return text.startswith("make ")


def is_serving(text):
    return text.startswith("klingmock serve")


def is_shell(text):
    return not (is_making(text) or is_serving(text) or text == INSTALLING)


def test_every_example_is_of_a_kind_that_is_run():
    assert {kind for kind, _, _ in blocks()} == {"sh", "python"}


@pytest.mark.parametrize(("text", "output"), examples("sh", is_making))
def test_every_make_target_in_the_readme_exists(text, output, root):
    targets = re.findall(r"^([a-z-]+):", (root / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)

    assert {line.removeprefix("make ") for line in text.splitlines()} <= set(targets)


def test_the_readme_says_how_to_install():
    """Not run: it would dial out."""
    assert [text for kind, text, _ in blocks() if text == INSTALLING] == [INSTALLING]


@pytest.fixture
def environment(tmp_path, monkeypatch):
    """Go to an empty folder with the command on the path; return the environment."""
    monkeypatch.chdir(tmp_path)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KLINGMOCK_")}
    return kept | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}


@pytest.mark.skipif(not shutil.which("curl") and not os.getenv("CI"), reason="curl is not installed")
@pytest.mark.parametrize(("text", "output"), examples("sh", is_shell))
def test_every_shell_example_does_what_is_shown(text, output, environment):
    with running(Settings.from_strings({"port": "0", "clock": "manual"})) as server:
        done = subprocess.run(
            ["sh", "-euc", text.replace(ADDRESS, server.url)],  # noqa: S607 - the shell of the reader
            capture_output=True,
            text=True,
            env=environment | {"KLINGMOCK_URL": server.url},
            timeout=60,
            check=False,
        )

    assert done.returncode == 0, done.stderr
    if output is not None:
        assert done.stdout == output
    else:
        assert "recorded" in done.stdout


@pytest.mark.parametrize(("text", "output"), examples("sh", is_serving))
def test_every_server_example_serves(text, output, environment):
    command = [*text.split(), "--port", "0", "--ready-file", "ready.json"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment)
    watchdog = threading.Timer(30, process.kill)
    watchdog.start()
    try:
        assert process.stderr is not None
        process.stderr.readline()
        url = json.loads(Path("ready.json").read_text(encoding="utf-8"))["url"]
        clock = Client(url, api_key="sk-test").clock()["clock"]
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=20)
    finally:
        process.kill()
        process.communicate()
        watchdog.cancel()
        watchdog.join()

    assert process.returncode == 0
    assert clock == "manual"


@pytest.mark.parametrize(("text", "output"), examples("python", lambda _: True))
def test_every_python_example_prints_what_is_shown(text, output, environment):
    done = subprocess.run(
        [sys.executable, "-c", text],
        capture_output=True,
        text=True,
        env=environment,
        timeout=60,
        check=False,
    )

    assert done.stderr == ""
    assert done.stdout == output

"""Runs of pytest within a test, in a process of their own, and calls as a client under test makes them."""

import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

REQUEST = {"model": "kling-o3-image-to-video", "image_start": "https://example.com/a.jpg"}

CLIENT = f"""
import json, urllib.error, urllib.request

REQUEST = {REQUEST}

def ask(kling, method, path, body=None):
    headers = {{"Authorization": "Bearer " + kling.api_key, "Content-Type": "application/json"}}
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(kling.base_url + path, data=data, headers=headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)

def create(kling, **changes):
    status, task = ask(kling, "POST", "/v1/videos/generations", REQUEST | changes)
    assert status == 200, task
    return task["id"]
"""


@dataclass(frozen=True)
class Run:
    """What a run of pytest said: its exit code, its words, and each case by name with its parts from JUnit."""

    code: int
    said: str
    cases: dict[str, Any]
    folder: Path

    def file(self, name: str) -> str:
        """Read a file that the run wrote."""
        return (self.folder / name).read_text(encoding="utf-8")

    def outcome(self, name: str) -> str:
        """Say passed, failed, error, skipped, or several of them."""
        return (
            "+".join(part.tag for part in self.cases[name] if part.tag in {"failure", "error", "skipped"}) or "passed"
        )

    def message(self, name: str) -> str:
        """Return all that was said about one test."""
        return "\n".join(f"{part.get('message', '')}\n{part.text}" for part in self.cases[name])

    def properties(self, name: str) -> dict[str, str]:
        """Return the properties of one test."""
        return {one.get("name"): one.get("value") for one in self.cases[name].iter("property")}

    def outcomes(self) -> dict[str, str]:
        """Return the outcome of each test."""
        return {name: self.outcome(name) for name in self.cases}


@pytest.fixture(scope="session")
def run_pytest(tmp_path_factory) -> Callable[..., Run]:
    """
    Return a function that runs pytest on *text*, with the plugin as it is installed and no others but *plugins*.

    Files beside it are given by name, such as ``conftest=...``; an ini file as *ini*.
    """

    def run(text: str, *words: str, plugins: tuple[str, ...] = ("klingmock",), ini: str = "", **files: str) -> Run:
        folder = tmp_path_factory.mktemp("run")
        (folder / "pytest.ini").write_text(f"[pytest]\nfilterwarnings = error\n{ini}")
        (folder / "test_inner.py").write_text(text)
        for name, content in ({"client": CLIENT} | files).items():
            (folder / f"{name}.py").write_text(content)
        loaded = [word for plugin in plugins for word in ("-p", plugin)]
        done = subprocess.run(
            [sys.executable, "-P", "-m", "pytest", "-rA", "--junitxml=junit.xml", *loaded, *words],
            cwd=folder,
            env=environment(folder),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        return read(done, folder)

    return run


def environment(folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("KLINGMOCK_", "PYTEST_", "COV_"))}
    path = os.pathsep.join(filter(None, (str(folder), kept.get("PYTHONPATH"))))
    return kept | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "COLUMNS": "200", "PYTHONPATH": path}


def read(done: "subprocess.CompletedProcess[str]", folder: Path) -> Run:
    file = folder / "junit.xml"
    xml = ET.parse(file).getroot() if file.is_file() else ET.Element("nothing")  # noqa: S314 - our own pytest wrote it
    cases = {str(case.get("name")): case for case in xml.iter("testcase")}
    return Run(done.returncode, done.stdout + done.stderr, cases, folder)


@dataclass(frozen=True)
class Asker:
    """A client under test, as small as can be."""

    base_url: str
    api_key: str

    def ask(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """Send one request; return status and decoded body."""
        headers = {"Authorization": f"Bearer {self.api_key}", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base_url + path, data=data, headers=headers, method=method)  # noqa: S310
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - the loopback only, see the guards
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.load(error)

    def create(self, **changes: Any) -> str:
        """Make a task and return its id."""
        status, task = self.ask("POST", "/v1/videos/generations", REQUEST | changes)
        assert status == 200, task
        return str(task["id"])

    def status(self, task: str) -> str:
        """Poll a task once."""
        return str(self.ask("GET", f"/v1/tasks/{task}")[1]["status"])


@pytest.fixture(scope="session")
def asker() -> Callable[[Any], Asker]:
    """Return a function that makes a client of a ``kling``."""
    return lambda kling: Asker(kling.base_url, kling.api_key)

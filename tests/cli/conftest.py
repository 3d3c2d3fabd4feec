"""The command line, run in this process from an empty folder."""

import json
import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from click.testing import CliRunner, Result

from mockserver.cli import main
from mockserver.serving import running
from mockserver.settings import Settings

Run = Callable[..., Result]

GOOD = {
    "model": "kling-o3-image-to-video",
    "prompt": "A paper boat.",
    "image_start": "https://example.com/a.jpg",
    "duration": 5,
    "quality": "720p",
    "sound": "on",
}


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch, tmp_path):
    for name in [name for name in os.environ if name.startswith("KLINGMOCK_")]:
        monkeypatch.delenv(name)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def run() -> Run:
    """Return a function that runs ``klingmock`` with the given words."""

    def run(*words: str, **options: Any) -> Result:
        return CliRunner().invoke(main, words, prog_name="klingmock", **options)

    return run


@pytest.fixture
def request_file(tmp_path) -> Callable[..., str]:
    """Return a function that writes a file of requests: text as it is, values as JSON."""

    def write(name: str, *values: object) -> str:
        lines = [value if isinstance(value, str) else json.dumps(value) for value in values]
        (tmp_path / name).write_text("\n".join(lines), encoding="utf-8")
        return name

    return write


@pytest.fixture
def good() -> dict[str, object]:
    """Return a valid request that costs 36.018 credits."""
    return dict(GOOD)


@pytest.fixture
def server(monkeypatch) -> Iterator[str]:
    """Run a server with a manual clock, which the commands find by the environment."""
    settings = Settings.from_strings({"port": "0", "clock": "manual", "lifecycle": "after:90s"})
    with running(settings) as server:
        monkeypatch.setenv("KLINGMOCK_URL", server.url)
        monkeypatch.setenv("KLINGMOCK_API_KEY", "sk-cli")
        yield server.url

"""A real browser, and a page in it that fails a test for whatever its console, its policy or the network says."""

import os
import shutil
import threading
from urllib.parse import urljoin, urlsplit

import pytest
import requests
from playwright.sync_api import expect, sync_playwright

from mockserver.testing.server import kling_server

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# Nothing but what is asked for: a browser that starts also looks for updates and for names on the network.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE_MS = 20_000
HERE = {"127.0.0.1", "localhost"}

# A machine that tests on every core at once may take its time; nobody waits for longer than it takes.
expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="module")
def server():
    before = set(threading.enumerate())
    with kling_server({"clock": "manual"}) as started:
        yield started
    assert set(threading.enumerate()) <= before


@pytest.fixture(autouse=True)
def _no_threads_left():
    """Take the place of the guard of all tests: here a server has a whole file to end its threads."""


@pytest.fixture(scope="module")
def browser(server):
    """
    Return a browser without a window.

    Playwright holds the event loop of this thread as long as it runs: so the server is there before, and the tests of
    other files come after.
    """
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        message = "no Chromium on this machine: install Debian's chromium to run the tests in a browser"
        pytest.fail(message) if os.getenv("CI") else pytest.skip(message)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def kling(server):
    """Return a world of its own."""
    with server.open(clock="manual") as opened:
        yield opened


@pytest.fixture
def complaints():
    """Return the list of what went wrong in the browser, which has to be empty at the end of a test."""
    found: list[str] = []
    yield found
    assert found == []


@pytest.fixture
def page(browser, complaints, kling):
    """Return a page of a browser that knows nothing yet."""
    context = browser.new_context(viewport={"width": 1200, "height": 800}, base_url=kling.base_url)
    context.set_default_timeout(PATIENCE_MS)
    opened = context.new_page()
    opened.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("request", lambda request: complaints.append(request.url) if is_elsewhere(request.url) else None)
    opened.add_init_script(
        "addEventListener('securitypolicyviolation', (event) => console.error(event.violatedDirective))"
    )
    yield opened
    context.close()


@pytest.fixture
def view(kling):
    """Return a function that says at which address the view of a world is."""
    return lambda path: f"/_mock/ui/{kling.world.id}/{path}"


@pytest.fixture
def call(kling):
    """Return a function that calls the server as the client of the world."""
    headers = {"Authorization": f"Bearer {kling.api_key}"}
    return lambda method, path, **kwargs: requests.request(
        method, urljoin(kling.base_url, path), headers=headers, timeout=10, **kwargs
    )


def is_elsewhere(url):
    parts = urlsplit(url)
    return parts.scheme in {"http", "https"} and parts.hostname not in HERE

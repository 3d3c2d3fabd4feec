"""
How fast the page is with a full journal: ``python -m benchmarks.page``. Needs Chromium.

Prints how long each view takes in the server and until it is shown in a browser, and how long a call takes until its
row is there. The goal is a second.
"""

import argparse
import shutil
from collections.abc import Callable
from statistics import median
from time import perf_counter

import requests
from playwright.sync_api import Page, sync_playwright

from mockserver import Settings
from mockserver.serving import running

KEY = "sk-benchmark"
HEADERS = {"Authorization": f"Bearer {KEY}"}
VIEWS = ("overview", "calls", "tasks", "callbacks", "ledger", "faults", "clock", "worlds")
WANTED_MS = 1_000


def main() -> None:
    """Fill a journal, and look at it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=10_000)
    parser.add_argument("--times", type=int, default=5)
    given = parser.parse_args()
    path = shutil.which("chromium")
    if path is None:
        raise SystemExit("there is no Chromium on this machine; install Debian's chromium")
    settings = Settings.from_strings({"port": "0", "clock": "manual", "balance": "100000000"})
    with running(settings) as server, sync_playwright() as playwright:
        fill(server.url, given.calls)
        world = requests.get(f"{server.url}/_mock/world", headers=HEADERS, timeout=10).json()["id"]
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        print(f"{given.calls} calls in the journal; medians of {given.times}, ms")
        print("view       server  opened")
        for view in VIEWS:
            address = f"{server.url}/_mock/ui/{world}/{view}"
            answered = median(spent(lambda at=address: requests.get(at, timeout=10)) for _ in range(given.times))
            opened = median(spent(lambda at=address: page.goto(at)) for _ in range(given.times))
            print(f"{view:9}  {answered:6.0f}  {opened:6.0f}{'' if opened < WANTED_MS else '  (more than a second)'}")
        shown = median(until_shown(page, server.url, world) for _ in range(given.times))
        print(f"from a call to its row on the overview: {shown:.0f}")
        browser.close()


def fill(url: str, calls: int) -> None:
    """Make so many calls, each of another task."""
    with requests.Session() as session:
        for number in range(calls):
            body = {
                "model": "kling-o3-text-to-video",
                "prompt": f"Boat number {number}",
                "callback_url": "https://your-domain.com/hook",
            }
            session.post(f"{url}/v1/videos/generations", json=body, headers=HEADERS, timeout=10).raise_for_status()
        session.post(f"{url}/_mock/clock/advance", json={"by": "1h"}, headers=HEADERS, timeout=60).raise_for_status()


def spent(work: Callable[[], object]) -> float:
    """Return how many milliseconds something takes."""
    began = perf_counter()
    work()
    return 1_000 * (perf_counter() - began)


def until_shown(page: Page, url: str, world: str) -> float:
    """Return how many milliseconds pass from a call until the open overview shows it."""
    page.goto(f"{url}/_mock/ui/{world}/overview")
    page.wait_for_selector("[data-state=live]")
    page.wait_for_timeout(1_000)
    number = requests.get(f"{url}/_mock/world", headers=HEADERS, timeout=10).json()["calls"] + 1
    began = perf_counter()
    requests.get(f"{url}/v1/credits", headers=HEADERS, timeout=10)
    page.wait_for_selector(f"#call-{number}")
    return 1_000 * (perf_counter() - began)


if __name__ == "__main__":
    main()

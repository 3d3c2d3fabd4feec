"""
Takes the pictures of the page: every view, light and dark, and some on a phone.

``make screenshots`` calls it; it needs Chromium, and takes nothing from the network. The world is the same each time.
"""

import json
import shutil
import sys
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any, Literal
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from mockserver.page.views import VIEWS
from mockserver.testing.kling import Kling
from mockserver.testing.server import kling_server

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
KEY = "sk-playground"
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
SIZES = {"": (1280, 860), "-phone": (360, 780)}
ON_A_PHONE = ("overview", "playground")
REQUEST: dict[str, Any] = {
    "model": "kling-o3-image-to-video",
    "prompt": "A paper boat drifts down a rainy street.",
    "image_start": "https://example.com/first-frame.jpg",
    "callback_url": "https://your-domain.com/webhooks/video",
    "quality": "1080p",
    "sound": "on",
}


def call(kling: Kling, method: str, path: str, body: object = None) -> None:
    """Make a call as a client would; an error is an answer too."""
    headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}
    data = None if body is None else json.dumps(body).encode()
    with suppress(HTTPError), urlopen(Request(kling.base_url + path, data, headers, method=method)) as answer:  # noqa: S310 - this machine
        answer.read()


def live_a_little(kling: Kling) -> None:
    """Let things happen: runs that end well and badly, a refusal, a lost answer that was paid twice, a fault."""
    create = ("POST", "/v1/videos/generations")
    call(kling, *create, REQUEST)
    call(kling, *create, REQUEST | {"prompt": "A crane folds itself. [[fail:content_policy_violation]]"})
    kling.clock.advance("10m")
    call(kling, *create, REQUEST | {"duration": 16})
    kling.faults.add(on="create", when={"nth": 1}, do="status", status=503, phase="after")
    for _ in range(2):
        call(kling, *create, {"model": "kling-v3-text-to-video", "prompt": "Rain on a tin roof.", "duration": 8})
    kling.faults.add(on="query", when={"share": 0.1}, do="latency", fixed="2s")
    for task in kling.tasks.list():
        call(kling, "GET", f"/v1/tasks/{task['id']}")


def fill_in(page: Page) -> None:
    """Use the playground until its video is there."""
    page.locator("#playground[data-ready]").wait_for()
    page.locator("#json-text").fill(json.dumps({name: REQUEST[name] for name in REQUEST if name != "callback_url"}))
    page.locator("#credits", has_text="45.009 credits").wait_for()
    page.get_by_role("button", name="Send", exact=True).click()
    page.locator("#stage video").wait_for()
    page.locator("#stage video").evaluate(
        "video => new Promise(done => { video.onseeked = done; video.currentTime = 2 })"
    )
    page.locator("#said").evaluate("said => said.textContent = ''")
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")


def save(picture: bytes, path: Path) -> None:
    """Write a picture with as many colours as a page has: it takes a third of the room."""
    Image.open(BytesIO(picture)).convert("RGB").quantize(128, dither=Image.Dither.NONE).save(path, optimize=True)


def main(folder: Path) -> None:
    """Take every picture into *folder*."""
    folder.mkdir(parents=True, exist_ok=True)
    path = next(filter(None, map(shutil.which, BROWSERS)))
    settings = {"clock": "manual", "start": "2026-01-01T09:00:00Z"}
    with kling_server(settings) as server, server.open(KEY, clock="manual") as kling, sync_playwright() as playwright:
        live_a_little(kling)
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--hide-scrollbars"])
        kling.world.change(lifecycle={"kind": "immediate"})
        for name in VIEWS:
            for size, (width, height) in SIZES.items():
                for scheme in SCHEMES if name in ON_A_PHONE or not size else ():
                    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
                    page.goto(f"{kling.base_url}/_mock/ui/{kling.world.id}/{name}")
                    if name == "playground":
                        fill_in(page)
                    save(page.screenshot(), folder / f"{name}{size}-{scheme}.png")
                    page.close()
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))

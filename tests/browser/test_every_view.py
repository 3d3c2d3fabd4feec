"""Every view, in both themes and on a phone: nothing that keeps anybody out, and nothing that sticks out."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from mockserver.page.views import VIEWS

MODEL = "kling-o3-image-to-video"
VIDEO = {"model": MODEL, "image_start": "https://example.com/a.jpg", "callback_url": "https://your-domain.com/hook"}
LONG = "x" * 10_000
PROMPT = "\u202e<script>alert(1)</script> " + "\N{PARTY POPPER}" * 300
ITEMS = {
    "calls": "1",
    "tasks": "{task}",
    "callbacks": "{callback}",
    "contract": f"{MODEL}?with=kling-v3-image-to-video",
}


@pytest.fixture
def places(kling, call):
    """Live a little, and return what stands for what in addresses."""
    kling.faults.add(on="create", do="status", status=503, phase="after", when={"nth": 1})
    for _ in range(2):
        call("POST", "/v1/videos/generations", json=VIDEO | {"prompt": PROMPT})
    call("POST", "/v1/videos/generations", json=VIDEO | {"duration": 2, "prompt": LONG})
    kling.clock.advance("5s")
    call("POST", "/v1/videos/generations", json=VIDEO | {"image_start": f"https://example.com/{LONG}"})
    return {"task": kling.tasks.list()[0]["id"], "callback": kling.callbacks.list()[0]["id"]}


def addresses():
    for name in VIEWS:
        yield name
        if name in ITEMS:
            yield f"{name}/{ITEMS[name]}"
    yield "contract/explain/o3/end-frame-needs-first-frame"


@pytest.mark.parametrize("address", list(addresses()))
def test_nobody_is_kept_out_and_nothing_sticks_out(page, view, places, address):
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        page.goto(view(address.format(**places)))
        expect(page.get_by_role("heading", level=1).first).to_be_visible()
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()

    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert Axe().run(page).violations_count == 0


def test_without_events_the_page_looks_by_itself(page, view, call):
    page.add_init_script("delete window.EventSource")
    call("GET", "/v1/credits")
    page.goto(view("calls"))
    expect(page.get_by_test_id("live")).to_have_text("Looking every 2 s")

    call("GET", "/v1/credits")

    expect(page.get_by_test_id("call")).to_have_count(2)


def test_a_rule_leads_to_its_explanation(page, view, call):
    call("POST", "/v1/videos/generations", json={"model": MODEL, "image_end": "https://example.com/a.jpg"})
    page.goto(view("calls/1"))

    page.get_by_test_id("rule").get_by_role("link").click()

    expect(page.get_by_test_id("explanation")).to_contain_text("image_end, note 2")
    expect(page.get_by_test_id("explanation")).to_contain_text("o3-end-frame-alone")
    expect(page.get_by_role("heading", name="breaks only it")).to_be_visible()


def test_a_price_shows_its_lines(page, view, call):
    call("POST", "/v1/videos/generations", json=VIDEO | {"quality": "1080p", "sound": "on"})
    page.goto(view("calls/1"))

    expect(page.get_by_test_id("receipt")).to_contain_text("18.009")
    expect(page.get_by_test_id("receipt")).to_contain_text("kling-o3, Request Parameters")


def test_two_models_are_compared(page, view, call):
    call("GET", "/v1/credits")
    page.goto(view(f"contract/{MODEL}"))
    page.get_by_label("With").select_option("kling-v3-image-to-video")

    page.get_by_role("button", name="Compare").click()

    expect(page.get_by_test_id("diff")).to_contain_text("negative_prompt")
    expect(page.get_by_test_id("price").first).to_contain_text("5.4")


def test_the_reading_of_this_world_is_marked(page, view, kling):
    kling.world.change(readings={"o3-end-frame-alone": "accepted"})
    page.goto(view(f"contract/{MODEL}"))

    dispute = page.get_by_test_id("dispute").filter(has_text="o3-end-frame-alone")

    expect(dispute.get_by_role("listitem").filter(has_text="chosen here")).to_contain_text("accepted")

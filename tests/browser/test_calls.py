"""Watching what a client does, and finding out why it was refused."""

import pytest
from playwright.sync_api import expect

VIDEO = {"model": "kling-o3-text-to-video", "prompt": "A paper boat."}


@pytest.fixture
def generate(call):
    """Return a function that asks for a video, and returns the status of the answer."""
    return lambda **changes: call("POST", "/v1/videos/generations", json=VIDEO | changes).status_code


def test_a_call_shows_up_by_itself(page, view, generate):
    page.goto(view("overview"))
    expect(page.get_by_test_id("live")).to_have_text("Live")

    assert generate() == 200

    expect(page.get_by_test_id("call")).to_have_count(1)
    expect(page.get_by_test_id("running")).to_have_text("1")
    expect(page.get_by_test_id("reserved")).to_contain_text("27")


def test_it_says_why_a_request_was_refused(page, view, generate):
    assert generate(duration=2) == 400
    page.goto(view("calls"))

    page.get_by_test_id("call").get_by_role("link").click()

    expect(page.get_by_test_id("rule")).to_have_text("o3-t2v/duration/minimum")
    expect(page.get_by_text("duration must be at least 3, not 2").first).to_be_visible()


def test_what_is_typed_stays_while_calls_come_in(page, view, generate):
    page.goto(view("calls"))
    expect(page.get_by_test_id("live")).to_have_text("Live")
    page.get_by_label("Status").fill("4xx")

    generate()

    expect(page.get_by_test_id("call")).to_have_count(1)
    expect(page.get_by_label("Status")).to_have_value("4xx")
    expect(page.get_by_label("Status")).to_be_focused()


def test_a_filter_is_an_address(page, view, generate):
    generate()
    generate(duration=2)
    page.goto(view("calls"))
    page.get_by_label("Status").fill("4xx")

    page.get_by_role("button", name="Filter").click()

    expect(page.get_by_test_id("count")).to_have_text("1 of 2 calls")
    assert "status=4xx" in page.url

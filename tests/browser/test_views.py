"""The other views: what was paid twice, callbacks, time, faults, and everything by keyboard."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

VIDEO = {"model": "kling-o3-text-to-video", "prompt": "A paper boat.", "callback_url": "https://your-domain.com/hook"}


@pytest.fixture
def generate(kling, call):
    """Return a function that makes a task."""
    return lambda **changes: call("POST", "/v1/videos/generations", json=VIDEO | changes).json()["id"]


def test_a_double_charge_is_pointed_out(page, view, kling, call):
    kling.faults.add(on="create", do="status", status=503, phase="after", when={"nth": 1})
    page.goto(view("overview"))
    for expected in (503, 200):
        assert call("POST", "/v1/videos/generations", json=VIDEO).status_code == expected

    page.get_by_test_id("repeats").get_by_role("link").click()

    expect(page.get_by_test_id("repeat")).to_contain_text("One request, 2 tasks: 27 credits more than once.")
    expect(page.get_by_test_id("repeat")).to_contain_text("the client never learned of it")


def test_a_callback_is_delivered_once_more(page, view, kling, generate):
    generate()
    kling.clock.run()
    page.goto(view("callbacks"))
    expect(page.get_by_test_id("attempts")).to_have_text("1")

    page.get_by_role("button", name="Redeliver").click()

    expect(page.get_by_test_id("done")).to_be_visible()
    expect(page.get_by_test_id("attempts")).to_have_text("2")


def test_time_moves_past_the_links_expiry(page, view, kling, call, generate):
    task_id = generate()
    kling.clock.run()
    page.goto(view(f"tasks/{task_id}"))
    link = page.get_by_test_id("result").get_attribute("href")
    assert call("GET", link).status_code == 200

    page.get_by_test_id("nav-clock").click()
    page.get_by_label("By").fill("24h")
    page.get_by_role("button", name="Move on").click()

    expect(page.get_by_test_id("done")).to_be_visible()
    assert call("GET", link).status_code == 404
    page.goto(view(f"tasks/{task_id}"))
    expect(page.get_by_text("expired", exact=True)).to_be_visible()


def test_the_next_event_is_one_step_away(page, view, kling, generate):
    generate(prompt="[[after:90s]]")
    page.goto(view("clock"))
    before = kling.clock.now()

    page.get_by_role("button", name="To the next event").click()

    expect(page.get_by_test_id("done")).to_be_visible()
    assert kling.clock.now() > before


def test_a_span_that_is_none_is_refused_at_its_form(page, view, kling, generate):
    generate()
    page.goto(view("clock"))
    page.get_by_label("By").fill("tomorrow")
    # The browser notes each answer with an error on its console, and this is to be one.
    page.route("**/clock", lambda route: route.fulfill(response=route.fetch(), status=200))

    page.get_by_role("button", name="Move on").click()

    expect(page.get_by_test_id("refused")).to_contain_text("tomorrow")
    expect(page.get_by_label("By")).to_have_value("tomorrow")

    # It stays when the world goes on meanwhile.
    kling.clock.advance(timedelta(hours=5))
    expect(page.get_by_test_id("now")).to_have_text("2026-01-01 05:00:00")
    expect(page.get_by_test_id("refused")).to_contain_text("tomorrow")
    expect(page.get_by_label("By")).to_have_value("tomorrow")


def test_a_fault_is_added_fires_and_is_removed(page, view, call, generate):
    generate()
    page.goto(view("faults"))
    page.get_by_text("24 kinds of faults").click()
    page.get_by_test_id("example-status").click()
    expect(page.get_by_test_id("fault-json")).to_have_value(re.compile('"status": 503'))
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_test_id("fired")).to_have_text("0")

    assert call("POST", "/v1/videos/generations", json=VIDEO).status_code == 503

    expect(page.get_by_test_id("fired")).to_have_text("1")
    page.get_by_role("button", name="Remove: fault-1").click()
    expect(page.get_by_test_id("fault")).to_have_count(0)


def test_a_scenario_sets_up_the_world(page, view, kling, generate):
    generate()
    page.goto(view("faults"))

    page.get_by_test_id("scenario-flaky").click()

    expect(page.get_by_test_id("done")).to_be_visible()
    assert kling.faults.list()


def test_a_task_is_ended_by_hand(page, view, call, generate):
    task_id = generate(prompt="[[hang]]")
    page.goto(view("tasks"))
    page.get_by_test_id("task").get_by_role("link").click()

    page.get_by_role("button", name="Let it fail").click()

    expect(page.get_by_test_id("error")).to_contain_text("service_error")
    assert call("GET", f"/v1/tasks/{task_id}").json()["status"] == "failed"


def test_everything_is_reached_by_keyboard(page, view, kling, generate):
    generate()
    page.goto(view("overview"))
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()

    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.dataset.testid") == "nav-clock":
            break
    page.keyboard.press("Enter")
    page.get_by_label("By").focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("2s")
    page.keyboard.press("Enter")

    expect(page.get_by_test_id("done")).to_be_visible()
    assert kling.tasks.list()[0]["status"] == "completed"

"""The playground in a real browser: judged while one types, sent over the real wire, and played."""

import json
import re
from io import BytesIO

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import expect

from contracts import model_names
from mockserver.snippets import SNIPPETS
from validator import Readings, judge_for, quote
from validator.derive.examples import Witness, nth_pick, rules_of, valid_case, witness
from validator.derive.form import form_of

ADDRESS = "https://example.com/a.jpg"
PLAYGROUND = "/_mock/ui/playground"
HOSTILE = "<script>alert(1)</script> \u202eabc\u200f " + "\N{SAILBOAT}" * 2400
LONG = "https://example.com/" + "x" * 10_000

FACTS = """
async (video) => {
  if (video.readyState === 0) await new Promise((done) => video.addEventListener("loadedmetadata", done));
  return [Math.round(video.duration), video.videoWidth, video.videoHeight];
}
"""

ROUND_TRIPS = """
async ([described, requests]) => {
  const at = (name) => import(`/_mock/ui/static/playground/${name}.js`);
  const [{ makeForm }, { makeDraft }, { ABSENT }] = await Promise.all(["form", "draft", "pointer"].map(at));
  const root = document.createElement("div");
  let form = null;
  const draft = makeDraft(() => form?.sync());
  form = makeForm(described, { root, draft, uploads: { known: () => null } });
  const wrong = [];
  for (const request of requests) {
    draft.replace(request);
    for (const field of root.querySelectorAll("[data-at]")) {
      const value = draft.read(field.dataset.at);
      const control = field.querySelector("input:not([type=file]), select, textarea");
      if (value === ABSENT || value === "" || field.localName === "fieldset") continue;
      const shown = control.type === "checkbox" ? control.checked : control.value;
      if (String(shown) !== String(value).replaceAll("\\r\\n", "\\n")) wrong.push([field.dataset.at, value, shown]);
      control.dispatchEvent(new Event("input"));
      control.dispatchEvent(new Event("change"));
    }
    const visible = [...root.querySelectorAll(".raw:not([hidden])")].map((node) => node.textContent);
    wrong.push(...visible, ...(same(draft.copy(), request) ? [] : [draft.copy()]));
  }
  return wrong;

  function same(one, other) {
    if (typeof one !== "object" || one === null) return one === other || (one === "" && other === "");
    const names = Object.keys(one);
    return names.length === Object.keys(other).length && names.every((name) => same(one[name], other[name]));
  }
}
"""


@pytest.fixture
def playground(page, kling):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    key = json.dumps(kling.api_key)
    page.add_init_script(f"origin === 'null' || sessionStorage.setItem('klingmock.playground.key', {key})")
    page.goto(PLAYGROUND)
    expect(page.locator("#playground[data-ready]")).to_be_attached()
    return page


def reload(page):
    """Load the page again and wait until its form stands still: a click meanwhile may miss what it was aimed at."""
    page.reload()
    expect(page.locator("#playground[data-ready]")).to_be_attached()


def choose_model(page, model):
    page.locator("#model").select_option(model)
    expect(page.locator(f"#playground[data-form='{model}']")).to_be_attached()


def field(page, name):
    return page.locator(f"#field-{name}")


def problems(page, name):
    return page.locator(f"#field-{name}-problems")


def excuse(complaints, status):
    """Take out the complaints that are meant: browsers report every answer that is an error, each time they ask."""
    meant = [said for said in complaints if f"the server responded with a status of {status}" in said]
    assert meant
    complaints[:] = [said for said in complaints if said not in meant]


def picture(width, height, form="PNG", size=0):
    file = BytesIO()
    Image.new("RGB", (width, height), "teal").save(file, form)
    return file.getvalue().ljust(size, b"\0")


@pytest.fixture
def choose(page, tmp_path):
    """Return a function that chooses files for a field, as a click on its button does."""

    def choose(name, pictures):
        for named, data in pictures.items():
            (tmp_path / named).write_bytes(data)
        page.locator(f"#field-{name}-file").set_input_files([tmp_path / named for named in pictures])

    return choose


def write_json(page, request):
    page.locator("#json-text").fill(json.dumps(request))


def read_json(page):
    return json.loads(page.locator("#json-text").input_value())


def allowed_requests(judge):
    found = [witness(judge, rule) for rule in rules_of(judge)]
    yield from (one.passing.request for one in found if isinstance(one, Witness) and "unknown" not in one.rule)
    yield from (case.request for number in range(30) if (case := valid_case(judge, pick=nth_pick(number))))


def test_the_form_shows_every_allowed_request_and_gives_it_back_unchanged(playground):
    for model in model_names():
        judge = judge_for(model, Readings.of("strict"))
        requests = list(allowed_requests(judge))

        assert len(requests) > 40
        assert playground.evaluate(ROUND_TRIPS, [form_of(judge).to_dict(), requests]) == []


@pytest.mark.parametrize("model", ["kling-o3-image-to-video", "kling-v3-image-to-video"])
def test_the_price_runs_along_and_errors_stand_at_their_fields(playground, model):
    choose_model(playground, model)
    field(playground, "image_start").fill(ADDRESS)
    field(playground, "quality").select_option("1080p")
    field(playground, "sound").select_option("on")
    wanted = quote({"model": model, "quality": "1080p", "sound": "on", "duration": 4}).to_dict()

    field(playground, "duration").fill("16")
    expect(problems(playground, "duration")).to_contain_text("duration must be at most 15, not 16")
    expect(problems(playground, "duration")).to_contain_text("duration/maximum")
    expect(field(playground, "duration")).to_have_attribute("aria-invalid", "true")
    assert "field-duration-problems" in field(playground, "duration").get_attribute("aria-describedby")
    expect(playground.get_by_test_id("standing")).to_contain_text("1 thing to mend")

    field(playground, "duration").fill("4")
    expect(playground.get_by_test_id("credits")).to_have_text(f"{wanted['credits']} credits")
    expect(playground.locator("#lines li")).to_have_count(len(wanted["lines"]))
    expect(playground.locator("#dollars")).to_contain_text(wanted["usd"])
    expect(problems(playground, "duration")).to_be_empty()


def test_the_last_question_wins_however_late_an_answer_comes(playground):
    field(playground, "image_start").fill(ADDRESS)
    expect(playground.get_by_test_id("credits")).to_have_text("27 credits")
    held = []

    def hold(route):
        is_first = route.request.post_data_json["request"].get("duration") == 10
        held.append(route) if is_first else route.fallback()

    playground.route("**/_mock/judge", hold)
    with playground.expect_request("**/_mock/judge"):
        field(playground, "duration").fill("10")
    field(playground, "duration").fill("4")
    expect(playground.get_by_test_id("credits")).to_have_text("21.6 credits")

    late = judge_for("kling-o3-image-to-video", Readings.of("strict")).check({"model": "x", "duration": 10}).to_dict()
    held[0].fulfill(json=late | {"receipt": []})
    playground.evaluate("() => new Promise(requestAnimationFrame)")

    expect(playground.get_by_test_id("standing")).to_contain_text("Allowed")
    expect(playground.get_by_test_id("credits")).to_have_text("21.6 credits")


def test_shots_sum_to_the_duration(playground):
    field(playground, "image_start").fill(ADDRESS)
    field(playground, "duration").fill("8")
    field(playground, "model_params-multi_shot").check()
    field(playground, "model_params-shot_type").select_option("customize")
    add = playground.get_by_role("button", name="Add shot")
    add.click()
    field(playground, "model_params-multi_prompt-0-duration").fill("5")
    expect(problems(playground, "model_params-multi_prompt")).to_contain_text("o3/shot-sum")

    add.click()

    expect(field(playground, "model_params-multi_prompt-1-duration")).to_have_value("3")
    expect(problems(playground, "model_params-multi_prompt")).not_to_contain_text("o3/shot-sum")
    expect(playground.get_by_test_id("credits")).to_have_text("43.2 credits")
    playground.get_by_role("button", name="Move shot 2 up").click()
    assert [(shot["index"], shot["duration"]) for shot in read_json(playground)["model_params"]["multi_prompt"]] == [
        (1, "3"),
        (2, "5"),
    ]
    playground.get_by_role("button", name="Remove shot 1").click()
    expect(playground.locator(".items > li")).to_have_count(1)


REFUSED = {
    "o3/image-side": ("small.png", lambda: picture(299, 400)),
    "o3/image-bytes": ("large.png", lambda: picture(400, 400, size=11 * 1024 * 1024)),
    "o3/image-format": ("moving.gif", lambda: picture(400, 400, "GIF")),
    "o3/image-ratio": ("wide.png", lambda: picture(1300, 500)),
}


def test_a_file_is_refused_by_the_rule_that_refuses_it(playground, kling, choose):
    refusal = playground.locator("[data-at='/image_start'] .refusals")
    for rule, (name, draw) in REFUSED.items():
        choose("image_start", {name: draw()})

        expect(refusal).to_contain_text(rule)
        expect(refusal).to_contain_text("kling-o3, Important Notes, note 5")
        expect(playground.locator("[data-at='/image_start'] .upload-status")).to_contain_text(f"{name} is refused.")
        expect(field(playground, "image_start")).to_have_value("")
    assert kling.calls.list() == []


def test_a_good_file_is_uploaded_and_becomes_the_value(playground, kling, choose):
    data = picture(640, 480, "JPEG")
    choose("image_start", {"good.jpg": data})

    expect(field(playground, "image_start")).to_have_value(re.compile(f"^{kling.base_url}/.*good.jpg$"))
    expect(playground.locator("[data-at='/image_start'] .upload-status")).to_contain_text("640 × 480 px · 1.33:1")
    preview = playground.locator("[data-at='/image_start'] .preview")
    expect(preview).to_be_visible()
    expect(playground.get_by_test_id("standing")).to_contain_text("Allowed")
    assert preview.evaluate("image => image.decode().then(() => image.naturalWidth)") == 640
    assert playground.request.get(field(playground, "image_start").input_value()).body() == data


def test_seven_references_are_taken_and_the_eighth_is_refused(playground, kling, choose):
    choose("image_urls", {f"{number}.png": picture(300, 300 + number) for number in range(8)})

    refusals = playground.locator("[data-at='/image_urls'] > .many > .drop .refusals")
    expect(refusals).to_contain_text("o3/reference-limit")
    expect(refusals).to_contain_text("kling-o3, Playground, reference images")
    expect(playground.locator(".items > li")).to_have_count(7)
    kept = read_json(playground)["image_urls"]
    assert [url.rpartition("/")[2] for url in kept] == [f"{number}.png" for number in range(7)]
    assert kling.api_key not in str(kept)


def test_what_the_files_api_says_against_a_file_is_shown(playground, choose):
    said = {"success": False, "code": 400, "msg": "the quota is used up", "data": None}
    playground.route("**/api/v1/files/upload/stream", lambda route: route.fulfill(json=said))

    choose("image_start", {"good.png": picture(640, 480)})

    expect(playground.locator("[data-at='/image_start'] .upload-status")).to_contain_text("the quota is used up")
    expect(field(playground, "image_start")).to_have_value("")


def test_a_dropped_file_is_judged_like_a_chosen_one(playground):
    data = list(picture(299, 400))
    file = "new File([new Uint8Array(data)], 'small.png')"
    transfer = playground.evaluate_handle(
        f"data => {{ const made = new DataTransfer(); made.items.add({file}); return made }}", data
    )
    surface = playground.locator("[data-at='/image_end'] .drop")

    surface.dispatch_event("dragover", {"dataTransfer": transfer})
    expect(surface).to_have_class(re.compile("over"))
    surface.dispatch_event("drop", {"dataTransfer": transfer})

    expect(playground.locator("[data-at='/image_end'] .refusals")).to_contain_text("o3/image-side")
    expect(playground.locator("[data-at='/image_end'] .upload-status")).to_contain_text("PNG")
    expect(playground.locator("[data-at='/image_end'] .upload-status")).to_contain_text("299 × 400 px · 1.34:1")
    expect(surface).not_to_have_class(re.compile("over"))


def test_from_an_empty_form_to_a_playing_video(playground, kling, choose):
    kling.world.change(lifecycle={"kind": "immediate"})
    field(playground, "prompt").fill("A paper boat.")
    choose("image_start", {"small.png": picture(299, 400)})
    expect(playground.locator("[data-at='/image_start'] .refusals")).to_contain_text("o3/image-side")
    choose("image_start", {"first.png": picture(640, 360)})
    expect(playground.locator("[data-at='/image_start'] .upload-status")).to_contain_text("first.png is uploaded.")
    field(playground, "duration").fill("3")
    field(playground, "quality").select_option("1080p")
    field(playground, "sound").select_option("on")
    expect(playground.get_by_test_id("credits")).to_have_text("27.0054 credits")

    playground.get_by_role("button", name="Send", exact=True).click()

    expect(playground.get_by_test_id("run-status")).to_have_text("The video is there.")
    assert playground.locator("#stage video").evaluate(FACTS) == [3, 1920, 1080]
    moved = (
        "video => new Promise(done => { video.ontimeupdate = () => video.currentTime > 0 && done(true); video.play() })"
    )
    assert playground.locator("#stage video").evaluate(moved)
    created = kling.calls.list(operation="create")
    assert [call["status"] for call in created] == [200]
    assert json.loads(created[0]["request"]["body"]["text"]) == read_json(playground)
    expect(playground.get_by_test_id("counts")).to_have_text("0 running · 1 completed")


def test_a_double_click_and_a_lost_answer_pay_once(playground, kling, complaints):
    kling.faults.add(on="create", when={"nth": 1}, do="status", status=503, phase="after")
    field(playground, "image_start").fill(ADDRESS)

    playground.get_by_role("button", name="Send", exact=True).dblclick()

    expect(playground.get_by_test_id("counts")).to_have_text("1 running · 0 completed")
    created = kling.calls.list(operation="create")
    headers = [{name.lower(): value for name, value in call["request"]["headers"]} for call in created]
    assert len(created) == 2
    assert len({one["idempotency-key"] for one in headers}) == len(kling.tasks.list()) == 1
    excuse(complaints, 503)


def test_a_limit_is_obeyed_for_as_long_as_the_gateway_says(playground, kling, complaints):
    kling.faults.add(on="query", when={"nth": 1}, do="rate-limit", retry_after="2s")
    field(playground, "image_start").fill(ADDRESS)
    looks = []
    playground.on("response", lambda answer: looks.append(answer) if "/v1/tasks/" in answer.url else None)

    with playground.expect_response(lambda answer: "/v1/tasks/" in answer.url and answer.status == 200):
        playground.get_by_role("button", name="Send", exact=True).click()

    expect(playground.get_by_test_id("run-status")).to_contain_text("pending, 0 %. The clock of this world is moved")
    began = [answer.request.timing["startTime"] for answer in looks[:2]]
    assert [answer.status for answer in looks[:2]] == [429, 200]
    assert began[1] - began[0] >= 2000
    excuse(complaints, 429)


def test_a_refusal_is_shown_with_what_the_gateway_says(playground, kling, complaints):
    expect(playground.get_by_test_id("standing")).to_contain_text("1 thing to mend")

    playground.get_by_role("button", name="Send", exact=True).click()

    expect(playground.get_by_test_id("run-status")).to_contain_text("HTTP 400")
    expect(playground.get_by_test_id("run-status")).to_contain_text("at least one of image_start")
    assert kling.tasks.list() == []
    excuse(complaints, 400)


def test_the_history_survives_and_what_runs_is_watched_on(playground, kling):
    field(playground, "image_start").fill(ADDRESS)
    playground.get_by_role("button", name="Send", exact=True).click()
    expect(playground.get_by_test_id("counts")).to_have_text("1 running · 0 completed")

    reload(playground)
    expect(playground.get_by_test_id("counts")).to_have_text("1 running · 0 completed")
    kling.clock.advance("1h")

    expect(playground.get_by_test_id("counts")).to_have_text("0 running · 1 completed")
    stored = playground.evaluate("JSON.stringify(localStorage)")
    assert kling.api_key not in stored
    playground.get_by_role("button", name=re.compile("^Use again")).click()
    expect(field(playground, "image_start")).to_have_value(ADDRESS)
    playground.get_by_role("button", name=re.compile("^Show")).click()
    expect(playground.locator("#stage video")).to_be_visible()
    playground.get_by_role("button", name=re.compile("^Forget")).click()
    expect(playground.locator("#history")).to_contain_text("Nothing was sent yet.")


def test_a_video_whose_link_has_expired_says_so(playground, kling, complaints):
    kling.world.change(lifecycle={"kind": "immediate"})
    field(playground, "image_start").fill(ADDRESS)
    playground.get_by_role("button", name="Send", exact=True).click()
    expect(playground.get_by_test_id("run-status")).to_have_text("The video is there.")
    kling.clock.advance("25h")
    reload(playground)

    playground.get_by_role("button", name=re.compile("^Show")).click()

    expect(playground.get_by_test_id("run-status")).to_contain_text("works for 24 hours")
    excuse(complaints, 404)


def test_the_history_keeps_twenty(playground):
    stored = [{"id": f"task-unified-{number}", "request": {}, "status": "completed"} for number in range(20)]
    place = "klingmock.playground.history"
    playground.evaluate("([place, runs]) => localStorage.setItem(place, JSON.stringify(runs))", [place, stored])
    reload(playground)
    expect(playground.locator("#history li")).to_have_count(20)
    field(playground, "image_start").fill(ADDRESS)

    playground.get_by_role("button", name="Send", exact=True).click()

    expect(playground.get_by_test_id("counts")).to_have_text("1 running · 19 completed")
    expect(playground.locator("#history li")).to_have_count(20)


def test_a_link_carries_the_request_and_nothing_else(playground, kling):
    request = {
        "model": "kling-o3-text-to-video",
        "prompt": HOSTILE,
        "unknown": {"__proto__": [1, None]},
        "duration": "5",
    }
    write_json(playground, request)
    expect(field(playground, "prompt")).to_have_value(HOSTILE)

    playground.get_by_role("button", name="Copy link").click()
    expect(playground.locator("#said")).to_have_text("The link is copied.")
    link = playground.evaluate("navigator.clipboard.readText()")
    playground.goto("about:blank")
    asked: list[str] = []
    playground.on("request", lambda one: asked.append(one.url))
    playground.goto(link)

    expect(field(playground, "prompt")).to_have_value(HOSTILE)
    assert read_json(playground) == request
    assert kling.api_key not in link
    word = link.partition("#request=")[2]
    assert word
    assert not [url for url in asked if word in url.partition("#")[0]]


def test_hostile_text_is_text(playground):
    elements = "document.querySelectorAll('*').length"
    calm = {"model": "kling-o3-image-to-video", "prompt": "x", "image_start": ADDRESS}
    write_json(playground, calm)
    expect(playground.get_by_test_id("standing")).to_contain_text("Allowed")
    before = playground.evaluate(elements)

    write_json(playground, calm | {"prompt": HOSTILE, "image_start": LONG})

    expect(field(playground, "prompt")).to_have_value(HOSTILE)
    expect(field(playground, "image_start")).to_have_value(LONG)
    expect(playground.locator("[data-snippet=curl]")).to_contain_text("alert(1)")
    assert playground.evaluate(elements) == before


def test_the_json_and_the_form_are_in_step(playground):
    field(playground, "duration").fill("7")
    assert read_json(playground) == {"model": "kling-o3-image-to-video", "duration": 7}

    playground.locator("#json-text").fill('{"model": ')
    expect(playground.locator("#json-wrong")).to_contain_text("no JSON")
    expect(field(playground, "duration")).to_have_value("7")
    write_json(playground, {"model": "kling-v3-text-to-video", "duration": "9", "sound": "loud"})

    expect(playground.locator("#model")).to_have_value("kling-v3-text-to-video")
    expect(playground.locator("[data-at='/duration'] .raw")).to_have_text('"9" is set as JSON')
    expect(problems(playground, "sound")).to_contain_text("sound must be on or off")
    playground.get_by_role("button", name="Leave out Sound").click()
    assert read_json(playground) == {"model": "kling-v3-text-to-video", "duration": "9"}
    field(playground, "model_params-watermark_info-enabled").check()
    assert read_json(playground)["model_params"] == {"watermark_info": {"enabled": True}}
    playground.get_by_role("button", name="Leave out Enabled").click()
    assert read_json(playground) == {"model": "kling-v3-text-to-video", "duration": "9"}


def test_another_model_keeps_what_it_knows(playground):
    field(playground, "prompt").fill("A paper boat.")
    field(playground, "aspect_ratio").select_option("9:16")

    choose_model(playground, "kling-v3-image-to-video")

    expect(field(playground, "negative_prompt")).to_be_visible()
    assert read_json(playground) == {"model": "kling-v3-image-to-video", "prompt": "A paper boat."}


def test_a_snippet_is_copied_as_it_is_written(playground, kling):
    request = {"model": "kling-o3-text-to-video", "prompt": "It's a boat."}
    write_json(playground, request)
    for language, write in SNIPPETS.items():
        playground.locator(f"#tab-{language}").click()
        expect(playground.locator(f"[data-snippet={language}]")).to_contain_text("a boat.")

        playground.locator(f"[data-copy={language}]").click()

        expect(playground.locator("#said")).to_contain_text(re.compile(f"for {language} is copied", re.IGNORECASE))
        copied = playground.evaluate("navigator.clipboard.readText()")
        assert copied == write(request, kling.base_url)
        assert kling.api_key not in copied


def test_another_key_is_another_world(playground, kling):
    playground.locator("#key").fill("sk-somebody-else")
    playground.locator("#key").press("Tab")

    expect(playground.locator("#world-of-key")).not_to_contain_text(kling.world.id)
    assert "sk-somebody-else" not in playground.evaluate("JSON.stringify(localStorage) + location.href")


def test_a_server_that_asks_for_a_control_token_gets_it(playground, complaints):
    refusal = {"status": 403, "json": {"title": "Forbidden", "status": 403, "detail": "the header is missing"}}
    asked = []

    def guard(route):
        asked.append(route.request.headers.get("x-klingmock-control-token"))
        route.fallback() if asked[-1] == "let me in" else route.fulfill(**refusal)

    playground.route("**/_mock/world", guard)
    expect(playground.get_by_label("Control token")).to_be_hidden()
    playground.reload()
    expect(playground.locator("#trouble")).to_contain_text("the header is missing")

    playground.get_by_label("Control token").fill("let me in")
    playground.get_by_label("Control token").press("Tab")

    expect(playground.locator("#world-of-key")).to_contain_text("World")
    expect(playground.locator("#trouble")).to_be_empty()
    assert asked == [None, "let me in"]
    excuse(complaints, 403)


def test_the_model_that_was_chosen_last_stays_however_late_another_form_comes(playground):
    held = []

    def hold(route):
        held.append(route)

    playground.route("**/contract/kling-o3-reference-to-video/form", hold)
    with playground.expect_request("**/contract/kling-o3-reference-to-video/form"):
        playground.locator("#model").select_option("kling-o3-reference-to-video")
    playground.locator("#model").select_option("kling-o3-text-to-video")
    expect(playground.locator("#playground")).to_have_attribute("data-form", "kling-o3-text-to-video")

    with playground.expect_response("**/contract/kling-o3-reference-to-video/form") as late:
        held[0].continue_()
    late.value.finished()
    playground.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")

    expect(playground.locator("#model")).to_have_value("kling-o3-text-to-video")
    assert playground.locator("#playground").get_attribute("data-form") == "kling-o3-text-to-video"


def test_the_keyboard_alone_is_enough(playground, kling):
    kling.world.change(lifecycle={"kind": "immediate"})
    press = playground.keyboard.press
    playground.locator("#model").focus()
    playground.keyboard.type("Kling O3 Text")
    expect(playground.locator("#playground")).to_have_attribute("data-form", "kling-o3-text-to-video")
    press("Tab")
    playground.keyboard.type("A paper boat.")
    expect(playground.get_by_test_id("credits")).to_have_text("27 credits")
    for _ in range(60):
        if playground.evaluate("document.activeElement.id") == "send":
            break
        press("Tab")
    press("Enter")
    expect(playground.locator("#stage video")).to_be_visible()
    playground.locator("#tab-json").focus()
    press("ArrowLeft")
    expect(playground.locator("#panel-javascript")).to_be_visible()
    expect(playground.locator("#tab-javascript")).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nobody_is_shut_out(playground, scheme):
    playground.emulate_media(color_scheme=scheme)
    for name in ("shot", "element", "image URL"):
        playground.get_by_role("button", name=f"Add {name}").click()
    field(playground, "duration").fill("99")
    expect(problems(playground, "duration")).to_contain_text("at most 15")

    for width in (360, 1280):
        playground.set_viewport_size({"width": width, "height": 800})

        found = Axe().run(playground).response["violations"]

        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
        assert playground.evaluate("document.documentElement.scrollWidth <= innerWidth")

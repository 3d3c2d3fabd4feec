"""``klingmock evidence``: exit codes, reports, pages, and files that cannot be used."""

import json
from html.parser import HTMLParser
from typing import Any

import pytest

KEY = "sk-evidence-0123456789"
TASK: dict[str, Any] = {
    "created": 1_767_225_600,
    "id": "task-unified-1767225600-abcdefgh",
    "model": "kling-o3-text-to-video",
    "object": "video.generation.task",
    "progress": 0,
    "status": "pending",
    "task_info": {"can_cancel": True, "estimated_time": 300, "video_duration": 5},
    "type": "video",
    "usage": {"billing_rule": "per_second", "credits_reserved": 27, "user_group": "default"},
}


def entry(*, request=None, answer=None, status=200, url="https://api.evolink.ai/v1/videos/generations", key=KEY):
    body = json.dumps({"model": "kling-o3-text-to-video", "prompt": "A boat."} | (request or {}))
    return {
        "startedDateTime": "2026-11-21T12:00:00.000+02:00",
        "request": {
            "method": "POST",
            "url": url,
            "headers": [{"name": "Authorization", "value": f"Bearer {key}"}],
            "postData": {"text": body},
        },
        "response": {
            "status": status,
            "headers": [],
            "content": {"text": json.dumps(TASK | (answer or {}))},
        },
    }


DRIFT = entry(
    answer={
        "id": "task-unified-1767225600-drifted0",
        "usage": {"billing_rule": "per_second", "credits_reserved": 36.018, "user_group": "<b>vip</b>"},
    }
)


@pytest.fixture
def archive(tmp_path):
    def write(*entries, name="recording.har"):
        (tmp_path / name).write_text(json.dumps({"log": {"entries": list(entries)}}), encoding="utf-8")
        return name

    return write


def test_what_is_confirmed_exits_with_0(run, archive):
    done = run("evidence", archive(entry()))

    assert done.exit_code == 0
    assert "recording.har: 1 entry, 1 of the gateway, 0 of others, 0 unreadable" in done.stdout
    assert "credits-unit: credits (taken) seen once; uc never" in done.stdout


def test_drift_exits_with_1_and_names_the_exchange_and_the_source(run, archive):
    done = run("evidence", archive(entry(), DRIFT))

    assert done.exit_code == 1
    assert "contradicted rate:kling-o3-text-to-video/quality=720p,sound=off: once, confirmed once" in done.stdout
    assert (
        "recording.har entry 2: POST /v1/videos/generations: usage.credits_reserved is 36.018; the quote is 27"
        in done.stdout
    )


def test_what_our_judge_refuses_and_the_gateway_takes_is_told_at_the_rule(run, archive):
    found = json.loads(run("evidence", archive(entry(request={"duration": 99})), "--format", "json").stdout)

    assert [one["clause"] for one in found["clauses"] if one["contradicted"]] == ["rule:o3-t2v/duration/maximum"]


def test_what_our_judge_allows_and_the_gateway_refuses_is_told_at_the_model(run, archive):
    error = {"error": {"code": "invalid_request", "message": "no boats", "type": "invalid_request_error"}}

    done = run("evidence", archive(entry(status=400, answer=error)))

    assert "refused although it breaks no rule: no boats" in done.stdout
    assert "contradicted accepts:kling-o3-text-to-video" in done.stdout


REFUSED = {"error": {"code": "invalid_request", "message": "no", "type": "invalid_request_error"}}


def proven(run, file):
    found = json.loads(run("evidence", file, "--format", "json").stdout)
    return {one["clause"] for one in found["clauses"] if one["confirmed"]}


def test_a_refusal_of_two_breaches_proves_neither_unless_it_names_one(run, archive):
    twice = {"duration": 99, "quality": "8k"}
    named = {"error": REFUSED["error"] | {"param": "quality"}}

    unnamed = proven(run, archive(entry(request=twice, status=400, answer=REFUSED)))
    one = proven(run, archive(entry(request=twice, status=400, answer=named)))

    assert {clause for clause in unnamed if clause.startswith("rule:")} == set()
    assert {clause for clause in one if clause.startswith("rule:")} == {"rule:o3-t2v/quality/enum"}


def test_a_refusal_for_another_reason_proves_no_rule(run, archive):
    blocked = {"error": REFUSED["error"] | {"code": "content_policy_violation"}}

    assert not any(
        clause.startswith(("rule:", "accepts:"))
        for clause in proven(run, archive(entry(request={"duration": 99}, status=400, answer=blocked)))
    )


def test_only_the_readings_that_foretell_something_else_are_told_apart(run, archive):
    found = json.loads(run("evidence", archive(entry()), "--format", "json").stdout)

    assert set(found["readings"]) == {"credits-unit", "o3-billing-rule", "can-cancel-field"}


def test_a_reading_that_explains_what_was_seen_is_named_and_can_be_taken(run, archive):
    file = archive(entry(answer={"usage": TASK["usage"] | {"credits_reserved": 270_000}}))

    done = run("evidence", file)

    assert "--reading credits-unit=uc explains it" in done.stdout
    assert (done.exit_code, run("evidence", file, "--reading", "credits-unit=uc").exit_code) == (1, 0)


def test_a_model_of_another_maker_is_not_judged(run, archive):
    other = entry(request={"model": "veo-9"}, answer={"model": "veo-9", "id": "task-unified-1-veo"})

    assert run("evidence", archive(other, entry())).exit_code == 0


def test_only_the_named_hosts_count(run, archive):
    file = archive(entry(), entry(url="https://staging.example.com/v1/videos/generations"), DRIFT)

    assert run("evidence", file, "--host", "staging.example.com").exit_code == 0
    assert run("evidence", file).exit_code == 1


@pytest.mark.parametrize("page", ["proven.md", "proven.html"])
def test_a_page_tells_what_is_proven_and_what_is_not(run, archive, page, tmp_path):
    run("evidence", archive(entry(), DRIFT), "--page", page)

    text = (tmp_path / page).read_text(encoding="utf-8")

    for said in ("What is proven and what is not", "Never seen", "Proven", "36.018", "o3-t2v/duration/maximum"):
        assert said in text
    assert "<b>" not in text


def test_the_page_is_html_that_closes_what_it_opens_and_loads_nothing(run, archive, tmp_path):
    run("evidence", archive(entry(), DRIFT), "--page", "proven.html")
    opened: list[str] = []
    links: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attrs):
            links.extend(name for name, _ in attrs if name in {"src", "href"})
            if tag != "meta":
                opened.append(tag)

        def handle_endtag(self, tag):
            assert opened.pop() == tag

    Reader().feed((tmp_path / "proven.html").read_text(encoding="utf-8"))

    assert (opened, links) == ([], [])


def test_no_key_is_in_anything_that_is_written(run, archive, tmp_path):
    answer = {"error": {"code": "unauthorized", "message": f"{KEY} is not known", "type": "x"}}
    file = archive(entry(), entry(status=401, answer=answer), {"request": f"Bearer {KEY}"})

    done = run("evidence", file, "--page", "p.md", "--scrubbed", "clean.har", "--format", "json")

    written = done.output + "".join((tmp_path / name).read_text(encoding="utf-8") for name in ("p.md", "clean.har"))
    assert KEY not in written
    assert "****6789" in written
    again = run("evidence", "clean.har", "--format", "json")
    assert json.loads(again.stdout)["summary"] == json.loads(done.stdout)["summary"]


@pytest.mark.parametrize(
    "broken",
    [
        7,
        {},
        {"request": {"method": "GET"}},
        {"request": {"method": "GET", "url": "https://["}},
        {**entry(), "response": None},
        {**entry(), "response": {"status": "?"}},
    ],
)
def test_entries_that_cannot_be_read_are_counted_and_told(run, archive, broken):
    done = run("evidence", archive(broken, entry()))

    assert done.exit_code == 0
    assert "1 unreadable\n  entry 1: " in done.stdout


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "no HTTP Archive"),
        ('{"log": {"entries": []}}', "no exchange with a route of the gateway"),
        ('{"log": {"entries": [{"request": {"method": "GET", "url": "https://example.com/"}}]}}', "no exchange"),
    ],
)
def test_a_file_that_proves_nothing_is_no_success(run, tmp_path, text, said):
    (tmp_path / "one.har").write_text(text, encoding="utf-8")

    done = run("evidence", "one.har")

    assert done.exit_code == 2
    assert said in done.stderr


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--page", "proven.pdf"], "must end in .md or .html"),
        (["--page", "nowhere/proven.md"], "No such file"),
        (["--scrubbed", "recording.har"], "already"),
        (["--reading", "nonsense"], "unknown preset"),
    ],
)
def test_options_that_cannot_be_used_are_refused(run, archive, options, said):
    done = run("evidence", archive(entry()), *options)

    assert done.exit_code == 2
    assert said in done.stderr


@pytest.mark.parametrize(("content", "code"), [({}, 0), ({"size": 321}, 0), ({"size": 0}, 1)])
def test_a_body_that_was_not_recorded_is_not_taken_for_an_empty_one(run, archive, content, code):
    one = entry()
    one["response"]["content"] = content

    assert run("evidence", archive(one)).exit_code == code


def test_creations_that_came_to_nothing_are_told_as_retries(run, archive):
    lost = entry(status=0)
    busy = entry(status=503, answer={"error": {"code": "service_unavailable", "message": "no", "type": "api_error"}})

    found = json.loads(run("evidence", archive(lost, busy, entry()), "--format", "json").stdout)

    assert found["tasks"][0] == {
        "id": TASK["id"],
        "created_by": 3,
        "retries": [1, 2],
        "replays": [],
        "polls": [],
        "ended_as": None,
        "downloads": [],
        "callbacks": [],
    }


@pytest.mark.parametrize(("again", "clause"), [({}, "callback:once"), ({"status": "processing"}, "callback:body")])
def test_callbacks_in_the_file_are_looked_at(run, archive, again, clause):
    hook = "https://your-domain.com/hook"

    def callback(**changes):
        sent = entry(url=hook)
        sent["request"]["postData"]["text"] = json.dumps(
            TASK | {"status": "cancelled", "task_info": {"can_cancel": False}} | changes
        )
        return sent

    first = callback()
    for one in (first, callback()):
        one["request"]["headers"] = []
    second = callback(**again)
    file = archive(entry(request={"callback_url": hook}), first, second)

    found = json.loads(run("evidence", file, "--format", "json").stdout)

    wrong = {one["clause"] for one in found["clauses"] if one["contradicted"]}
    assert clause in wrong
    assert found["tasks"][0]["callbacks"] == [2, 3]

"""The judge behind a route: the same verdict, price and facts as in Python, and nothing happens in the world."""

import json
from base64 import b64encode
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from contracts import model_names
from validator import check, judge_for, quote, read_image_facts
from validator.derive.form import form_of
from validator.derive.strategies import broken_examples, valid_requests
from validator.readings import Readings

ADDRESS = "https://example.com/a.jpg"
REQUEST = {"model": "kling-o3-image-to-video", "image_start": ADDRESS}
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (299).to_bytes(4) + (800).to_bytes(4)
REQUESTS = st.sampled_from(model_names()).flatmap(
    lambda model: valid_requests(model) | broken_examples(model).map(lambda pair: pair[1].request)
)
ODD = st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=5) | st.lists(st.none(), max_size=2)


@pytest.fixture(scope="module")
def asker(make_client):
    return make_client()


def judged(client, request, **more):
    answer = client.post("/_mock/judge", json={"request": request, **more})
    assert answer.status_code == 200, answer.text
    return answer.json


@given(REQUESTS | ODD)
def test_the_route_says_what_the_judge_says(asker, request_value):
    verdict = judged(asker, request_value)
    receipt = verdict.pop("receipt")

    assert verdict == check(request_value).to_dict()
    lines = verdict["quote"]["lines"] if verdict["quote"] else []
    assert [
        f"{line['credits']} credits: {line['text']} [{', '.join(line['source'].values())}]" for line in receipt
    ] == lines


def test_the_receipt_sums_to_the_price(asker):
    request = REQUEST | {"quality": "1080p", "sound": "on", "duration": 4}

    verdict = judged(asker, request)

    assert verdict["quote"]["credits"] == quote(request).to_dict()["credits"] == "36.0072"
    assert [line["credits"] for line in verdict["receipt"]] == ["21.6", "14.4072"]


def test_nothing_happens_in_the_world(make_client):
    client = make_client()
    before = client.get("/_mock/world").json, client.ledger(), client.calls()

    judged(client, REQUEST)

    assert (client.get("/_mock/world").json, client.ledger(), client.calls()) == before


def test_the_readings_are_those_of_the_world(make_client):
    client = make_client()
    request = {"model": REQUEST["model"], "image_end": ADDRESS}

    strict = judged(client, request)
    client.set(readings="lenient")

    assert (strict["valid"], judged(client, request)["valid"]) == (False, True)


def test_the_world_knows_the_images_of_the_folder(make_client, tmp_path):
    (tmp_path / "small.png").write_bytes(PNG)
    client = make_client(images=str(tmp_path))

    verdict = judged(client, REQUEST | {"image_start": "http://localhost/_mock/images/small.png"})
    told = judged(
        client,
        REQUEST | {"image_start": "http://localhost/_mock/images/small.png", "image_end": ADDRESS},
        images={ADDRESS: {"format": "gif", "bytes": 5, "width": 300, "height": 300}},
    )

    assert [(error["rule"], error["at"]) for error in verdict["errors"]] == [
        ("o3/image-side", "/image_start"),
        ("o3/image-ratio", "/image_start"),
    ]
    assert {(error["rule"], error["at"]) for error in told["errors"]} == {
        ("o3/image-side", "/image_start"),
        ("o3/image-ratio", "/image_start"),
        ("o3/image-format", "/image_end"),
    }


def test_the_world_knows_what_was_uploaded_to_it(make_client):
    client = make_client()
    small = BytesIO()
    Image.new("RGB", (299, 400)).save(small, "PNG")
    small.seek(0)
    uploaded = client.post("/api/v1/files/upload/stream", data={"file": (small, "small.png")}).json["data"]["file_url"]
    request = REQUEST | {"image_start": uploaded}

    assert [error["rule"] for error in judged(client, request)["errors"]] == ["o3/image-side"]
    assert judged(client.other("sk-test-of-another-world"), request)["valid"]


@given(broken_examples("kling-o3-image-to-video", rule="o3/image-bytes"))
def test_facts_that_are_told_are_judged(asker, case):
    _, example = case
    told = {
        url: {"format": facts.format, "bytes": facts.bytes, "width": facts.width, "height": facts.height}
        for url, facts in example.media.images.items()
    }

    verdict = judged(asker, example.request, images=told)
    verdict.pop("receipt")

    assert verdict == check(example.request, images=example.media.images).to_dict()


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/request"),
        ({"request": {}, "model": "x"}, "/model"),
        ({"request": {}, "images": []}, "/images"),
        ({"request": {}, "images": {"a/b": 1}}, "/images/a~1b"),
        ({"request": {}, "images": {"a": {"format": "png"}}}, "/images/a"),
        ({"request": {}, "images": {"a": {"format": 1, "bytes": 1, "width": 1, "height": 1}}}, "/images/a/format"),
        (
            {"request": {}, "images": {"a": {"format": "png", "bytes": True, "width": 1, "height": 1}}},
            "/images/a/bytes",
        ),
        ({"request": {}, "images": {"a": {"format": "png", "bytes": 1, "width": -1, "height": 1}}}, "/images/a/width"),
        (
            {"request": {}, "images": {"a": {"format": "png", "bytes": None, "width": 1, "height": 1}}},
            "/images/a/bytes",
        ),
    ],
)
def test_a_question_that_is_none_is_refused_where_it_is_wrong(asker, body, pointer):
    answer = asker.post("/_mock/judge", json=body)

    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json["errors"]] == [pointer]


@given(st.binary(max_size=60) | st.just(PNG), st.integers(0, 10**9))
def test_the_facts_of_an_image_are_those_that_the_judge_reads(asker, head, more):
    body = {"head": b64encode(head).decode(), "bytes": len(head) + more}

    facts = read_image_facts(head, size=len(head) + more)

    assert asker.post("/_mock/judge/image", json=body).json == {
        "format": facts.format,
        "bytes": facts.bytes,
        "width": facts.width,
        "height": facts.height,
    }


@pytest.mark.parametrize("body", [{"head": "*"}, {"head": 5}, {"head": "AAAA", "bytes": 2}, {"bytes": "5"}, {"x": 1}])
def test_facts_of_nothing_are_refused(asker, body):
    assert asker.post("/_mock/judge/image", json=body).status_code == 422


@pytest.mark.parametrize("model", model_names())
def test_the_form_is_that_of_the_world(make_client, model):
    client = make_client()

    strict = client.get(f"/_mock/contract/{model}/form").json
    client.set(readings="lenient")

    for preset, shown in (("strict", strict), ("lenient", client.get(f"/_mock/contract/{model}/form").json)):
        wanted = form_of(judge_for(model, Readings.of(preset))).to_dict()
        assert shown == json.loads(json.dumps(wanted))


def test_there_is_no_form_of_a_stranger(asker):
    assert asker.get("/_mock/contract/kling-9/form").status_code == 404

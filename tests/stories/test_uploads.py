"""A client uploads an image, generates from its address and downloads the result, over a real port."""

from io import BytesIO

import pytest
import requests
from PIL import Image

from mockserver.reference.mp4 import is_whole_mp4
from mockserver.testing import klingmock


def picture(width, height):
    made = BytesIO()
    Image.new("RGB", (width, height), "teal").save(made, "PNG")
    return made.getvalue()


@pytest.fixture
def kling():
    with klingmock(clock="auto") as opened:
        yield opened


@pytest.fixture
def call(kling):
    def call(method, path, **kwargs):
        headers = {"Authorization": f"Bearer {kling.api_key}"}
        return requests.request(method, kling.base_url + path, headers=headers, timeout=20, **kwargs)

    return call


def finished(call, **request):
    task = call("POST", "/v1/videos/generations", json={"model": "kling-o3-image-to-video"} | request).json()
    while task["status"] in {"pending", "processing"}:
        task = call("GET", f"/v1/tasks/{task['id']}").json()
    return task


def test_from_a_file_to_a_video(call):
    file = call("POST", "/api/v1/files/upload/stream", files={"file": ("a.png", picture(900, 600))}).json()["data"]
    assert requests.get(file["file_url"], timeout=10).content == picture(900, 600)

    task = finished(call, image_start=file["file_url"], sound="on")

    video = requests.get(task["results"][0], timeout=10)
    assert (video.status_code, video.headers["Content-Type"]) == (200, "video/mp4")
    assert is_whole_mp4(video.content)
    part = requests.get(task["results"][0], headers={"Range": "bytes=0-99"}, timeout=10)
    assert (part.status_code, part.content) == (206, video.content[:100])


def test_an_image_that_is_too_small_costs_nothing(call, kling):
    file = call("POST", "/api/v1/files/upload/stream", files={"file": ("a.png", picture(299, 600))}).json()["data"]

    task = finished(call, image_start=file["file_url"])

    assert (task["status"], task["error"]["code"]) == ("failed", "invalid_parameters")
    assert kling.spend.credits == 0


def test_ten_megabytes_go_through_the_front_and_a_byte_more_does_not(call, kling):
    for size, status in ((10_485_760, 200), (10_485_761, 413)):
        image = requests.get(f"{kling.base_url}/_mock/images/300x300.png?bytes={size}", timeout=20).content
        assert len(image) == size

        answer = call("POST", "/api/v1/files/upload/stream", files={"file": ("a.png", image)})

        assert (answer.status_code, answer.json()["success"]) == (status, status == 200)


def test_other_routes_take_no_more_than_before(call):
    answer = call("POST", "/v1/videos/generations", data=b" " * 1_048_577)

    assert answer.status_code == 413

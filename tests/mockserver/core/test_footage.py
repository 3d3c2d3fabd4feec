"""What a task's video is like follows from its request, its contract, and its first frame."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts import load, model_names
from mockserver.core.footage import footage
from mockserver.core.task import Task
from mockserver.core.wire import encode
from validator.derive.strategies import valid_requests
from validator.media import ImageFacts

O3 = "kling-o3-image-to-video"
FRAME = "https://example.com/a.png"


def task_of(request, *, seconds=None):
    return Task.of(
        id="task-unified-1767225600-xbpni08q",
        number=1,
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
        body=request if isinstance(request, bytes) else encode(request),
        model=request.get("model", O3) if isinstance(request, dict) else O3,
        credits=Decimal(1),
        base_url="http://127.0.0.1",
        seconds=seconds,
    )


def shot(*, images=None, seconds=5, **request):
    return footage(task_of({"model": O3} | request, seconds=seconds), images or {})


@pytest.mark.parametrize(
    ("quality", "ratio", "size"),
    [
        ("720p", "16:9", (1280, 720)),
        ("720p", "9:16", (720, 1280)),
        ("720p", "1:1", (720, 720)),
        ("1080p", "16:9", (1920, 1080)),
        ("1080p", "9:16", (1080, 1920)),
        ("1080p", "1:1", (1080, 1080)),
        ("4k", "16:9", (3840, 2160)),
    ],
)
def test_quality_and_ratio_say_the_size(quality, ratio, size):
    found = shot(quality=quality, aspect_ratio=ratio)

    assert (found.width, found.height) == size


def test_the_defaults_are_those_of_the_contract():
    found = shot()

    assert (found.quality, found.width, found.height, found.sound, found.watermark) == ("720p", 1280, 720, False, False)


def test_sound_and_watermark_are_as_asked():
    found = shot(sound="on", model_params={"watermark_info": {"enabled": True}})

    assert (found.sound, found.watermark) == (True, True)


@pytest.mark.parametrize(
    ("sides", "size"),
    [((1000, 400), (1800, 720)), ((400, 1000), (720, 1800)), ((333, 333), (720, 720)), ((997, 759), (946, 720))],
)
def test_the_first_frame_gives_its_ratio(sides, size):
    found = shot(image_start=FRAME, images={FRAME: ImageFacts("png", 9, *sides)})

    assert (found.width, found.height) == size


def test_the_ratio_that_is_named_goes_before_that_of_the_first_frame():
    found = shot(image_start=FRAME, aspect_ratio="9:16", images={FRAME: ImageFacts("png", 9, 900, 900)})

    assert (found.width, found.height) == (720, 1280)


def test_the_first_of_the_first_frames_counts():
    images = {FRAME: ImageFacts("png", 9, 900, 900), "https://example.com/b": ImageFacts("png", 9, 400, 1000)}

    found = shot(image="https://example.com/b", image_start=FRAME, images=images)

    assert (found.width, found.height) == (720, 720)


@given(st.integers(1, 100_000), st.integers(1, 100_000))
def test_any_first_frame_makes_an_even_size_of_its_direction(wide, high):
    found = shot(image_start=FRAME, images={FRAME: ImageFacts("png", 9, wide, high)})

    assert found.width % 2 == found.height % 2 == 0
    assert min(found.width, found.height) == 720
    assert max(found.width, found.height) <= 4 * 720
    assert (found.width >= found.height) == (wide >= high) or found.width == found.height


def test_a_frame_without_known_sides_says_nothing():
    found = shot(image_start=FRAME, images={FRAME: ImageFacts("unknown", 9, None, None)})

    assert (found.width, found.height) == (1280, 720)


@pytest.mark.parametrize("body", [b"\xff", b"[1]", b'{"model_params": 7, "aspect_ratio": "7:3", "quality": "8k"}'])
def test_whatever_the_body_is_there_is_a_video(body):
    found = footage(task_of(body), {})

    assert (found.width, found.height, found.seconds) == (1280, 720, 5)


@pytest.mark.parametrize("model", [name for name in model_names() if load(name).task.result == "video"])
@given(data=st.data())
def test_every_valid_request_has_its_video(model, data):
    found = footage(task_of(data.draw(valid_requests(model)), seconds=7), {})

    assert found.seconds == 7
    assert found.width >= 720
    assert found.height >= 720

"""Images and videos are judged by their facts, where those are known."""

from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from contracts import load, model_names
from validator import ImageFacts, Readings, VideoFacts, check, judge_for
from validator.media import Media

URL = "https://example.com/a.jpg"
VIDEO = "https://example.com/a.mp4"
REQUEST = {"model": "kling-o3-image-to-video", "image_start": URL}
EDIT = {"model": "kling-o3-video-edit", "video_url": VIDEO}
MOTION = {
    "model": "kling-v3-motion-control",
    "image_urls": [URL],
    "video_urls": [VIDEO],
    "model_params": {"character_orientation": "image"},
}
GOOD = ImageFacts("jpeg", 1000, 1280, 720)


def rules(verdict):
    return [violation.rule.partition("/")[2] for violation in verdict.errors]


def test_an_image_is_judged_by_its_facts(image_case):
    verdict = check(REQUEST, images={URL: ImageFacts(**image_case["image"])})

    assert rules(verdict) == image_case["errors"]
    assert {violation.at for violation in verdict.errors} <= {"/image_start"}
    assert (verdict.quote is None) is bool(image_case["errors"])


@pytest.mark.parametrize("name", ["image_start", "image_end"])
def test_v3_judges_both_frames(name):
    other = "https://example.com/b.jpg"
    request = {"model": "kling-v3-image-to-video", "image_start": other, name: URL}

    verdict = check(request, images={URL: ImageFacts("gif", 1000, 1280, 720), other: GOOD})

    assert [(violation.rule, violation.at) for violation in verdict.errors] == [("v3/image-format", f"/{name}")]


def test_each_of_several_images_is_judged_at_its_own_place():
    urls = [f"https://example.com/{number}.jpg" for number in range(3)]
    images = {urls[0]: GOOD, urls[1]: ImageFacts("webp", 1000, 1280, 720), urls[2]: ImageFacts("png", 1000, 100, 100)}

    verdict = check({"model": "kling-o3-image-to-video", "image_urls": urls}, images=images)

    assert sorted((violation.at, violation.rule) for violation in verdict.errors) == [
        ("/image_urls/1", "o3/image-format"),
        ("/image_urls/2", "o3/image-side"),
        ("/image_urls/2", "o3/image-side"),
    ]


def test_images_of_which_nothing_is_known_are_not_judged():
    assert check(REQUEST, images={"https://example.com/other.jpg": ImageFacts("gif", 1, 1, 1)}).valid
    assert check(REQUEST, images={}).valid


def test_an_image_nested_in_an_element_is_judged():
    request = {
        "model": "kling-custom-element",
        "model_params": {
            "element_name": "Boat",
            "element_description": "A paper boat",
            "reference_type": "image_refer",
            "element_image_list": {"frontal_image": VIDEO, "refer_images": [{"image_url": URL}]},
        },
    }

    verdict = check(request, images={URL: ImageFacts("gif", 1000, 1280, 720)})

    assert [violation.at for violation in verdict.errors] == [
        "/model_params/element_image_list/refer_images/0/image_url"
    ]


def test_turbo_takes_images_of_50_mb():
    request = {"model": "kling-v3-turbo-image-to-video", "image_start": URL}
    sizes = {
        size: check(request, images={URL: ImageFacts("jpeg", size, 500, 500)}).valid for size in (52428800, 52428801)
    }

    assert sizes == {52428800: True, 52428801: False}


@pytest.mark.parametrize(
    ("request_", "facts", "errors"),
    [
        (
            EDIT,
            {
                "seconds": Decimal(3),
                "format": "mp4",
                "bytes": 209715200,
                "width": 720,
                "height": 2160,
                "fps": Decimal(24),
            },
            [],
        ),
        (EDIT, {"format": "mov", "width": 2160, "height": 720, "fps": Decimal(60)}, []),
        (EDIT, {}, []),
        (EDIT, {"format": "webm"}, ["video-format"]),
        (EDIT, {"bytes": 209715201}, ["video-bytes"]),
        (EDIT, {"seconds": Decimal("2.99")}, ["video-seconds"]),
        (EDIT, {"width": 719}, ["video-side"]),
        (EDIT, {"width": 719, "height": 2161}, ["video-side", "video-side"]),
        (EDIT, {"fps": Decimal("23.976")}, ["video-fps"]),
        (EDIT, {"fps": Decimal("60.01")}, ["video-fps"]),
        (MOTION, {"seconds": Decimal(10), "bytes": 104857600, "width": 340, "height": 3850}, []),
        (MOTION, {"seconds": Decimal("10.01")}, ["video-seconds-image-orientation"]),
        (MOTION, {"seconds": Decimal("2.9"), "bytes": 104857601}, ["video-bytes", "video-seconds"]),
        (MOTION, {"width": 339, "height": 3851}, ["video-side", "video-side"]),
        ({**MOTION, "model_params": {"character_orientation": "video"}}, {"seconds": Decimal(30)}, []),
        (
            {**MOTION, "model_params": {"character_orientation": "video"}},
            {"seconds": Decimal("30.1")},
            ["video-seconds-video-orientation"],
        ),
    ],
)
def test_a_video_is_judged_by_what_is_known_of_it(request_, facts, errors):
    assert rules(check(request_, videos={VIDEO: VideoFacts(**facts)})) == errors


@given(st.integers(1, 10**6), st.integers(1, 10**6))
@example(1000, 400)
@example(1001, 400)
@example(400, 1001)
@example(300, 750)
@example(300, 751)
def test_sides_and_ratio_are_exact(width, height):
    short, long = sorted((width, height))

    with localcontext(prec=2):
        found = rules(check(REQUEST, images={URL: ImageFacts("jpeg", 1000, width, height)}))

    assert ("image-ratio" in found) is (Fraction(long, short) > Fraction(5, 2))
    assert found.count("image-side") == (width < 300) + (height < 300)


@given(st.integers(0, 300), st.integers(0, 300))
def test_a_side_of_zero_is_too_short_and_has_no_ratio(width, height):
    found = rules(check(REQUEST, images={URL: ImageFacts("jpeg", 1000, width, height)}))

    assert found.count("image-side") == (width < 300) + (height < 300)
    assert not (0 in (width, height) and "image-ratio" in found)


@pytest.mark.parametrize("model", model_names())
def test_a_defect_names_the_code_of_the_task_that_fails(model):
    judge = judge_for(model, Readings.of())
    limits = [rule for rule in load(model).rules if rule.kind == "media-limit"]

    assert all(rule.task_error in ("image_processing_error", "invalid_parameters") for rule in limits)
    assert list(judge.defects({"model": model}, media=Media({URL: GOOD}, {}))) == []


def test_defects_are_what_a_check_with_facts_reports():
    media = Media({URL: ImageFacts("webp", 10485761, 1000, 299)}, {})
    defects = list(judge_for(REQUEST["model"], Readings.of()).defects(REQUEST, media=media))

    errors = check(REQUEST, images=media.images).errors
    assert [(one.violation.rule, one.violation.at) for one in defects] == [(one.rule, one.at) for one in errors]
    assert {one.violation.rule: one.task_error for one in defects}["o3/image-format"] == "image_processing_error"
    assert {one.violation.rule: one.task_error for one in defects}["o3/image-bytes"] == "invalid_parameters"


def test_a_note_about_a_video_is_no_defect():
    media = Media({}, {VIDEO: VideoFacts(bytes=157286400)})

    assert list(judge_for(EDIT["model"], Readings.of()).defects(EDIT, media=media)) == []
    assert (
        len(list(judge_for(EDIT["model"], Readings.of({"video-size-limit": "100MB"})).defects(EDIT, media=media))) == 1
    )


def test_a_limit_on_an_image_applies_only_where_its_condition_holds():
    judge = judge_for("kling-v3-motion-control", Readings.of())
    media = Media({}, {VIDEO: VideoFacts(seconds=Decimal(20))})

    leading = {which: {**MOTION, "model_params": {"character_orientation": which}} for which in ("image", "video")}
    assert len(list(judge.defects(leading["image"], media=media))) == 1
    assert list(judge.defects(leading["video"], media=media)) == []

"""Messages are for people: one line, naming the parameter, and never what was sent at length."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from contracts import model_names
from validator import ImageFacts, QuoteError, VideoFacts, check, quote
from validator.derive.strategies import broken_examples
from validator.shown import excerpt, shown

O3 = "kling-o3-image-to-video"
A = "https://example.com/a.jpg"
LONGEST = 300
LONGEST_QUOTATION = 100
NOISE = "\u2603"
"""No message of ours has a snowman in it."""


def everything(verdict):
    return (*verdict.errors, *verdict.notes)


def names_of(at):
    """Return the names in a place, last first, without the numbers of items."""
    return [step.replace("~1", "/").replace("~0", "~") for step in at.split("/")[:0:-1] if not step.isdigit()]


def reads_well(violation):
    assert violation.message.isprintable(), violation.message
    assert len(violation.message) < LONGEST, violation.message
    assert not violation.message.endswith("."), violation.message
    names = names_of(violation.at)
    if names and violation.rule != "request/json":
        assert excerpt(names[0]) in violation.message, violation


@given(st.data())
def test_every_message_about_a_broken_rule_names_the_parameter_in_one_line(data):
    readings = data.draw(st.sampled_from(("strict", "lenient", "public")))
    model = data.draw(st.sampled_from(model_names()))
    _, broken = data.draw(broken_examples(model, readings=readings))

    verdict = check(broken.request, readings=readings, images=broken.media.images, videos=broken.media.videos)

    for violation in everything(verdict):
        reads_well(violation)


LONG = NOISE * 5000
SHOTS = {"multi_shot": True, "shot_type": "customize"}
LOUD = [
    LONG,
    {LONG: LONG},
    {"model": LONG},
    {"model": O3, LONG: 1},
    {"model": O3, "image_start": LONG, "image_urls": [LONG], "quality": LONG, "sound": {LONG: 1}, "duration": LONG},
    {"model": O3, "callback_url": LONG},
    {"model": O3, "callback_url": f"https://{NOISE * 2000}/"},
    {"model": O3, "callback_url": f"https://{NOISE * 200}/"},
    {"model": O3, "callback_url": f"https://example.com:{LONG}/"},
    {"model": O3, "callback_url": f"https://{NOISE * 2000}.1/"},
    {"model": O3, "callback_url": "x" * 5000 + "://example.com/"},
    {"model": O3, "prompt": LONG + "<<<element_" + "9" * 5000 + ">>>"},
    {"model": O3, "model_params": {LONG: 1, "element_list": [{"element_id": "x", LONG: 1}]}},
    {"model": O3, "model_params": {**SHOTS, "multi_prompt": [{"index": LONG, "prompt": LONG, "duration": LONG}]}},
    {"model": O3, "model_params": {**SHOTS, "multi_prompt": [{"index": 7, "prompt": "x", "duration": "9"}] * 5000}},
    {"model": O3, "duration": 10**5000, "model_params": {**SHOTS, "multi_prompt": [{"index": 10**5000}]}},
    {
        "model": "kling-v3-turbo-text-to-video",
        "prompt": "\u955c\u5934 1, 999999999, " + LONG + ";",
        "duration": 10**300,
    },
    {"model": O3, "x": {LONG: b""}},
    {"model": O3, "x": {f"\ud800{LONG}": 1}},
    {"model": O3, LONG: None, "two\nlines": None, "\x1b[31m": None, "\u202eright": 1},
]


@pytest.mark.parametrize("readings", ["strict", "lenient", "public"])
@pytest.mark.parametrize("request_", LOUD, ids=range(len(LOUD)))
def test_no_message_repeats_at_length_what_was_sent(request_, readings):
    for violation in everything(check(request_, readings=readings)):
        assert len(violation.message) < LONGEST
        assert violation.message.count(NOISE) <= LONGEST_QUOTATION
        assert violation.message.isprintable()


@given(st.text(max_size=80), st.sampled_from(("quality", "duration", "callback_url", "image_start", "x", "sound")))
@example("two\nlines", "quality")
@example("\x1b[2J", "image_start")
@example("\u202e", "x")
def test_no_text_that_is_sent_breaks_a_message_into_lines(text, name):
    for violation in everything(check({"model": O3, name: text, f"a{text}": 1}, readings="lenient")):
        reads_well(violation)


def test_a_message_about_a_video_or_an_image_names_the_parameter_that_holds_its_address():
    request = {"model": "kling-v3-motion-control", "image_urls": [A], "video_urls": [A], "model_params": {}}
    verdict = check(request, images={A: ImageFacts("gif", 5, 299, 9999)}, videos={A: VideoFacts(bytes=10**9)})

    messages = {(error.rule, error.at): error.message for error in verdict.errors}
    assert messages["v3-motion/image-format", "/image_urls/0"].startswith(
        "image_urls: the image is gif; allowed: jpeg, png"
    )
    assert messages["v3-motion/image-side", "/image_urls/0"].startswith(
        "image_urls: the image's width is 299 px; it must be at least 300 px"
    )
    assert messages["v3-motion/video-bytes", "/video_urls/0"].startswith(
        "video_urls: the video's bytes is 1000000000 bytes"
    )


def test_a_sum_says_how_much_is_missing():
    shots = [{"index": 1, "prompt": "x", "duration": "4"}, {"index": 2, "prompt": "x", "duration": "4"}]
    request = {"model": O3, "image_start": A, "duration": 10, "model_params": {**SHOTS, "multi_prompt": shots}}

    short = check(request).errors[0].message
    long = check({**request, "duration": 7}).errors[0].message

    assert short.endswith("last 8 s in all, the video 10 s (duration): 2 s too short")
    assert long.endswith("last 8 s in all, the video 7 s (duration): 1 s too long")


def test_a_stranger_that_resembles_a_parameter_is_told_which():
    notes = {note.at: note.message for note in check({"model": O3, "image_start": A, "promt": "x", "zzz": 1}).notes}

    assert "did you mean prompt" in notes["/promt"]
    assert "did you mean" not in notes["/zzz"]
    assert "did you mean" not in check({"model": O3, "prompt" * 20: 1}, readings="strict").notes[-1].message


def test_a_model_that_resembles_another_is_told_which():
    (error,) = check({"model": "kling-o3-image-to-vidoe"}).errors

    assert "the nearest are kling-o3-image-to-video" in error.message


def test_a_note_that_is_an_error_elsewhere_says_where():
    (note,) = [
        note for note in check({"model": O3, "image_start": A, "prompt": "x", "seed": 1}).notes if note.at == "/seed"
    ]

    assert note.message.endswith("(an error under the reading unknown-parameter=error)")


def test_a_quote_that_is_refused_says_why():
    with pytest.raises(QuoteError, match=r"^/duration: duration must be at most 15, not 16 \[o3/duration/maximum\]$"):
        quote({"model": O3, "duration": 16})


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "true"),
        (False, "false"),
        (None, "null"),
        ({}, "an object"),
        ([], "an array"),
        ("x", '"x"'),
        ("x" * 40, '"' + "x" * 40 + '"'),
        ("x" * 41, '"' + "x" * 40 + '..."'),
        (5, "5"),
        (1, "1"),
        (0, "0"),
        (5.5, "5.5"),
        (10**60, "1" + "0" * 39 + "..."),
        ("\n" * 30, '"' + "\\n" * 20 + '..."'),
        ("\ud800", '"\\ud800"'),
    ],
)
def test_a_value_is_shown_in_one_short_line(value, text):
    assert shown(value) == text


@given(st.text(), st.integers(1, 60))
def test_an_excerpt_is_one_line_and_no_longer_than_told(text, longest):
    short = excerpt(text, longest=longest)

    assert short.isprintable()
    assert len(short) <= longest + 3
    assert short == text or len(text) > longest or not text.isprintable()

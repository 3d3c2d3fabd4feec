"""Whatever is written is decoded to the last bit: FFmpeg's decoder against copying by hand."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from mockserver.media.h264 import BLOCK, Picture, Stream, first_frame, further_frame, parameter_sets
from mockserver.media.mp4 import Track, mp4, video_entry

LEVELS = st.integers(0, 255)
STYLES = st.sampled_from(["flat", "grey", "as left", "as above", "noise", "across", "down"])


@st.composite
def films(draw):
    """Draw a small picture out of blocks of all styles, how it is cropped, and what is copied in each further frame."""
    columns, rows = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    planes = [bytearray(columns * size * rows * size) for size in (16, 8, 8)]
    for row in range(rows):
        for column in range(columns):
            painting = draw(STYLES), draw(LEVELS)
            for plane, size in zip(planes, (16, 8, 8), strict=True):
                paint(plane, size, columns, (column, row), painting)
    places = st.tuples(st.integers(0, columns - 1), st.integers(0, rows - 1))
    copies = draw(st.lists(st.dictionaries(places, places, max_size=8), max_size=4))
    crop = draw(st.integers(0, 7)) * 2, draw(st.integers(0, 7)) * 2
    return columns, rows, [bytes(plane) for plane in planes], copies, crop


def paint(plane, size, columns, place, painting):
    style, level = painting
    stride = columns * size
    for y in range(size):
        for x in range(size):
            at = (place[1] * size + y) * stride + place[0] * size + x
            if style == "as left" and place[0]:
                plane[at] = plane[at - x - 1]
            elif style == "as above" and place[1]:
                plane[at] = plane[at - (y + 1) * stride]
            else:
                plane[at] = {
                    "grey": 128,
                    "noise": (level * 31 + x * 7 + y * 13 + x * y) % 256,
                    "across": (level + y) % 256,
                }.get(style, (level + x) % 256 if style == "down" else level)


def copied(planes, columns, copies):
    """Copy blocks by hand, all of them out of the frame before."""
    after = [bytearray(plane) for plane in planes]
    for to, source in copies.items():
        for plane, before, size in zip(after, planes, (16, 8, 8), strict=True):
            stride = columns * size
            for y in range(size):
                a, b = ((place[1] * size + y) * stride + place[0] * size for place in (to, source))
                plane[a : a + size] = before[b : b + size]
    return [bytes(plane) for plane in after]


def cropped(planes, columns, width, height):
    shown = b""
    for plane, size in zip(planes, (16, 8, 8), strict=True):
        stride, part = columns * size, 16 // size
        shown += b"".join(plane[y * stride : y * stride + width // part] for y in range(height // part))
    return shown


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(film=films())
def test_what_is_decoded_is_what_was_written(ffmpeg, film):
    columns, rows, planes, copies, crop = film
    note(f"{columns} x {rows} blocks, cropped by {crop}, copies {copies}")
    width, height = columns * BLOCK - crop[0], rows * BLOCK - crop[1]
    stream = Stream(width=width, height=height, columns=columns, rows=rows, frames_per_second=24)
    frames = [first_frame(Picture(columns * BLOCK, rows * BLOCK, *planes))]
    frames += [further_frame(number, each, columns=columns, rows=rows) for number, each in enumerate(copies, 1)]
    frames += [further_frame(len(frames) + more, {}, columns=columns, rows=rows) for more in range(24 - len(frames))]
    track = Track(
        kind=b"vide",
        entry=video_entry((width, height), *parameter_sets(stream)),
        samples=[len(frame).to_bytes(4, "big") + frame for frame in frames],
        scale=24,
        span=1,
        seconds=1,
        size=(width, height),
    )

    with TemporaryDirectory() as folder:
        raw = ("-i", "VIDEO", "-fps_mode", "passthrough", "-f", "rawvideo", "-pix_fmt", "yuv420p", "-")
        decoded = ffmpeg("ffmpeg", *raw, data=mp4([track]), folder=Path(folder))

    expected = [cropped(planes, columns, width, height)]
    for each in copies:
        planes = copied(planes, columns, each)
        expected.append(cropped(planes, columns, width, height))
    size = len(expected[0])
    assert [decoded[at * size : (at + 1) * size] for at in range(len(expected))] == expected
    assert decoded[-size:] == expected[-1]


@pytest.mark.parametrize(
    ("columns", "rows", "level"),
    [(80, 45, 31), (80, 49, 40), (120, 68, 40), (120, 72, 50), (240, 139, 51), (540, 139, 62)],
)
def test_the_level_is_the_least_that_will_do(columns, rows, level):
    stream = Stream(width=columns * 16, height=rows * 16, columns=columns, rows=rows, frames_per_second=24)

    assert stream.level == level

"""Videos are of the length, size and sound that were asked for, small, and whole by FFmpeg's word."""

import json

import pytest
from msgspec.structs import replace

from mockserver.core.footage import Footage
from mockserver.media import make_video
from mockserver.reference.mp4 import is_whole_mp4

SIZES = {
    "720p": [(1280, 720), (720, 1280), (720, 720), (1800, 720), (946, 720)],
    "1080p": [(1920, 1080), (1080, 1920), (1080, 1080), (1080, 2700)],
}
FOOTAGE = Footage(
    task_id="task-unified-1767225600-xbpni08q",
    model="kling-o3-image-to-video",
    quality="720p",
    width=1280,
    height=720,
    seconds=3,
)
LARGEST = 100_000


@pytest.mark.parametrize("sound", [True, False], ids=["sound", "silent"])
@pytest.mark.parametrize("seconds", [3, 5, 10, 15])
@pytest.mark.parametrize(
    "footage",
    [
        replace(FOOTAGE, quality=quality, width=width, height=height, watermark=True)
        for quality, sizes in SIZES.items()
        for width, height in sizes
    ],
    ids=lambda one: f"{one.quality} {one.width}x{one.height}",
)
def test_it_is_what_was_asked_for(ffmpeg, tmp_path, footage, seconds, sound):
    width, height = footage.width, footage.height
    video = make_video(replace(footage, seconds=seconds, sound=sound))

    assert len(video) < LARGEST
    assert is_whole_mp4(video)
    assert video.index(b"moov") < video.index(b"mdat")
    said = json.loads(
        ffmpeg("ffprobe", "-of", "json", "-show_streams", "-show_format", "VIDEO", data=video, folder=tmp_path)
    )
    picture, *others = said["streams"]
    assert (picture["codec_name"], picture["pix_fmt"], picture["profile"]) == (
        "h264",
        "yuv420p",
        "Constrained Baseline",
    )
    assert (picture["width"], picture["height"], picture["r_frame_rate"]) == (width, height, "24/1")
    assert (int(picture["nb_frames"]), float(picture["duration"])) == (24 * seconds, seconds)
    assert float(said["format"]["duration"]) == seconds
    assert [(one["codec_name"], float(one["duration"])) for one in others] == ([("aac", seconds)] if sound else [])
    if seconds == 3 or (width, height) == (1280, 720):
        ffmpeg("ffmpeg", "-i", "VIDEO", "-f", "null", "-", data=video, folder=tmp_path)


def decoded(ffmpeg, folder, footage, *, at):
    """Return the luma of the frame at a second."""
    words = ("-ss", str(at), "-i", "VIDEO", "-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "gray", "-")
    return ffmpeg("ffmpeg", *words, data=make_video(footage), folder=folder)


def test_two_tasks_and_two_instants_look_different(ffmpeg, tmp_path):
    other = replace(FOOTAGE, task_id="task-unified-1767225600-1ivrlytb")

    seen = [decoded(ffmpeg, tmp_path, one, at=at) for one in (FOOTAGE, other) for at in (0, 1, 2.5)]

    assert len(set(seen)) == 6


def test_a_watermark_is_seen_when_it_is_asked_for(ffmpeg, tmp_path):
    plain, marked = (decoded(ffmpeg, tmp_path, replace(FOOTAGE, watermark=one), at=1) for one in (False, True))

    changed = [at // FOOTAGE.width for at, (a, b) in enumerate(zip(plain, marked, strict=True)) if a != b]

    assert changed
    assert min(changed) > FOOTAGE.height * 3 // 4


def test_the_sound_is_heard_at_each_second_and_silent_in_between(ffmpeg, tmp_path):
    words = ("-i", "VIDEO", "-map", "0:a", "-f", "s16le", "-ac", "1", "-ar", "48000", "-")
    heard = ffmpeg("ffmpeg", *words, data=make_video(replace(FOOTAGE, sound=True)), folder=tmp_path)
    samples = memoryview(heard).cast("h")

    def loudest(begin, end):
        return max(abs(one) for one in samples[int(begin * 48_000) : int(end * 48_000)])

    assert all(loudest(second, second + 0.1) > 1_000 for second in range(3))
    assert all(loudest(second + 0.4, second + 0.9) < 10 for second in range(3))


def test_the_same_footage_is_the_same_bytes():
    assert make_video(FOOTAGE) == make_video(FOOTAGE)


@pytest.mark.parametrize("size", [(720, 2880), (2880, 720), (8640, 2160), (3840, 2160)])
def test_the_longest_and_the_largest_are_videos_too(ffmpeg, tmp_path, size):
    video = make_video(replace(FOOTAGE, width=size[0], height=size[1]))

    said = json.loads(ffmpeg("ffprobe", "-of", "json", "-show_streams", "VIDEO", data=video, folder=tmp_path))
    assert (said["streams"][0]["width"], said["streams"][0]["height"]) == size

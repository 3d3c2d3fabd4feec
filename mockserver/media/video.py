"""A task's video, whole: the card, its frames, its sound, in an MP4."""

from mockserver.core.footage import Footage
from mockserver.media import tone
from mockserver.media.card import FRAMES_A_SECOND, draw
from mockserver.media.h264 import Stream, first_frame, further_frame, parameter_sets
from mockserver.media.mp4 import Track, mp4, sound_entry, video_entry

__all__ = ["make_video"]

_TICKS_A_FRAME = 512


def make_video(footage: Footage) -> bytes:
    """Make the video; the same footage gives the same bytes."""
    tracks = [_picture_track(footage)]
    if footage.sound:
        tracks.append(_sound_track(footage.seconds))
    return mp4(tracks)


def _picture_track(footage: Footage) -> Track:
    card = draw(footage)
    size = footage.width, footage.height
    stream = Stream(
        width=footage.width,
        height=footage.height,
        columns=card.columns,
        rows=card.rows,
        frames_per_second=FRAMES_A_SECOND,
    )
    frames = [first_frame(card.first)]
    for number, copies in enumerate(card.changes(), 1):
        frames.append(further_frame(number, copies, columns=card.columns, rows=card.rows))
    return Track(
        kind=b"vide",
        entry=video_entry(size, *parameter_sets(stream)),
        samples=[len(frame).to_bytes(4, "big") + frame for frame in frames],
        scale=_TICKS_A_FRAME * FRAMES_A_SECOND,
        span=_TICKS_A_FRAME,
        seconds=footage.seconds,
        size=size,
    )


def _sound_track(seconds: int) -> Track:
    return Track(
        kind=b"soun",
        entry=sound_entry(tone.CONFIGURATION, samples_a_second=tone.SAMPLES_A_SECOND),
        samples=tone.frames(seconds),
        scale=tone.SAMPLES_A_SECOND,
        span=tone.SAMPLES_A_FRAME,
        seconds=seconds,
        stands_alone=True,
    )

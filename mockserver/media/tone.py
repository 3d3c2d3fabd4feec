"""
A sound for videos: a soft tone at each full second, as AAC-LC frames of 1024 samples, mono, 48 kHz.

The period of the tone divides a frame, so that one frame says it as long as it is repeated. The frame was made once: of
``ffmpeg -f lavfi -i sine=frequency=468.75:sample_rate=48000 -af volume=0.6 -c:a aac -b:a 32k -ac 1 -f adts`` it is the
most frequent one, without its ADTS header.
"""

from itertools import chain

__all__ = ["CONFIGURATION", "SAMPLES_A_FRAME", "SAMPLES_A_SECOND", "frames"]

SAMPLES_A_SECOND = 48_000
SAMPLES_A_FRAME = 1_024

CONFIGURATION = bytes([0x11, 0x88])
"""AudioSpecificConfig: AAC-LC, 48 kHz, mono (ISO/IEC 14496-3, 1.6.2.1)."""

_SILENCE = bytes.fromhex("01182007")
_TONE = bytes.fromhex(
    "00ee319cc31d108b422778f5fdbff13ff3fe7db8ebcfbfc7da71497f3f4eef9f7e37dce252831ac6b155761dfce8f3f9"
    "f0733e148fabe1284a14894892852348948c92805141224a009024928924a2402890282824e0"
)
_FRAMES_OF_TONE = 5


def frames(seconds: int) -> list[bytes]:
    """Return the frames of so many seconds; the last one may be longer than that."""
    count = -(-seconds * SAMPLES_A_SECOND // SAMPLES_A_FRAME)
    starts = (second * SAMPLES_A_SECOND // SAMPLES_A_FRAME for second in range(seconds))
    loud = set(chain.from_iterable(range(start, start + _FRAMES_OF_TONE) for start in starts))
    return [_TONE if number in loud else _SILENCE for number in range(count)]

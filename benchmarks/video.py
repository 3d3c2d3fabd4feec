"""
How long a result video takes to be made, and how large it is: ``python -m benchmarks.video``.

Each combination is made as often as is said and the median is shown; the goals are 300 ms and 100,000 bytes.
"""

import argparse
from statistics import median
from time import perf_counter

from mockserver.core.footage import Footage
from mockserver.media import make_video

SIZES = (
    ("720p", 1280, 720),
    ("720p", 720, 1280),
    ("720p", 720, 720),
    ("720p", 1800, 720),
    ("1080p", 1920, 1080),
    ("1080p", 1080, 1920),
    ("1080p", 1080, 1080),
    ("4k", 3840, 2160),
)
LENGTHS = (3, 15)


def main() -> None:
    """Print a line for each size, length and sound."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=5, help="how often each is made")
    times = parser.parse_args().times
    print("quality  size         seconds  sound  ms (median)   bytes")
    for quality, width, height in SIZES:
        for seconds in LENGTHS:
            for sound in (False, True):
                footage = Footage(
                    task_id="task-unified-1767225600-xbpni08q",
                    model="kling-o3-image-to-video",
                    quality=quality,
                    width=width,
                    height=height,
                    seconds=seconds,
                    sound=sound,
                    watermark=True,
                )
                spans, video = [], b""
                for _ in range(times):
                    began = perf_counter()
                    video = make_video(footage)
                    spans.append(1000 * (perf_counter() - began))
                asked = f"{quality:7}  {f'{width} x {height}':11}  {seconds:7}  {'on' if sound else 'off':5}"
                print(f"{asked}  {median(spans):11.0f}  {len(video):6}")


if __name__ == "__main__":
    main()

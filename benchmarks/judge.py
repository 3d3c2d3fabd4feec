"""
How long the judge takes: microseconds a request, the median and the fastest of many repeats.

Run it as ``python benchmarks/judge.py``. The last two lines put the same plain request to the two judges of JSON
Schema alone, without any rule across parameters and without a price.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import timeit
from collections.abc import Callable
from typing import Any

import jsonschema
import jsonschema_rs

from validator import Readings, check, judge_for, quote
from validator.schema import json_schema

MODEL = "kling-o3-image-to-video"
PLAIN: dict[str, Any] = {
    "model": MODEL,
    "prompt": "A paper boat drifts down a rainy street.",
    "image_start": "https://example.com/first-frame.jpg",
    "duration": 8,
    "quality": "1080p",
    "sound": "on",
    "callback_url": "https://your-domain.com/webhooks/video-task-completed",
}
SHOTS: dict[str, Any] = {
    "model": MODEL,
    "image_start": "https://example.com/first-frame.jpg",
    "duration": 10,
    "model_params": {
        "multi_shot": True,
        "shot_type": "customize",
        "multi_prompt": [
            {"index": 1, "prompt": "The boat leaves the kerb.", "duration": "4"},
            {"index": 2, "prompt": "It turns at the corner.", "duration": "3"},
            {"index": 3, "prompt": "It reaches the drain.", "duration": "3"},
        ],
        "element_list": [{"element_id": "123456"}],
    },
}
BROKEN: dict[str, Any] = {
    "model": MODEL,
    "prompt": 5,
    "image_end": "https://example.com/end-frame.jpg",
    "duration": 2,
    "quality": "8k",
    "sound": "loud",
    "aspect_ratio": "4:3",
    "callback_url": "http://your-domain.com/hook",
}


def subjects() -> dict[str, Callable[[], object]]:
    """Return what is measured, by its name; each is checked to be what its name says."""
    schema = json_schema(judge_for(MODEL, Readings.of()).shape)
    fast, slow = jsonschema_rs.validator_for(schema), jsonschema.Draft202012Validator(schema)
    if not check(PLAIN).valid or not check(SHOTS).valid or len(check(BROKEN).errors) != len(BROKEN) - 1:
        raise SystemExit("the requests of this benchmark are no longer what their names say")
    return {
        "valid, with its quote": lambda: check(PLAIN),
        "valid, out of a parser": lambda: check(PLAIN, decoded=True),
        "valid, three shots": lambda: check(SHOTS),
        "the same, out of a parser": lambda: check(SHOTS, decoded=True),
        "seven errors": lambda: check(BROKEN),
        "quote alone": lambda: quote(PLAIN),
        "jsonschema-rs alone": lambda: fast.is_valid(PLAIN),
        "jsonschema alone": lambda: slow.is_valid(PLAIN),
    }


def measure(subject: Callable[[], object], *, repeats: int, seconds: float) -> list[float]:
    """Return microseconds a call, once for each repeat of about *seconds*, warmed up and without collecting garbage."""
    timer = timeit.Timer(subject)
    calls, took = timer.autorange()
    calls = max(1, round(calls * seconds / took))
    timer.timeit(calls)
    collecting = gc.isenabled()
    gc.disable()
    try:
        return [timer.timeit(calls) / calls * 1e6 for _ in range(repeats)]
    finally:
        if collecting:
            gc.enable()


def main() -> None:
    """Measure and print a line each."""
    parser = argparse.ArgumentParser(description="Microseconds a request that the judge takes.")
    parser.add_argument("--repeats", type=int, default=9, help="how often each is measured (default: 9)")
    parser.add_argument("--seconds", type=float, default=0.05, help="how long each repeat takes (default: 0.05)")
    given = parser.parse_args()
    if given.repeats < 1 or given.seconds <= 0:
        parser.error("--repeats is at least 1, and --seconds above 0")
    print(f"{'':28}{'median':>10}{'fastest':>10}  microseconds a request")
    for name, subject in subjects().items():
        times = measure(subject, repeats=given.repeats, seconds=given.seconds)
        print(f"{name:28}{statistics.median(times):10.2f}{min(times):10.2f}")


if __name__ == "__main__":
    main()

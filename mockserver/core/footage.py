"""What the video of a task is like: its size, length, sound and watermark, as its request has it."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from contracts import load
from mockserver.core.task import Task
from mockserver.core.wire import BadJsonError, decode
from validator.media import ImageFacts

__all__ = ["Footage", "footage"]

_SHORT_SIDES = {"720p": 720, "1080p": 1080, "4k": 2160}
_RATIOS = {"16:9": (16, 9), "9:16": (9, 16), "1:1": (1, 1)}
_USUAL_RATIO = "16:9"
_FIRST_FRAMES = ("image_start", "image", "image_url")
_MOST_SHORT_SIDES = 4
_WITHOUT_A_LENGTH = 5
"""Seconds of a video whose request says nothing of a length."""


class Footage(Struct, frozen=True, kw_only=True):
    """A video: *width* and *height* in pixels, both even; *seconds* that it lasts; what is written on it."""

    task_id: str
    model: str
    quality: str
    width: int
    height: int
    seconds: int
    sound: bool = False
    watermark: bool = False


def footage(task: Task, images: Mapping[str, ImageFacts]) -> Footage:
    """
    Say what the video of *task* is like.

    Args:
        task: One that makes a video.
        images: The facts of images by address: a first frame gives the video its ratio, unless the request does.

    Source:
        kling-o3, Request Parameters, aspect_ratio, quality, sound; where the sources are silent, 16:9 and 5 s.
    """
    request = _request(task)
    quality = _asked(task.model, request, "quality") or "720p"
    width, height = _size(_SHORT_SIDES.get(quality, 720), _ratio(task.model, request, images))
    params = request.get("model_params")
    mark = params.get("watermark_info") if isinstance(params, dict) else None
    return Footage(
        task_id=task.id,
        model=task.model,
        quality=quality,
        width=width,
        height=height,
        seconds=task.seconds or _WITHOUT_A_LENGTH,
        sound=_asked(task.model, request, "sound") == "on",
        watermark=isinstance(mark, dict) and mark.get("enabled") is True,
    )


def _request(task: Task) -> dict[str, Any]:
    try:
        request = decode(task.body)
    except BadJsonError:
        return {}
    return request if isinstance(request, dict) else {}


def _asked(model: str, request: Mapping[str, Any], name: str) -> Any:
    if request.get(name) is not None:
        return request[name]
    parameter = load(model).parameters.get(name)
    return parameter.default if parameter else None


def _ratio(model: str, request: Mapping[str, Any], images: Mapping[str, ImageFacts]) -> tuple[int, int]:
    named = _RATIOS.get(request.get("aspect_ratio") or "")
    if named is not None:
        return named
    first = next((request[name] for name in _FIRST_FRAMES if isinstance(request.get(name), str)), None)
    facts = images.get(first) if first else None
    if facts is not None and facts.width and facts.height:
        return facts.width, facts.height
    return _RATIOS[_asked(model, {}, "aspect_ratio") or _USUAL_RATIO]


def _size(short: int, ratio: tuple[int, int]) -> tuple[int, int]:
    less, more = sorted(ratio)
    # The nearest even number. An image that nobody has checked may be as long as it likes; a video may not.
    long = min(2 * ((short * more + less) // (2 * less)), _MOST_SHORT_SIDES * short)
    return (long, short) if ratio[0] >= ratio[1] else (short, long)

"""The request that demo makes and serve suggests: O3 image to video, 1080p, with sound."""

from typing import Any

__all__ = ["FIRST_REQUEST"]

FIRST_REQUEST: dict[str, Any] = {
    "model": "kling-o3-image-to-video",
    "prompt": "A paper boat drifts down a rainy street.",
    "image_start": "https://example.com/first-frame.jpg",
    "duration": 5,
    "quality": "1080p",
    "sound": "on",
}

"""The request that demo makes and serve suggests: O3 image to video, 1080p, with sound."""

import json
from typing import Any

__all__ = ["FIRST_REQUEST", "curl"]

FIRST_REQUEST: dict[str, Any] = {
    "model": "kling-o3-image-to-video",
    "prompt": "A paper boat drifts down a rainy street.",
    "image_start": "https://example.com/first-frame.jpg",
    "duration": 5,
    "quality": "1080p",
    "sound": "on",
}


def curl(url: str, *, key: str) -> str:
    """Write the request as a command for a shell."""
    return (
        f"  curl -s {url}/v1/videos/generations \\\n"
        f"    -H 'Authorization: Bearer {key}' -H 'Content-Type: application/json' \\\n"
        f"    -d '{json.dumps(FIRST_REQUEST)}'"
    )

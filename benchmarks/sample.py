"""The request that every benchmark sends: one generation of 414 bytes, and its headers."""

from __future__ import annotations

import json
from typing import Any

__all__ = ["BODY", "BROKEN_BODY", "KEY", "MODEL", "REQUEST"]

MODEL = "kling-o3-image-to-video"
KEY = "sk-benchmark"

REQUEST: dict[str, Any] = {
    "model": MODEL,
    "prompt": (
        "A paper boat drifts down a rainy street at dusk, past the open windows of a bakery and a cat on the sill; "
        "the camera follows it close to the water, slows down at the corner, then rises to the roofs as the boat "
        "is carried over the kerb, out of sight."
    ),
    "image_start": "https://example.com/first-frame.jpg",
    "duration": 8,
    "aspect_ratio": "16:9",
    "quality": "1080p",
    "sound": "on",
}

BODY = json.dumps(REQUEST, separators=(",", ":")).encode()
"""The request as it is sent, 414 bytes."""

BROKEN_BODY = json.dumps(REQUEST | {"duration": 99}, separators=(",", ":")).encode()
"""The same with a duration that the contract forbids."""

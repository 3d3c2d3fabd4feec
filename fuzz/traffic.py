"""What a client and our server say to each other, in this process and without a socket, as an HTTP Archive."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from mockserver.app import create_app

__all__ = ["KEY", "archive", "journal"]

KEY = "sk-fuzz-0123456789abcdef"
_GOOD = {"model": "kling-o3-text-to-video", "prompt": "A boat."}


def archive() -> dict[str, Any]:
    """Return a conversation about each route, as HAR."""
    return _asked("/_mock/calls.har")


def journal() -> dict[str, Any]:
    """Return the same conversation, as the journal is exported."""
    return _asked("/_mock/calls")


def _asked(path: str) -> dict[str, Any]:
    client = create_app().test_client()
    headers = {"Authorization": f"Bearer {KEY}"}

    def ask(method: str, path: str, **more: Any) -> Any:
        return client.open(path, method=method, headers={**headers, **more.pop("headers", {})}, **more).json or {}

    ask("GET", "/v1/credits")
    made = ask("POST", "/v1/videos/generations", json=_GOOD, headers={"Idempotency-Key": "probe-probe-probe"})
    ask("POST", "/v1/videos/generations", json=_GOOD | {"prompt": "[[fail:service_error]]", "callback_url": "x"})
    ask("POST", "/v1/videos/generations", json=_GOOD | {"duration": 99})
    ask("POST", "/v1/videos/generations", data=b"{", content_type="application/json")
    ask("POST", "/_mock/clock/advance", json={"by": "1h"})
    ask("GET", f"/v1/tasks/{made.get('id')}")
    ask("GET", "/v1/tasks/nonsense")
    ask("GET", "/v1/tasks?page=1")
    ask("GET", "/v1/models")
    ask("POST", "/v1/tasks/batch", json={"task_ids": [made.get("id")]})
    ask("POST", "/api/v1/files/upload/stream", data={"file": (BytesIO(b"GIF89a\x01\x00\x01\x00"), "a.gif")})
    found: dict[str, Any] = ask("GET", path)
    return found

"""What hostile requests are about: every route of the server, and bodies that are good, odd, long or forms."""

from __future__ import annotations

import json
from collections.abc import Callable
from random import Random

from contracts import api, model_names
from mockserver.web.control import CONTROL_ROUTES

__all__ = ["BODIES", "MULTIPART", "PLACES", "creation"]

MULTIPART = b"multipart/form-data; boundary="
_FAULTS = ("faults", "scenarios")  # what would ask for answers that are none


def creation(luck: Random) -> bytes:
    """Draw the body of a creation that a server can read, though not always one that it accepts."""
    request = {"model": luck.choice(model_names()), "prompt": luck.choice(_PROMPTS)}
    more = {"image_start": "https://example.com/a.jpg", "duration": luck.choice((5, 7, "5", 10**30)), "sound": "on"}
    return json.dumps(request | more).encode()


def _odd_json(luck: Random) -> bytes:
    whole = (
        b"{",
        b"[]",
        b"null",
        b"\xff",
        b"[" * 5000,
        b'{"a":' * 5000,
        b'"\\ud800"',
        b"NaN",
        b"1" * 5000,
        b'{"task_ids":[""]}',
    )
    return luck.choice(
        (*whole, b'{"by":"1h"}', b'{"by":"99999999999d"}', b'{"key":1}', b'{"prompt":"\\u0000"}', b'{"task":5}')
    )


def _nothing(_: Random) -> bytes:
    return b""


def _long(luck: Random) -> bytes:
    return b'{"prompt":"' + b"x" * luck.choice((60_000, 1_048_570, 1_048_600)) + b'"}'


def _form(luck: Random) -> bytes:
    """Draw a form; the first line is its media type."""
    boundary = luck.choice((b"x", b"", b'"a b"', b"-" * 100, b"\xff"))
    part = b'Content-Disposition: form-data; name="file"; filename="%b"\r\n' % luck.choice(
        (b"a.gif", b"", b"\xff", b"../a", b"\x00")
    )
    image = luck.choice(
        (b"GIF89a\x00\x02\x00\x02", b"", b"\x89PNG\r\n\x1a\n", b"--" + boundary, b"\r\n--", b"y" * 70_000)
    )
    end = luck.choice((b"--\r\n", b"", b"\r\n", b"--"))
    return MULTIPART + boundary + b"\n--" + boundary + b"\r\n" + part + b"\r\n" + image + b"\r\n--" + boundary + end


_PROMPTS = ("A boat.", "[[fail:service_error]]", "\ud83d\ude00", "\x00", "[[" * 99, "x" * 3000)
BODIES: tuple[Callable[[Random], bytes], ...] = (
    creation,
    creation,
    creation,
    _odd_json,
    _odd_json,
    _form,
    _form,
    _nothing,
    _long,
)


def _places() -> tuple[tuple[bytes, bytes], ...]:
    """List every route, but for those that ask for faults, with something in the place of each name."""
    routes = [(route.method, route.path) for route in (*api().routes.values(), *api().file_routes.values())]
    routes *= 3
    routes += [
        (route.method, route.path)
        for route in CONTROL_ROUTES
        if route.method == "GET" or not any(word in route.path for word in _FAULTS)
    ]
    routes += [
        ("GET", f"/_mock/ui/{page}") for page in ("playground", "x/tasks", "static/page.css", "x/events", "sign-in")
    ]
    routes += [("POST", "/_mock/ui/sign-in"), ("GET", "/_mock/"), ("GET", "/nowhere")]
    fills = (
        "task-unified-1-abc",
        "kling-o3-image-to-video",
        "%00",
        "%ff%fe",
        "..%2f..%2fetc",
        "640x480.png",
        "%F0%9F%98%80",
    )
    found = []
    for method, path in routes:
        for fill in fills if "{" in path else fills[:1]:
            filled = "/".join(fill if part.startswith("{") else part for part in path.split("/"))
            found.append((method.encode(), filled.encode()))
    return tuple(found)


PLACES = _places()

"""The request for Python, with the standard library alone: there is nothing to install before a first try."""

from typing import Any

__all__ = ["write"]

_SCRIPT = '''\
"""Set KLINGMOCK_API_KEY; KLINGMOCK_URL=https://api.evolink.ai is the real gateway."""

import json
import os
import time
import uuid
from urllib.error import HTTPError
from urllib.request import Request, urlopen

URL = os.environ.get("KLINGMOCK_URL", <URL>)
KEY = os.environ["KLINGMOCK_API_KEY"]
REQUEST = <REQUEST>


def ask(method, path, body=None, **headers):
    """Ask again what got lost, and after 429 and 5xx, when Retry-After says so."""
    headers |= {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}
    data = None if body is None else json.dumps(body).encode()
    for attempt in range(6):
        pause = 2**attempt
        try:
            with urlopen(Request(URL + path, data, headers, method=method), timeout=60) as answer:
                return json.load(answer)
        except HTTPError as error:
            if attempt == 5 or (error.code < 500 and error.code != 429):
                raise SystemExit(f"{error.code}: {error.read().decode()}") from None
            asked = error.headers.get("Retry-After", "")
            pause = int(asked) if asked.isdigit() else pause
        except OSError:
            if attempt == 5:
                raise
        time.sleep(pause)


# One key for one video, however often the call is made again.
task = ask("POST", "/v1/videos/generations", REQUEST, **{"Idempotency-Key": f"snippet-{uuid.uuid4()}"})
while (task := ask("GET", f"/v1/tasks/{task['id']}"))["status"] in {"pending", "processing"}:
    time.sleep(5)

# Save the video within 24 h; its host is not to get the key.
print(task["status"], *task.get("results") or [task.get("error")])
'''


def write(request: Any, url: str, /) -> str:
    """Write a program that sends *request* to the server at *url*."""
    return _SCRIPT.replace("<URL>", _text(url), 1).replace("<REQUEST>", _literal(request), 1)


def _literal(value: Any, margin: str = "") -> str:
    """Write *value* as Python does, each member on a line of its own."""
    inner = margin + "    "
    if isinstance(value, dict) and value:
        lines = [f"{inner}{_text(name)}: {_literal(member, inner)},\n" for name, member in value.items()]
        return "{\n" + "".join(lines) + margin + "}"
    if isinstance(value, list) and value:
        return "[\n" + "".join(f"{inner}{_literal(item, inner)},\n" for item in value) + margin + "]"
    return _text(value) if isinstance(value, str) else repr(value)


def _text(text: str) -> str:
    """Write a text between double quotes, where that takes no more than the quotes."""
    plain = '"' not in text and "\\" not in text and text.isprintable()
    return f'"{text}"' if plain else repr(text)

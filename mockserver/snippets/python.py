"""The request for Python, with the standard library alone: there is nothing to install before a first try."""

from pprint import pformat
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
    literal = pformat(request, width=100, sort_dicts=False)
    return _SCRIPT.replace("<URL>", repr(url), 1).replace("<REQUEST>", literal, 1)

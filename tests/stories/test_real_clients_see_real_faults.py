"""
What the faults of the wire look like to the clients that people use, as these clients' own documentation has it.

Sources: requests, Quickstart, Errors and Exceptions, and Timeouts; httpx, Exceptions, and Timeouts; Python,
urllib.request and http.client; curl, EXIT CODES, and --max-time; Node, Errors, and AbortSignal.timeout; undici, Errors.
"""

import http.client
import json
import os
import re
import shutil
import subprocess
import urllib.request
from typing import Any

import httpx
import pytest
import requests

from mockserver.serving import running
from mockserver.settings import Settings

FAULTS: dict[str, dict[str, Any]] = {
    "reset": {"do": "reset"},
    "reset in the middle": {"do": "reset", "phase": "after", "after_bytes": 20},
    "truncated": {"do": "truncate", "keep": 20},
    "silence": {"do": "silence"},
    "a slow dribble": {"do": "dribble", "bytes": 16, "every": "60ms", "real": True},
    "no JSON": {"do": "not-json"},
    "no HTTP": {"do": "garbage"},
    "closed": {"do": "close"},
}
SECONDS = {"silence": 0.3, "a slow dribble": 0.5}
"""A dribble takes longer in all, and never pauses for so long."""

KEY = "sk-clients-1234"


def name_of(error):
    return type(error).__name__


def by_requests(url, seconds):
    with requests.Session() as session:
        session.trust_env = False
        try:
            session.get(url, headers={"Authorization": f"Bearer {KEY}"}, timeout=seconds).json()
        except requests.RequestException as error:
            return name_of(error)
    return "an answer"


def by_httpx(url, seconds):
    with httpx.Client(trust_env=False, timeout=seconds) as client:
        try:
            client.get(url, headers={"Authorization": f"Bearer {KEY}"}).json()
        except (httpx.HTTPError, ValueError) as error:
            return name_of(error)
    return "an answer"


def by_urllib(url, seconds):
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    asked = urllib.request.Request(url, headers={"Authorization": f"Bearer {KEY}"})  # noqa: S310 - loopback
    try:
        with opener.open(asked, timeout=seconds) as answer:
            json.load(answer)
    except (OSError, http.client.HTTPException, ValueError) as error:
        return name_of(error)
    return "an answer"


def by_curl(url, seconds):
    bearer = f"Authorization: Bearer {KEY}"
    words = [program("curl"), "--silent", "--noproxy", "*", "--max-time", str(seconds), "--header", bearer, url]
    return f"exit code {subprocess.run(words, capture_output=True, timeout=60, check=False).returncode}"


NODE = """
const [url, key, ms] = process.argv.slice(1);
fetch(url, {headers: {authorization: `Bearer ${key}`}, signal: AbortSignal.timeout(Number(ms))})
  .then(answer => answer.json()).then(() => "an answer")
  .catch(error => error.cause ? `${error.name}: ${error.cause.code}` : error.name)
  .then(said => { console.log(said); process.exit(0); });
"""


def by_node(url, seconds):
    words = [program("node"), "-e", NODE, url, KEY, str(int(seconds * 1000))]
    ran = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.strip()


def program(name):
    found = shutil.which(name)
    if found is None and os.environ.get("CI"):
        pytest.fail(f"{name} is not installed, and this claim is never passed over in CI")
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


CLIENTS = {"requests": by_requests, "httpx": by_httpx, "urllib": by_urllib, "curl": by_curl, "node": by_node}

SEEN = {
    "reset": {
        "requests": "ConnectionError",
        "httpx": "ReadError",
        "urllib": "ConnectionResetError",
        "curl": "exit code 56",
        "node": "TypeError: ECONNRESET",
    },
    # In Node the one or the other, whether it is reading just then or not.
    "reset in the middle": {
        "requests": "ChunkedEncodingError",
        "httpx": "ReadError",
        "urllib": "ConnectionResetError",
        "curl": "exit code 56",
        "node": "TypeError: (ECONNRESET|UND_ERR_SOCKET)",
    },
    "truncated": {
        "requests": "ChunkedEncodingError",
        "httpx": "RemoteProtocolError",
        "urllib": "IncompleteRead",
        "curl": "exit code 18",
        "node": "TypeError: UND_ERR_SOCKET",
    },
    "silence": {
        "requests": "ReadTimeout",
        "httpx": "ReadTimeout",
        "urllib": "TimeoutError",
        "curl": "exit code 28",
        "node": "TimeoutError",
    },
    # Those in Python limit the time between two bytes, curl and fetch that of the whole.
    "a slow dribble": {
        "requests": "an answer",
        "httpx": "an answer",
        "urllib": "an answer",
        "curl": "exit code 28",
        "node": "TimeoutError",
    },
    # curl does not look into what it fetches.
    "no JSON": {
        "requests": "JSONDecodeError",
        "httpx": "JSONDecodeError",
        "urllib": "JSONDecodeError",
        "curl": "exit code 0",
        "node": "SyntaxError",
    },
    "no HTTP": {
        "requests": "ConnectionError",
        "httpx": "RemoteProtocolError",
        "urllib": "BadStatusLine",
        "curl": "exit code 1",
        "node": "TypeError: HPE_INVALID_CONSTANT",
    },
    "closed": {
        "requests": "ConnectionError",
        "httpx": "RemoteProtocolError",
        "urllib": "RemoteDisconnected",
        "curl": "exit code 52",
        "node": "TypeError: UND_ERR_SOCKET",
    },
}


def control(url, method, path, value):
    headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}
    asked = urllib.request.Request(f"{url}{path}", json.dumps(value).encode(), headers, method=method)  # noqa: S310 - loopback
    with urllib.request.urlopen(asked, timeout=20) as answer:  # noqa: S310 - loopback
        return json.load(answer)


@pytest.fixture(scope="module")
def urls():
    """Run a server, and return addresses whose calls are answered on the loop and in a thread."""
    request = {"model": "kling-o3-image-to-video", "image_start": "https://example.com/a.jpg"}
    with running(Settings.from_strings({"port": "0"})) as server:
        control(server.url, "PUT", "/_mock/faults", [])  # begins the thread that later ones use
        task = control(server.url, "POST", "/v1/videos/generations", request)["id"]
        yield {"/v1/tasks": f"{server.url}/v1/tasks/{task}", "/v1/credits": f"{server.url}/v1/credits"}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("path", ["/v1/tasks", "/v1/credits"], ids=["on the loop", "in a thread"])
def test_what_a_client_reports(urls, client, fault, path):
    url = urls[path]
    control(url.partition("/v1/")[0], "PUT", "/_mock/faults", {"on": "any"} | FAULTS[fault])

    seen = CLIENTS[client](url, SECONDS.get(fault, 20))

    assert re.fullmatch(SEEN[fault][client], seen), seen

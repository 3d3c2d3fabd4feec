"""A client that leads our own server through everything, and the evidence of what was said."""

import json
from email.utils import parsedate_to_datetime

import pytest

from mockserver.evidence import take_in, weigh
from validator import Readings

GOOD = {"model": "kling-o3-text-to-video", "prompt": "A boat."}
WITH_IMAGE = {
    "model": "kling-v3-image-to-video",
    "image_start": "https://example.com/a.jpg",
    "duration": 7,
    "sound": "on",
}
INTENT = {"Idempotency-Key": "probe-probe-probe"}


class Conversation:
    """Says and hears whatever the contract is about, in the world of one client."""

    def __init__(self, client):
        self.client = client

    def create(self, body, **headers):
        return (self.client.post("/v1/videos/generations", json=body, headers=headers).json or {}).get("id", "")

    def look(self, *tasks):
        for task in tasks:
            self.client.get(f"/v1/tasks/{task}")

    def hold(self):
        client = self.client
        client.get("/v1/credits")
        first = self.create(GOOD, **INTENT)
        self.create(GOOD, **INTENT)
        self.create(GOOD | {"prompt": "Another."}, **INTENT)
        self.create(GOOD, **{"Idempotency-Key": "short"})
        others = [self.create(WITH_IMAGE)]
        others += [self.create(GOOD | {"prompt": end}) for end in ("[[fail:service_error]]", "[[cancel]]")]
        for span in ("1s", "300ms", "1h"):
            client.advance(span)
            self.look(first, *others, "task-unified-1-nobody00", "nonsense")
        link = (client.task(first).get("results") or [""])[0]
        if isinstance(link, str) and link:
            client.get(link)
        client.get("/v1/credits")
        client.advance("25h")
        if isinstance(link, str) and link:
            client.get(link)
        for path in ("/v1/tasks", "/v1/models", "/v1/tasks?page=0"):
            client.get(path)
        client.post("/v1/tasks/batch", json={"task_ids": [first, *others]})
        self.create(GOOD | {"duration": 99})
        self.create(GOOD | {"model": "kling-o9"})
        client.post("/v1/videos/generations", data="{", headers={"Content-Type": "application/json"})
        client.http.open("/v1/credits", method="GET")
        self.create(GOOD | {"prompt": "[[hang]]"})
        client.set(balance="1")
        self.create(GOOD)
        client.set(balance="1000", rate_limit={"requests_per_minute": 1})
        client.get("/v1/credits")
        client.get("/v1/credits")


@pytest.fixture
def conversation():
    """Return the class of conversations."""
    return Conversation


@pytest.fixture
def archive(tmp_path):
    """Return a function that writes the journals of clients as one archive, oldest call first."""

    def write(*clients, name="recording.har", change=None):
        archives = [one.get("/_mock/calls.har?limit=1000").json for one in (*clients, clients[0].other(None))]
        entries = [entry for one in archives for entry in one["log"]["entries"]]
        if change is not None:
            entries = change(entries)
        file = tmp_path / name
        file.write_text(json.dumps(archives[0] | {"log": archives[0]["log"] | {"entries": entries}}), encoding="utf-8")
        return file

    return write


@pytest.fixture
def tape(tmp_path):
    """Return a function that records what a client says and hears, and returns one that writes it down."""

    def record(client):
        entries, ask = [], client.http.open

        def asked(path, **options):
            answer = ask(path, **options)
            if not answer.request.path.startswith("/_mock") or "/results/" in answer.request.path:
                entries.append(entry_of(answer, options))
            return answer

        client.http.open = asked

        def write():
            file = tmp_path / "tape.har"
            file.write_text(json.dumps({"log": {"entries": entries}}), encoding="utf-8")
            return file

        return write

    return record


def entry_of(answer, options):
    body = json.dumps(options["json"]) if "json" in options else options.get("data", "")
    return {
        "startedDateTime": parsedate_to_datetime(answer.headers["Date"]).isoformat(),
        "request": {
            "method": answer.request.method,
            "url": answer.request.url,
            "headers": [{"name": name, "value": value} for name, value in answer.request.headers.items()],
            "postData": {"text": body},
        },
        "response": {
            "status": answer.status_code,
            "headers": [{"name": name, "value": value} for name, value in answer.headers.items()],
            "content": {"text": answer.get_data().decode("latin-1")},
        },
    }


@pytest.fixture
def evidence():
    """Return a function that weighs files."""

    def of(*files, readings=None, **options):
        hosts = options.pop("hosts", ())
        return weigh(take_in(files, hosts=hosts), readings=Readings.of(readings), **options)

    return of


@pytest.fixture
def spoken(make_client, conversation):
    """Return a client that has said everything."""
    client = make_client()
    conversation(client).hold()
    return client

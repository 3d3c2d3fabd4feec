"""A server without a port, on a machine whose time the test owns."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mockserver.app import create_app, services_of
from mockserver.core.attempt import Outcome
from mockserver.delivery import Sent
from mockserver.settings import Settings

KEY = "sk-test-abcdef123456"
REQUEST = {"model": "kling-o3-image-to-video", "image_start": "https://example.com/a.jpg"}
CALLBACK = "https://your-domain.com/hook"


@dataclass
class Machine:
    """The machine's clock."""

    now: datetime = datetime(2026, 11, 21, 12, tzinfo=UTC)

    def __call__(self):
        return self.now

    def passes(self, **span):
        self.now += timedelta(**span)


@dataclass
class Receiver:
    """A sender that asks nobody: it gives the answers it was told to, the last one again and again."""

    answers: tuple[Any, ...] = (200,)
    sent: list[Any] = field(default_factory=list)
    then: Any = None

    def send(self, outgoing):
        body = outgoing.body
        self.sent.append((outgoing.target, json.loads(body)))
        answer = self.answers[min(len(self.sent), len(self.answers)) - 1]
        if self.then:
            self.then(json.loads(body))
        if isinstance(answer, Outcome):
            return Sent(answer, error="as told")
        good = 200 <= answer < 300
        return Sent(Outcome.DELIVERED if good else Outcome.REFUSED, status=answer)

    def close(self):
        """Nothing is under way."""


class Client:
    """One key on one server."""

    def __init__(self, app, machine, key=KEY):
        self.app = app
        self.machine = machine
        self.key = key
        self.http = app.test_client()

    def other(self, key):
        return Client(self.app, self.machine, key)

    @property
    def services(self):
        return services_of(self.app)

    def open(self, method, path, *, headers=None, **kwargs):
        bearer = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        return self.http.open(path, method=method, headers=bearer | (headers or {}), **kwargs)

    def get(self, path, **kwargs):
        return self.open("GET", path, **kwargs)

    def post(self, path, **kwargs):
        return self.open("POST", path, **kwargs)

    def put(self, path, **kwargs):
        return self.open("PUT", path, **kwargs)

    def generate(self, headers=None, **changes):
        return self.post("/v1/videos/generations", json=REQUEST | changes, headers=headers)

    def create(self, **changes):
        answer = self.generate(**changes)
        assert answer.status_code == 200, answer.text
        return answer.json["id"]

    def task(self, task_id):
        return self.get(f"/v1/tasks/{task_id}").json

    def status(self, task_id):
        return self.task(task_id)["status"]

    def advance(self, by):
        answer = self.post("/_mock/clock/advance", json={"by": by})
        assert answer.status_code == 200, answer.text
        return answer.json

    def set(self, **settings):
        answer = self.put("/_mock/world", json=settings)
        assert answer.status_code == 200, answer.text
        return answer.json

    def callbacks(self):
        return self.get("/_mock/callbacks").json["callbacks"]

    def calls(self, **query):
        return self.get("/_mock/calls", query_string=query).json["calls"]

    def ledger(self):
        return self.get("/_mock/ledger").json


@pytest.fixture(scope="session")
def make_client():
    """Return a function that makes a server and its first client; settings are given as text."""

    def make(*, sender=None, machine=None, key=KEY, keys=None, **strings):
        machine = machine or Machine()
        strings |= {"key": keys} if keys else {}
        settings = Settings.from_strings({"clock": "manual"} | strings)
        return Client(create_app(settings, real_now=machine, sender=sender), machine, key)

    return make


@pytest.fixture
def client(make_client):
    """Make a client on a manual clock."""
    return make_client()


@pytest.fixture
def routed(make_client):
    """Return a function that makes a client whose callbacks go to *receiver*; closed afterwards."""
    made = []

    def make(receiver, **strings):
        strings = {"callback_route": "*=http://127.0.0.1:9"} | strings
        made.append(make_client(sender=receiver, **strings))
        return made[-1]

    yield make
    for one in made:
        services_of(one.app).close()


@pytest.fixture(scope="session")
def request_body():
    """Return a request that is valid."""
    return REQUEST


@pytest.fixture(scope="session")
def callback():
    """Return a callback address that the documentation accepts."""
    return CALLBACK


@pytest.fixture(scope="session")
def make_receiver():
    """Return the class of receivers."""
    return Receiver


@pytest.fixture(scope="session")
def make_machine():
    """Return the class of machine clocks."""
    return Machine

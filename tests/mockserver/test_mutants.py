"""Each mutant is wrong in a way that can be seen, and without one nothing is."""

import json

import pytest

from mockserver.app import make_app, make_services
from mockserver.client import Client, fetch
from mockserver.core.attempt import Outcome
from mockserver.core.routes import CallbackRoutes, parse_route
from mockserver.delivery import Sent
from mockserver.mutants import MUTANTS
from mockserver.serving import running
from mockserver.settings import Settings, SettingsError

GOOD = {"model": "kling-o3-text-to-video", "prompt": "A boat."}
ENDS = ["[[fail:service_error]]", "[[cancel]]"]


class Conversation:
    """Asks whatever a mutant may answer otherwise, in one world on a clock that stands."""

    def __init__(self, url):
        self.url = url
        self.control = Client(url, api_key="sk-probe")
        self.control.change_world({"clock": "manual"})
        self.heard = []

    def ask(self, method, path, body=None, *, key="sk-probe", **headers):
        sent = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {key}"} if key else {}) | headers
        answer = fetch(
            f"{self.url}{path}", method=method, headers=sent, body=None if body is None else json.dumps(body).encode()
        )
        self.heard.append((method, path, answer.status, answer.headers.get("retry-after"), self.read(answer.body)))
        return answer.json()

    def read(self, body):
        return body.decode().replace(self.url, "http://server")

    def create(self, body, **headers):
        return self.ask("POST", "/v1/videos/generations", body, **headers).get("id", "")

    def hold(self):
        first = self.create(GOOD, **{"Idempotency-Key": "probe-probe-probe"})
        self.create(GOOD, **{"Idempotency-Key": "probe-probe-probe"})
        ended = [self.create(GOOD | {"prompt": end}) for end in ENDS]
        self.control.advance("1s")
        self.ask("GET", f"/v1/tasks/{first}")
        self.control.advance("1h")
        for task in [first, *ended, "task-unified-1-nobody00"]:
            self.ask("GET", f"/v1/tasks/{task}")
        self.ask("GET", "/v1/credits")
        self.create(GOOD | {"duration": 99})
        self.create(GOOD | {"model": "kling-o9"})
        self.ask("GET", "/v1/credits", key=None)
        self.control.change_world({"balance": "1"})
        self.create(GOOD)
        self.control.change_world({"balance": "1000", "rate_limit": {"requests_per_minute": 1}})
        self.ask("GET", "/v1/credits")
        self.ask("GET", "/v1/credits")
        return self.heard


def heard_of(mutant, monkeypatch):
    if mutant:
        monkeypatch.setenv("KLINGMOCK_MUTANT", mutant)
    else:
        monkeypatch.delenv("KLINGMOCK_MUTANT", raising=False)
    with running(Settings(port=0)) as server:
        return Conversation(server.url).hold()


ANSWERING = [name for name in MUTANTS if "callback" not in name]


@pytest.fixture(scope="module")
def right():
    with pytest.MonkeyPatch.context() as patch:
        return heard_of(None, patch)


@pytest.mark.parametrize("name", ANSWERING)
def test_a_mutant_answers_otherwise(name, right, monkeypatch):
    assert heard_of(name, monkeypatch) != right


def test_the_same_server_answers_the_same(right, monkeypatch):
    assert heard_of(None, monkeypatch) == right


class Receiver:
    """Keeps what would be sent."""

    def __init__(self):
        self.bodies = []

    def send(self, outgoing):
        self.bodies.append(outgoing.body)
        assert dict(outgoing.headers)["Content-Length"] == str(len(outgoing.body))
        return Sent(Outcome.DELIVERED, status=200)

    def close(self):
        """Nothing is open."""


@pytest.mark.parametrize(
    ("name", "expected"), [("empty-callback", [b""]), ("callback-twice", [2]), ("created-201", [1])]
)
def test_a_mutant_delivers_otherwise(name, expected, monkeypatch):
    monkeypatch.setenv("KLINGMOCK_MUTANT", name)
    receiver = Receiver()
    routes = CallbackRoutes((parse_route("*=http://127.0.0.1:9"),))
    settings = Settings(port=0, callback_routes=routes)
    services = make_services(settings, sender=receiver)
    try:
        client = make_app(services).test_client()
        headers = {"Authorization": "Bearer sk-probe"}
        client.put("/_mock/world", json={"clock": "manual"}, headers=headers)
        body = GOOD | {"callback_url": "https://client.example.com/hook"}
        client.post("/v1/videos/generations", json=body, headers=headers)
        client.post("/_mock/clock/run", headers=headers)
    finally:
        services.close()

    assert expected in (receiver.bodies, [len(receiver.bodies)])


def test_an_unknown_mutant_is_refused_with_those_that_there_are(monkeypatch):
    monkeypatch.setenv("KLINGMOCK_MUTANT", "nothing")

    with pytest.raises(SettingsError, match="completed-without-link"):
        make_services(Settings())


def test_there_are_at_least_fifteen_and_each_says_what_is_wrong():
    assert len(MUTANTS) >= 15
    assert all(mutant.summary.endswith(".") for mutant in MUTANTS.values())

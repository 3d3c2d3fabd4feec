"""Whatever is asked, in whatever order, Flask and the front say the same: status, header for header, byte for byte."""

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http import HTTPStatus

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.app import make_app, make_services
from mockserver.core.transmission import PLAIN, TRANSMIT, Ending
from mockserver.faults import KINDS
from mockserver.settings import Settings

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
JSON = ("Content-Type", "application/json")


@dataclass(frozen=True)
class Ask:
    """One request; *task* stands for the id of the task that was made so many answers ago."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    host: str = "127.0.0.1:8080"

    def about(self, made):
        """Fill in the id of a task that was made."""
        return replace(self, target=self.target.replace("MADE", made or "task-unified-0"))

    @property
    def fields(self):
        length = (("Content-Length", str(len(self.body))),) if self.body else ()
        return (*self.headers, *length)

    def written(self):
        head = f"{self.method} {self.target} HTTP/1.1\r\nHost: {self.host}\r\n"
        fields = "".join(f"{name}: {value}\r\n" for name, value in self.fields)
        return (head + fields + "\r\n").encode("latin-1") + self.body


@dataclass(frozen=True)
class Outcome:
    """What a client would see, byte for byte, and what has become of the connection."""

    status: int
    headers: tuple[tuple[str, str], ...]
    sent: bytes
    ended: str


HOSTS = [
    "127.0.0.1:8080",
    "mock.test",
    "MOCK.test",
    "mock.test:80",
    "[::1]:8080",
    "a_b",
    "x:0",
    "x:08",
    "..",
    "x:99999",
    "x:",
]
hosts = st.sampled_from(HOSTS)
authorizations = st.sampled_from(
    ["Bearer sk-one-1234"] * 6
    + ["bearer  sk-two-1234", "Bearer sk-invalid-1", "Basic YWI6Yw==", "Bearer a b", "Bearer \xe9", ""]
)
odd_headers = st.lists(
    st.sampled_from(
        [
            ("Idempotency-Key", "a" * 16),
            ("Idempotency-Key", "b" * 16),
            ("idempotency-key", "short"),
            ("X-Odd_Name", "1"),
            ("X-Twice", "1"),
            ("X-Twice", "2"),
            ("X-Latin", "\xfc\xff"),
            ("X-Empty", ""),
            ("Accept", "text/html"),
            ("Cookie", "a=b"),
            ("Transfer-encodings", "none"),
        ]
    ),
    max_size=3,
)
types = st.sampled_from(
    [JSON] * 6 + [("content-type", "application/vnd.a+json; charset=utf-8"), ("Content-Type", "text/plain")]
)

VALID = {"model": "kling-o3-image-to-video", "image_start": "https://example.com/a.jpg"}
changes = st.fixed_dictionaries(
    {},
    optional={
        "duration": st.integers(2, 16),
        "quality": st.sampled_from(["720p", "1080p", "4k"]),
        "prompt": st.sampled_from(["A boat.", "[[fail:content_policy_violation]]", "\u00e9\U0001f600", 5]),
        "callback_url": st.sampled_from(["https://your-domain.com/hook", "http://127.0.0.1/"]),
        "unknown": st.none(),
    },
)
bodies = st.one_of(
    changes.map(lambda some: json.dumps(VALID | some).encode()),
    changes.map(lambda some: json.dumps(VALID | some).encode()),
    st.sampled_from(
        [b"", b"{", b"NaN", b"[]", b'{"model": "\xff"}', b'{"a": "\\ud800"}', b"[" * 3_000, b" " * 1_048_577]
    ),
)
ids = st.sampled_from(
    ["MADE"] * 6 + ["task-unified-1", "x", "batch", "%74ask-unified-1", "a%20b", "..", "a~b", "%ff", "a,b", "a/b"]
)

creations = st.builds(lambda body: ("POST", "/v1/videos/generations", body), bodies)
queries = st.builds(
    lambda task, query: ("GET", f"/v1/tasks/{task}{query}", b""), ids, st.sampled_from(["", "", "", "?a=b", "?"])
)
others = st.one_of(
    st.sampled_from(
        [
            ("GET", "/v1/credits", b""),
            ("GET", "/v1/credits?x=%20", b""),
            ("GET", "/v1/models", b""),
            ("GET", "/v1/tasks?limit=1", b""),
            ("GET", "/v1/tasks?limit=x", b""),
            ("POST", "/v1/tasks/batch", b'{"task_ids": ["task-unified-1"]}'),
            ("HEAD", "/v1/credits", b""),
            ("HEAD", "/v1/tasks/MADE", b""),
            ("PUT", "/v1/videos/generations", b"{}"),
            ("OPTIONS", "/v1/videos/generations", b""),
            ("GET", "/v1/videos/generations", b""),
            ("GET", "/v1/videos/generations/", b""),
            ("GET", "/v1/unknown", b""),
            ("GET", "/", b""),
            ("GET", "/_mock/ledger", b""),
            ("GET", "/_mock/world", b""),
            ("GET", "/_mock/callbacks", b""),
            ("POST", "/_mock/tasks/MADE/cancel", b""),
            ("POST", "/_mock/clock/advance", b'{"by": "30s"}'),
        ]
    )
)
faults = st.sampled_from([kind.example for kind in KINDS.values()]).map(
    lambda example: ("POST", "/_mock/faults", json.dumps(example).encode())
)


@st.composite
def asks(draw):
    method, target, body = draw(st.one_of(creations, queries, creations, queries, others, faults))
    ours = target.startswith("/_mock")
    authorization = "Bearer sk-one-1234" if ours else draw(authorizations)
    headers = [("Authorization", authorization)] if authorization else []
    headers += [draw(types)] if body and not ours else [JSON] if body else []
    headers += [] if ours else draw(odd_headers)
    host = "127.0.0.1:8080" if ours else draw(hosts)
    return Ask(method, target, tuple(draw(st.permutations(headers))), body, host)


class Flask:
    """Flask's own test client, which sees how an answer would go out."""

    def __init__(self, setting):
        services = make_services(Settings.from_strings(setting), real_now=lambda: NOW)
        self._client = make_app(replace(services, sleep=lambda _: None)).test_client()

    def __call__(self, ask):
        how = [PLAIN]
        answer = self._client.open(
            ask.target,
            method=ask.method,
            headers=list(ask.headers),
            data=ask.body,
            environ_overrides={"HTTP_HOST": ask.host, TRANSMIT: how.append},
        )
        return expected(answer, how[-1])


def expected(answer, how):
    if not how.head:
        return Outcome(0, (), answer.data[: how.cut], END[how.ending])
    headers = tuple(answer.headers.items())
    return Outcome(answer.status_code, headers, answer.data[: how.cut], END[how.ending])


END = {Ending.KEEP: "", Ending.CLOSE: "closed", Ending.RESET: "reset", Ending.HANG: ""}


class Wired:
    """The front; a connection is used until it ends or hangs, or is no longer in order."""

    def __init__(self, make_wire, setting):
        self.wire = make_wire(machine=lambda: NOW, **setting)
        self.client = self.wire.connects()
        self.bytes = b""

    def __call__(self, ask):
        self.client.says(ask.written())
        self.wire.loop.passes(hours=2)
        taken, ended = self.client.gets(), self.client.ended
        self.bytes += taken
        self.client = self.wire.connects()
        head, found, body = taken.partition(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 "):
            return Outcome(0, (), taken, ended)
        line, *fields = head.decode("latin-1").split("\r\n")
        assert line.split(" ", 2)[2] == phrase(int(line.split(" ")[1]))
        headers = tuple(tuple(field.split(": ", 1)) for field in fields)
        assert found
        return Outcome(
            int(line.split(" ")[1]),
            without_connection(headers),
            body,
            ended if ended != "closed" or not closes(headers) else "",
        )


def phrase(status):
    return HTTPStatus(status).phrase if status in set(HTTPStatus) else "Unknown"


def closes(headers):
    return ("Connection", "close") in headers


def without_connection(headers):
    return tuple(field for field in headers if field[0] != "Connection")


def story(asks, *worlds):
    """Ask every world the same, and yield what each said."""
    made = ""
    for one in asks:
        said = [world(one.about(made)) for world in worlds]
        yield one, said
        if one.target == "/v1/videos/generations" and b'"task-unified-' in said[0].sent:
            made = "task-unified-" + said[0].sent.partition(b'"task-unified-')[2].partition(b'"')[0].decode()


@given(
    asks=st.lists(asks(), min_size=1, max_size=10),
    clock=st.sampled_from(["manual", "manual", "auto"]),
    seed=st.integers(0, 9),
)
def test_flask_and_the_front_say_the_same(make_wire, asks, clock, seed):
    setting = {"clock": clock, "seed": str(seed), "start": "2026-01-01T00:00:00Z"}

    for ask, (flask, front) in story(asks, Flask(setting), Wired(make_wire, setting)):
        assert front == flask, ask


@settings(max_examples=25)
@given(asks=st.lists(asks(), min_size=1, max_size=8), seed=st.integers(0, 9))
def test_the_same_seed_and_calls_give_the_same_bytes(make_wire, asks, seed):
    setting = {"clock": "manual", "seed": str(seed), "start": "2026-01-01T00:00:00Z"}
    once, again = Wired(make_wire, setting), Wired(make_wire, setting)

    for _ in story(asks, once, again):
        pass

    assert again.bytes == once.bytes


@pytest.mark.parametrize("host", HOSTS)
def test_links_begin_with_the_same_address(make_wire, host):
    setting = {"clock": "manual", "start": "2026-01-01T00:00:00Z"}
    mine = (("Authorization", "Bearer sk-one-1234"), JSON)
    story_of = [
        Ask("POST", "/v1/videos/generations", mine, json.dumps(VALID).encode(), host),
        Ask("POST", "/_mock/clock/advance", mine, b'{"by": "1h"}'),
        Ask("GET", "/v1/tasks/MADE", mine[:1], b"", host),
    ]

    for ask, (flask, front) in story(story_of, Flask(setting), Wired(make_wire, setting)):
        assert front == flask, ask


def test_a_header_that_comes_twice_means_the_same(make_wire):
    setting = {"clock": "manual", "start": "2026-01-01T00:00:00Z"}
    keys = (("Idempotency-Key", "a" * 16), ("Idempotency-Key", "b" * 16))
    ask = Ask(
        "POST", "/v1/videos/generations", (("Authorization", "Bearer k"), JSON, *keys), json.dumps(VALID).encode()
    )

    assert Wired(make_wire, setting)(ask) == Flask(setting)(ask)


def test_the_short_way_is_taken_and_says_the_same_too(make_wire):
    """A connection of its own for each call would not show it: the second call of a client is recognised."""
    setting = {"clock": "manual", "start": "2026-01-01T00:00:00Z"}
    flask, wire = Flask(setting), make_wire(machine=lambda: NOW, **setting)
    create = Ask(
        "POST", "/v1/videos/generations", (("Authorization", "Bearer k-1234"), JSON), json.dumps(VALID).encode()
    )
    client = wire.connects()
    for number in range(3):
        assert (wire.front.shortcut.recognise(create.written()) is not None) == (number > 0)
        flask_says, front_says = flask(create), client.says(create.written()).answer("POST")
        assert front_says.body == flask_says.sent
        assert front_says.headers == {name.lower(): value for name, value in flask_says.headers}

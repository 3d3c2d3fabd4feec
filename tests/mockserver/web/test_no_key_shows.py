"""No view shows a key, however a client has spelled it."""

import json
import re
import string
from base64 import b64encode, urlsafe_b64encode
from contextlib import suppress
from urllib.parse import quote, quote_plus

from hypothesis import given
from hypothesis import strategies as st

SIGNS = string.ascii_letters + string.digits + "-_./+=~!$&'()*,;:@%^{}[]|<>?\"\\"
KEYS = st.text(SIGNS, min_size=10, max_size=40).filter(lambda key: key[0].isalnum()).map(lambda key: f"sk-{key}")

SPELLINGS = {
    "as it is": lambda key: key,
    "in JSON": lambda key: json.dumps(key)[1:-1],
    "in JSON in JSON": lambda key: json.dumps(json.dumps(key))[3:-3],
    "in JSON, by code": lambda key: "".join(f"\\u{ord(sign):04x}" for sign in key),
    "percent-encoded": lambda key: quote(key, safe=""),
    "percent-encoded, as forms are": lambda key: re.sub("%..", lambda code: code[0].lower(), quote_plus(key)),
    "percent-encoded, every sign": lambda key: "".join(f"%{ord(sign):02X}" for sign in key),
    "percent-encoded twice": lambda key: quote(quote(key, safe=""), safe=""),
    "in Python": lambda key: repr(key)[1:-1],
    "in base64": lambda key: b64encode(key.encode()).decode().rstrip("="),
    "in base64 for addresses": lambda key: urlsafe_b64encode(key.encode()).decode().rstrip("="),
    "in base64 for basic authentication": lambda key: b64encode(f"u:{key}".encode()).decode(),
    "in base64 with more behind": lambda key: b64encode(f"{key}:x".encode()).decode(),
}
VIEWS = ["calls", "calls?text=a", "calls.har", "metrics", "tasks", "callbacks", "ledger", "world", "accidents", "clock"]


def use(client, spelled):
    """Put *spelled* wherever a client can, and show what came of it."""
    safe = quote(spelled, safe="%")
    client.create(prompt=f"a {spelled} b", callback_url=f"https://example.com/?k={safe}")
    client.generate(prompt=spelled, duration=99, **{spelled: spelled})
    client.post(f"/v1/videos/generations?k={safe}", data=b"\xff" + spelled.encode())
    client.post("/v1/videos/generations", data=f'{{"k": "{spelled}"}}', headers={"Cookie": spelled, "X-Other": spelled})
    for path in (f"/v1/tasks/task-unified-{safe}", f"/v1/tasks?model={safe}", f"/{safe}", f"/v1/{safe}/x"):
        client.get(path)
    client.post("/_mock/clock/run")
    question = {"expect": {"path": spelled, "body": {"k": spelled}, "headers": {"x-other": spelled + "x"}}}
    shown = [
        client.post("/_mock/calls/verify", json=question),
        client.post("/_mock/calls/verify", json={"expect": {spelled: 1}}),
        client.put("/_mock/world", json={spelled: spelled, "seed": spelled}),
        client.put("/_mock/world", json={"clock": spelled}),
        client.post("/_mock/clock/advance", json={"by": spelled}),
        client.get(f"/_mock/calls?{safe}=1&status={safe}"),
        client.get(f"/_mock/calls?status={safe}"),
        client.get(f"/_mock/callbacks?state={safe}"),
        client.get(f"/_mock/{safe}"),
        client.post(f"/_mock/callbacks/{safe}/redeliver"),
        client.post(f"/_mock/tasks/{safe}/cancel"),
        client.get(f"/_mock/contract/{safe}"),
        client.post("/_mock/faults", json={"on": spelled, "do": spelled}),
    ]
    return [(answer.request.path, answer.text) for answer in shown] + [
        (name, client.get(f"/_mock/{name}").text) for name in VIEWS
    ]


def texts(value):
    """Yield every text in decoded JSON."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, one in value.items():
            yield name
            yield from texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from texts(one)


def readings(text):
    """Yield *text*, and what its JSON says."""
    yield text
    with suppress(ValueError):
        yield from texts(json.loads(text))


@given(key=KEYS, spelling=st.sampled_from(list(SPELLINGS)))
def test_no_view_shows_a_key(make_client, key, spelling):
    client = make_client(key=key)
    spelled = SPELLINGS[spelling](key)

    for view, shown in use(client, spelled):
        for text in readings(shown):
            assert key not in text, view
            assert spelled not in text, view


def test_the_message_of_an_accident_shows_no_key(client, monkeypatch):
    def fail(*_):
        raise RuntimeError(f"no {client.key}")

    monkeypatch.setattr("mockserver.core.gateway.OPERATIONS", {"credits": fail})
    client.get(f"/v1/credits?{client.key}")

    assert client.key not in client.get("/_mock/accidents").text
    assert "no ****3456" in client.get("/_mock/accidents").text


def test_a_key_that_is_cut_does_not_show_its_first_half(client):
    for length in range(30, 64):
        path = f"/_mock/{'x' * length}{client.key}"
        assert client.key[:8] not in client.get(path).text

"""Callbacks to HTTPS on this machine, over real ports, with certificates that the server made."""

import json
import sys
import urllib.request
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from ssl import PROTOCOL_TLS_SERVER, SSLContext, create_default_context
from threading import Thread
from typing import Any

import pytest

from mockserver import app
from mockserver.client import Client
from mockserver.delivery import Authority
from mockserver.serving import running
from mockserver.settings import Settings, SettingsError

KEY = "sk-tls-123456"
HOOK = "https://your-domain.com/hook"
REQUEST = {
    "model": "kling-o3-image-to-video",
    "image_start": "https://example.com/a.jpg",
    "callback_url": HOOK,
}


def ask(url, data=None):
    body = None if data is None else json.dumps(data).encode()
    headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}
    request = urllib.request.Request(url, data=body, headers=headers)  # noqa: S310 - loopback
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - loopback
        return answer.headers["Content-Type"], answer.read()


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        assert isinstance(self.server, Receiver)
        self.server.got.append(json.loads(body))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *args):
        """Say nothing."""


class Receiver(HTTPServer):
    got: list[Any]

    def handle_error(self, request, client_address):
        """Say nothing of who does not trust us."""


@contextmanager
def receiver():
    """Give a receiver that speaks TLS as soon as it has a certificate."""
    with Receiver(("127.0.0.1", 0), Handler) as server:
        server.got = []
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def speak_tls(server, pem, folder):
    (folder / "receiver.pem").write_bytes(pem)
    context = SSLContext(PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "receiver.pem")
    server.socket = context.wrap_socket(server.socket, server_side=True)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_callback_reaches_a_receiver_with_the_servers_certificate(host, tmp_path):
    with receiver() as hook:
        route = f"https://your-domain.com=https://{host}:{hook.server_port}"
        settings = Settings.from_strings({"port": "0", "clock": "manual", "callback_route": route})
        with running(settings) as server:
            kind, pem = ask(f"{server.url}/_mock/tls/receiver.pem")
            speak_tls(hook, pem, tmp_path)
            task = json.loads(ask(f"{server.url}/v1/videos/generations", REQUEST)[1])["id"]
            client = Client(server.url, api_key=KEY)
            client.advance("1m")
            (delivery,) = client.wait_for_callback(task=task)["callbacks"]

    assert kind == "application/x-pem-file"
    assert delivery["state"] == "delivered"
    assert [body["id"] for body in hook.got] == [task]
    assert delivery["attempts"][0]["request"]["url"] == f"https://{host}:{hook.server_port}/hook"


def test_a_receiver_with_a_foreign_certificate_is_a_failed_attempt(tmp_path):
    with receiver() as hook:
        speak_tls(hook, Authority().receiver_pem(), tmp_path)
        settings = Settings.from_strings(
            {"port": "0", "clock": "manual", "callback_route": f"*=https://127.0.0.1:{hook.server_port}"}
        )
        with running(settings) as server:
            ask(f"{server.url}/v1/videos/generations", REQUEST)
            client = Client(server.url, api_key=KEY)
            client.advance("1m")
            (delivery,) = client.callbacks()["callbacks"]

    assert (delivery["state"], hook.got) == ("given-up", [])
    assert {one["outcome"] for one in delivery["attempts"]} == {"unreachable"}
    assert "CERTIFICATE_VERIFY_FAILED" in delivery["attempts"][0]["error"]


def test_the_authoritys_certificate_is_handed_out_and_vouches_for_the_receivers(client):
    ca, pem = client.get("/_mock/tls/ca.pem"), client.get("/_mock/tls/receiver.pem")

    assert (ca.status_code, pem.status_code) == (200, 200)
    context = create_default_context(cadata=ca.text)
    assert len(context.get_ca_certs()) == 1
    assert b"PRIVATE KEY" not in ca.data
    assert client.get("/_mock/tls/ca.pem").data == ca.data


def test_without_the_extra_the_routes_say_what_to_install(client, monkeypatch):
    monkeypatch.setitem(sys.modules, "trustme", None)

    answer = client.get("/_mock/tls/ca.pem")

    assert (answer.status_code, answer.content_type) == (501, "application/problem+json")
    assert "pip install 'klingmock[tls]'" in answer.json["detail"]


def test_without_the_extra_a_route_to_https_is_refused_at_the_start(make_client, monkeypatch):
    monkeypatch.setattr(app, "can_make_certificates", lambda: False)

    with pytest.raises(SettingsError, match=r"pip install 'klingmock\[tls\]'"):
        make_client(callback_route="*=https://127.0.0.1:9")
    assert make_client(callback_route="*=http://127.0.0.1:9").callbacks() == []

"""One attempt over a real port of this machine."""

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from socket import AF_INET, AF_INET6, create_server
from ssl import PROTOCOL_TLS_SERVER, SSLContext
from threading import Event, Thread
from urllib.parse import urlsplit

import pytest

from mockserver.core.attempt import Outcome
from mockserver.core.clock import START
from mockserver.core.outgoing import Outgoing
from mockserver.delivery import Authority, HttpSender

SOON = 5


class QuietServer(HTTPServer):
    def handle_error(self, request, client_address):
        """Say nothing of who leaves before the end."""


def send(target, *, body=b"{}", sender=None, **options):
    sender = sender or HttpSender(Authority().context, **options)
    headers = (
        ("Host", urlsplit(target).netloc),
        ("Content-Type", "application/json"),
        ("Content-Length", str(len(body))),
    )
    return sender.send(Outgoing(target, START, headers, body))


@contextmanager
def receiver(status, *, headers=(), body=b"", tls=None):
    got = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            length = int(self.headers["Content-Length"])
            got.append((self.path, dict(self.headers), self.rfile.read(length)))
            self.send_response(status)
            for name, value in headers:
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            """Say nothing."""

    with QuietServer(("127.0.0.1", 0), Handler) as server:
        if tls:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", got
        finally:
            server.shutdown()
            thread.join()


def test_what_arrives():
    with receiver(200) as (url, got):
        sent = send(f"{url}/hook?x=1", body=b'{"id": 1}')

    ((path, headers, body),) = got
    assert (sent.outcome, sent.status, sent.error) == (Outcome.DELIVERED, 200, None)
    assert (path, json.loads(body)) == ("/hook?x=1", {"id": 1})
    assert headers["Content-Type"] == "application/json"


@pytest.mark.parametrize("status", [301, 302, 307, 400, 404, 429, 500, 503])
def test_everything_but_2xx_is_refused_and_no_redirect_followed(status):
    with receiver(status, headers=[("Location", "/elsewhere")]) as (url, got):
        sent = send(url)

    assert (sent.outcome, sent.status) == (Outcome.REFUSED, status)
    assert [path for path, _, _ in got] == ["/"]


def test_a_long_answer_is_not_read_to_its_end():
    with receiver(200, body=b"x" * 1_000_000) as (url, _):
        assert send(url).outcome is Outcome.DELIVERED


def test_nobody_there():
    with create_server(("127.0.0.1", 0)) as socket:
        port = socket.getsockname()[1]

    sent = send(f"http://127.0.0.1:{port}")

    assert (sent.outcome, sent.status) == (Outcome.UNREACHABLE, None)
    assert "ConnectionRefusedError" in str(sent.error)


@pytest.mark.parametrize("said", [b"", b"nonsense\r\n\r\n"])
def test_who_does_not_speak_http_is_not_reached(said):
    with create_server(("127.0.0.1", 0)) as socket:

        def answer():
            connection, _ = socket.accept()
            with connection:
                connection.recv(65_536)
                connection.sendall(said)

        thread = Thread(target=answer, daemon=True)
        thread.start()
        sent = send(f"http://127.0.0.1:{socket.getsockname()[1]}")
        thread.join()

    assert sent.outcome is Outcome.UNREACHABLE


@pytest.mark.parametrize("drip", [False, True])
def test_who_takes_too_long_is_cut_off(drip):
    done = Event()
    with create_server(("127.0.0.1", 0)) as socket:

        def answer():
            connection, _ = socket.accept()
            with connection:
                while not done.wait(0.02):
                    if drip:
                        connection.sendall(b"H")

        thread = Thread(target=answer, daemon=True)
        thread.start()
        sent = send(f"http://127.0.0.1:{socket.getsockname()[1]}", timeout=timedelta(milliseconds=150))
        done.set()
        thread.join()

    assert (sent.outcome, sent.status) == (Outcome.TIMED_OUT, None)


class TestWhereItGoes:
    """A name is looked up once, every address is judged, and the socket goes to one that was."""

    def resolver(self, *addresses, port=None):
        asked = []

        def resolve(host, its_port):
            asked.append(host)
            families = [AF_INET6 if ":" in address else AF_INET for address in addresses]
            return [(family, (address, port or its_port)) for family, address in zip(families, addresses, strict=True)]

        return resolve, asked

    @pytest.mark.parametrize(
        ("addresses", "remote"),
        [
            (["10.0.0.1"], False),
            (["8.8.8.8"], False),
            (["127.0.0.1", "8.8.8.8"], False),
            (["127.0.0.1", "169.254.169.254"], True),
            (["::ffff:169.254.169.254"], True),
            (["64:ff9b::a9fe:a9fe"], True),
            (["fd00:ec2::254"], True),
            (["fe80::1%eth0"], True),
            (["0.0.0.0"], True),  # noqa: S104 - refused
        ],
    )
    def test_no_socket_is_opened_to_where_none_may_go(self, addresses, remote):
        resolve, asked = self.resolver(*addresses)

        with receiver(200) as (url, got):
            sent = send(url.replace("127.0.0.1", "hook.example"), resolve=resolve, remote=remote)

        assert (sent.outcome, sent.status) == (Outcome.FORBIDDEN, None)
        assert addresses[-1] in sent.error
        assert (asked, got) == (["hook.example"], [])

    def test_a_name_is_looked_up_once_and_kept_for_the_receiver(self):
        resolve, asked = self.resolver("127.0.0.1")

        with receiver(200) as (url, got):
            sent = send(url.replace("127.0.0.1", "hook.example"), resolve=resolve)

        ((_, headers, _),) = got
        assert sent.outcome is Outcome.DELIVERED
        assert asked == ["hook.example"]
        assert headers["Host"].startswith("hook.example:")

    def test_the_next_address_is_tried_when_nobody_is_at_the_first(self):
        with receiver(200) as (url, got):
            resolve, _ = self.resolver("::1", "127.0.0.1")
            sent = send(url.replace("127.0.0.1", "localhost"), resolve=resolve)

        assert sent.outcome is Outcome.DELIVERED
        assert len(got) == 1

    def test_a_name_without_an_address_is_not_reached(self):
        resolve, _ = self.resolver()

        sent = send("http://hook.example", resolve=resolve)

        assert (sent.outcome, sent.error) == (Outcome.UNREACHABLE, "OSError: hook.example has no address")

    @pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.1", "2130706433"])
    def test_every_spelling_of_this_machine_is_judged_by_its_address(self, host):
        with receiver(200) as (url, got):
            if host not in {"localhost", "127.0.0.1"}:
                resolve, _ = self.resolver("127.0.0.1")
                sent = send(url.replace("127.0.0.1", host), resolve=resolve)
            else:
                sent = send(url.replace("127.0.0.1", host))

        assert sent.outcome is Outcome.DELIVERED
        assert len(got) == 1


class TestTls:
    @contextmanager
    def receiver(self, pem, tmp_path):
        (tmp_path / "receiver.pem").write_bytes(pem)
        context = SSLContext(PROTOCOL_TLS_SERVER)
        context.load_cert_chain(tmp_path / "receiver.pem")
        with receiver(200, body=b"thanks", tls=context) as (url, got):
            yield url.replace("http:", "https:"), got

    @pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
    def test_a_receiver_with_our_certificate_is_trusted(self, host, tmp_path):
        authority = Authority()
        with self.receiver(authority.receiver_pem(), tmp_path) as (url, got):
            sent = send(url.replace("127.0.0.1", host), sender=HttpSender(authority.context))

        assert (sent.outcome, sent.body, len(got)) == (Outcome.DELIVERED, b"thanks", 1)

    def test_a_receiver_with_a_foreign_certificate_is_not(self, tmp_path):
        with self.receiver(Authority().receiver_pem(), tmp_path) as (url, got):
            sent = send(url)

        assert (sent.outcome, sent.status, got) == (Outcome.UNREACHABLE, None, [])
        assert "CERTIFICATE_VERIFY_FAILED" in sent.error

    def test_the_name_in_the_certificate_is_looked_at(self, tmp_path):
        authority = Authority()
        sender = HttpSender(authority.context, resolve=lambda _, port: [(AF_INET, ("127.0.0.1", port))])
        with self.receiver(authority.receiver_pem(), tmp_path) as (url, got):
            sent = send(url.replace("127.0.0.1", "hook.example"), sender=sender)

        assert (sent.outcome, got) == (Outcome.UNREACHABLE, [])
        assert "hook.example" in sent.error

    def test_a_receiver_that_speaks_no_tls_is_not_reached(self):
        with receiver(200) as (url, got):
            sent = send(url.replace("http:", "https:"))

        assert (sent.outcome, got) == (Outcome.UNREACHABLE, [])


def test_closing_cuts_what_is_under_way_at_once():
    arrived = Event()
    sender = HttpSender(Authority().context)
    with create_server(("127.0.0.1", 0)) as socket:

        def answer():
            connection, _ = socket.accept()
            with connection:
                arrived.set()
                while connection.recv(65_536):
                    pass

        target = f"http://127.0.0.1:{socket.getsockname()[1]}"
        with ThreadPoolExecutor(2) as pool:
            pool.submit(answer)
            sending = pool.submit(send, target, sender=sender)
            assert arrived.wait(SOON)
            sender.close()
            cut = sending.result(SOON)

    assert (cut.outcome, cut.error) == (Outcome.INTERRUPTED, "the server stopped")
    assert send(target, sender=sender) == cut


@pytest.mark.parametrize("path", ["/a b", "/é", "/\x00"])
def test_an_address_that_no_request_can_carry_is_not_reached(path):
    with receiver(200) as (url, got):
        sent = send(url + path)

    assert (sent.outcome, got) == (Outcome.UNREACHABLE, [])

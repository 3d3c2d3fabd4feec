import json
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.core.wire import Postponed

CONTROL = b"GET /_mock/health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


def error(got):
    return json.loads(got.body)["error"]


def test_calls_on_one_connection_are_answered_one_after_the_other(wire, creation, ask_for):
    client = wire.connects()

    made = json.loads(client.says(creation).answer("POST").body)
    seen = json.loads(client.says(ask_for(target=f"/v1/tasks/{made['id']}")).answer().body)
    again = client.says(ask_for(target=f"/v1/tasks/{made['id']}")).answer()
    balance = client.says(ask_for()).answer()

    assert seen["id"] == made["id"]
    assert json.loads(again.body) == seen
    assert balance.status == 200
    assert client.ended == ""


def test_pipelined_calls_are_answered_in_their_order(wire, creation, ask_for):
    client = wire.connects()
    client.says(CONTROL + ask_for() + creation + CONTROL + ask_for(target="/v1/tasks/task-unified-0"))

    answers = client.answers("GET", "GET", "POST", "GET", "GET")

    assert [answer.status for answer in answers] == [200, 200, 200, 200, 404]
    assert b'"status":"ok"' in answers[0].body.replace(b" ", b"")
    assert b"task-unified-" in answers[2].body


@given(data=st.data())
def test_it_does_not_matter_where_the_bytes_are_cut(make_wire, creation, ask_for, data):
    stream = CONTROL + creation + ask_for() + creation + ask_for(target="/v1/tasks/x", headers=b"Connection: close\r\n")
    whole, pieces = make_wire(), make_wire()
    cuts = data.draw(st.lists(st.integers(0, len(stream)), max_size=12).map(lambda at: sorted([0, *at, len(stream)])))

    at_once = whole.connects().says(stream)
    cut = pieces.connects().says(*(stream[a:b] for a, b in pairwise(cuts)))

    assert cut.gets() == at_once.gets()
    assert cut.ended == at_once.ended == "closed"


def test_it_does_not_matter_if_every_byte_comes_alone(make_wire, creation, ask_for):
    stream = creation + ask_for() + creation
    whole, pieces = make_wire(), make_wire()

    assert pieces.connects().says(*(bytes([b]) for b in stream)).gets() == whole.connects().says(stream).gets()


def test_a_chunked_body_is_put_together_and_its_trailers_are_passed_over(wire, creation):
    body = creation.partition(b"\r\n\r\n")[2]
    head = b"POST /v1/videos/generations HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer sk-wire-1234\r\n"
    chunked = b"Content-Type: application/json\r\nTransfer-Encoding: Chunked\r\n\r\n"
    chunks = b"".join(b"%x;name=value\r\n%b\r\n" % (1, bytes([b])) for b in body)

    client = wire.connects().says(head + chunked + chunks + b"0\r\nX-Trailer: a\r\n\r\n" + CONTROL)

    assert [answer.status for answer in client.answers("POST", "GET")] == [200, 200]


@pytest.mark.parametrize(
    ("fields", "kept"),
    [(b"", False), (b"Connection: keep-alive\r\n", True), (b"Connection: close\r\n", False)],
)
def test_http_1_0_ends_unless_it_asks_to_go_on(wire, ask_for, fields, kept):
    client = wire.connects().says(ask_for(headers=fields, version=b"1.0"))
    answer = client.answer()

    assert answer.status == 200
    assert answer.headers.get("connection") == ("keep-alive" if kept else "close")
    assert client.ended == ("" if kept else "closed")


def test_http_1_0_needs_no_host(wire):
    assert wire.ask(b"GET /v1/credits HTTP/1.0\r\nAuthorization: Bearer k\r\n\r\n").status == 200


def test_a_client_that_wants_to_end_is_told_so_every_time(wire, creation):
    for _ in range(3):
        client = wire.connects().says(creation.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))

        assert client.answer("POST").headers["connection"] == "close"
        assert client.ended == "closed"


def test_head_is_answered_without_a_body(wire, ask_for):
    client = wire.connects().says(ask_for("HEAD"), ask_for())
    head, get = client.answers("HEAD", "GET")

    assert head.status == get.status == 200
    assert head.body == b""
    assert int(head.headers["content-length"]) > 0


@pytest.mark.parametrize("target", ["/v1/credits", "*"])
def test_options_is_answered_by_the_app(wire, ask_for, target):
    assert wire.ask(ask_for("OPTIONS", target)).status in {404, 405}


def test_an_absolute_target_has_the_last_word_about_the_host(wire):
    call = b"%b HTTP/1.1\r\nHost: other:1\r\nAuthorization: Bearer sk-wire-1234\r\n"
    body = b'{"model": "kling-o3-image-to-video", "image_start": "https://example.com/a.jpg"}'
    head = call % b"POST http://mock.test:99/v1/videos/generations"
    made = wire.ask(head + b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))
    advance = b'{"by": "1h"}'
    wire.ask(
        b"POST /_mock/clock/advance HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer sk-wire-1234\r\n"
        b"Content-Length: %d\r\n\r\n%b" % (len(advance), advance)
    )
    seen = wire.ask(call % b"GET http://mock.test:99/v1/tasks/%b" % json.loads(made.body)["id"].encode() + b"\r\n")

    assert seen.status == 200
    assert json.loads(seen.body)["results"][0].startswith("http://mock.test:99/")


def test_an_upgrade_is_not_heard(wire, creation):
    """As the first request of a client that would like HTTP/2 without TLS."""
    upgrade = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n"
    wanting = creation.replace(b"\r\nHost", b"\r\n" + upgrade + b"Host", 1)

    client = wire.connects().says(wanting + CONTROL)

    assert [answer.status for answer in client.answers("POST", "GET")] == [200, 200]


def test_an_upgrade_without_a_body_is_not_heard_either(wire, ask_for):
    client = wire.connects().says(ask_for(headers=b"Connection: upgrade\r\nUpgrade: websocket\r\n") + CONTROL)

    assert [answer.status for answer in client.answers()] == [200, 200]


def test_who_asks_before_sending_a_body_is_told_to_go_on(wire, creation):
    head, _, body = creation.partition(b"\r\n\r\n")
    client = wire.connects().says(head + b"\r\nExpect: 100-Continue\r\n\r\n")

    assert client.gets() == b"HTTP/1.1 100 Continue\r\n\r\n"
    assert client.says(body).answer("POST").status == 200


def test_who_sends_the_body_without_waiting_is_not_told(wire, creation):
    client = wire.connects().says(creation.replace(b"\r\nHost", b"\r\nExpect: 100-continue\r\nHost", 1))

    assert client.gets().startswith(b"HTTP/1.1 200 ")


def test_who_has_begun_the_body_is_not_told_either(wire, creation):
    head, _, body = creation.partition(b"\r\n\r\n")
    client = wire.connects().says(head + b"\r\nExpect: 100-continue\r\n\r\n" + body[:1])

    assert client.gets() == b""


def test_the_go_ahead_waits_for_its_turn(make_wire, creation, ask_for):
    wire = make_wire()
    wire.ask(fault(do="latency", on="credits", fixed="1s", real=True))
    head, _, body = creation.partition(b"\r\n\r\n")
    client = wire.connects().says(ask_for() + head + b"\r\nExpect: 100-continue\r\n\r\n")

    assert client.gets() == b""
    wire.loop.passes(seconds=1)
    answer, _, rest = client.gets().partition(b"HTTP/1.1 100")
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert rest == b" Continue\r\n\r\n"
    assert client.says(body).answer("POST").status == 200


def fault(**plan):
    body = json.dumps({"on": "any"} | plan).encode()
    return (
        b"POST /_mock/faults HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer sk-wire-1234\r\n"
        b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)
    )


@pytest.mark.parametrize("length", [1_048_577, 10**17])
def test_a_body_beyond_the_limit_is_refused_before_it_is_sent(wire, creation, length):
    head = creation.partition(b"Content-Length")[0]
    client = wire.connects().says(head + b"Expect: 100-continue\r\nContent-Length: %d\r\n\r\n" % length)
    answer = client.answer("POST")

    assert answer.status == 413
    assert "date" in answer.headers
    assert answer.headers["connection"] == "close"
    assert client.half_closed


def test_chunks_beyond_the_limit_are_refused_in_the_middle(make_wire, creation):
    wire = make_wire()
    head = creation.partition(b"Content-Length")[0]
    client = wire.connects().says(head + b"Transfer-Encoding: chunked\r\nContent-Type: application/json\r\n\r\n")
    chunk = b"10000\r\n" + b"a" * 65_536 + b"\r\n"
    client.says(*[chunk] * 16)
    assert client.gets() == b""
    answer = client.says(chunk).answer("POST")

    assert answer.status == 413
    assert "date" in answer.headers


def test_the_largest_body_is_read(wire, creation):
    head = creation.partition(b"Content-Length")[0]
    body = b" " * 1_048_576
    sent = head + b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body) + body

    client = wire.connects().says(*(sent[at : at + 200_000] for at in range(0, len(sent), 200_000)))

    assert error(client.answer("POST"))["message"].endswith("it is empty")
    assert client.ended == ""


def test_a_refused_client_that_goes_on_sending_is_let_go_after_a_while(make_wire, creation):
    wire = make_wire(limits={"lingering": timedelta(seconds=2)})
    head = creation.partition(b"Content-Length")[0]
    client = wire.connects().says(head + b"Content-Length: 2000000\r\n\r\n")
    client.says(*[b"a" * 65_536] * 10)
    assert (client.half_closed, client.ended) == (True, "")
    wire.loop.passes(seconds=3)
    wire.front.sweep()

    assert client.ended == "aborted"


def test_a_refused_client_has_its_while_however_old_the_connection_is(wire):
    client = wire.connects()
    wire.loop.passes(seconds=60)
    wire.front.sweep()
    client.says(b"nonsense\r\n\r\n")
    wire.loop.passes(seconds=1)
    wire.front.sweep()
    assert client.ended == ""
    wire.loop.passes(seconds=2)
    wire.front.sweep()

    assert client.ended == "aborted"


def test_a_refused_client_that_stops_is_let_go_at_once(wire):
    assert wire.connects().says(b"nonsense\r\n\r\n").stops().ended == "closed"


HOST = b"Host: x\r\n"


@pytest.mark.parametrize(
    ("sent", "status", "said"),
    [
        (b"GET /v1/credits HTTP/1.1\r\n\r\n", 400, "Host is missing"),
        (b"GET /v1/credits HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400, "Host is there more than once"),
        (b"GET /v1/credits HTTP/2.0\r\n" + HOST + b"\r\n", 505, "HTTP/2.0"),
        (b"GET /v1/credits\r\n\r\n", 505, "HTTP/0.9"),
        (b"GET /v1/credits HTTP/1.1\r\n" + HOST + b"A: b\r\n c\r\n\r\n", 400, "whitespace"),
        (b"GET /v1/credits HTTP/1.1\r\n" + HOST + b"A : b\r\n\r\n", 400, "header"),
        (b"GET /v1/credits HTTP/1.1\r\n" + HOST + b"A: \x00\r\n\r\n", 400, "header"),
        (b"POST /v1/credits HTTP/1.1\r\n" + HOST + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400, "Length"),
        (b"POST /v1/credits HTTP/1.1\r\n" + HOST + b"Content-Length: 1\r\nContent-Length: 1\r\n\r\na", 400, "Length"),
        (b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\na", 400, "Transfer"),
        (b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\na", 400, "Length"),
        (b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: gzip, chunked\r\n\r\n", 501, "'gzip, chunked'"),
        (b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: gzip\r\n\r\n", 501, "'gzip'"),
        (b"POST / HTTP/1.0\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n", 400, "HTTP/1.0"),
        (b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: -1\r\n\r\n", 400, "Content-Length"),
        (b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 99999999999999999999999\r\n\r\n", 400, "Content-Length"),
        (b"GET / HTTP/1.1\r\n" + HOST + b"Expect: the best\r\n\r\n", 417, "'the best'"),
        (b"CONNECT example.com:443 HTTP/1.1\r\n" + HOST + b"\r\n", 501, "proxy"),
        (b"BREW /pot HTTP/1.1\r\n" + HOST + b"\r\n", 501, "method"),
        (b"GET ftp://example.com/a HTTP/1.1\r\n" + HOST + b"\r\n", 400, "target"),
        (b"GET http:///a HTTP/1.1\r\n" + HOST + b"\r\n", 400, ""),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400, "TLS"),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, "HTTP/2 is not spoken here"),
        (b"GET v1/credits HTTP/1.1\r\n" + HOST + b"\r\n", 400, "url"),
        (b"GET /" + b"a" * 40_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", 414, "32768"),
        (b"GET / HTTP/1.1\r\n" + HOST + b"A: b\r\n" * 100 + b"\r\n", 431, "100 header fields"),
        (b"GET / HTTP/1.1\r\n" + HOST + b"A: " + b"b" * 66_000 + b"\r\n\r\n", 431, "65536"),
        (b"GET / HTTP/1.1\r\n" + HOST + b"A: " + b"b" * 80_000, 431, "65536"),
    ],
)
def test_what_cannot_be_read_is_refused_with_words_and_the_connection_ends(wire, sent, status, said):
    client = wire.connects().says(sent)
    answer = client.answer(sent.split(b" ")[0].decode("latin-1") if sent[:1].isalpha() else "GET")

    assert answer.status == status
    assert said in error(answer)["message"]
    assert answer.headers["connection"] == "close"
    assert "date" not in answer.headers
    assert len(error(answer)["message"]) <= 200
    assert client.half_closed
    assert list(wire.services.accidents) == []


def test_nothing_is_answered_after_a_refusal(wire):
    client = wire.connects().says(b"nonsense\r\n\r\n", CONTROL)

    assert client.answer().status == 400


def test_what_came_before_nonsense_is_answered(wire):
    assert [one.status for one in wire.connects().says(CONTROL + b"\x00").answers()] == [200, 400]


def test_what_comes_after_the_end_that_a_client_wanted_is_not_read(wire, ask_for):
    client = wire.connects().says(ask_for(headers=b"Connection: close\r\n") + b"\x00 nonsense")

    assert client.answer().status == 200


@pytest.mark.parametrize("broken", [b"zz\r\n", b"-1\r\n", b"5\r\nabc\r\n0\r\n\r\n"])
def test_broken_chunks_are_a_body_that_breaks_off(wire, creation, broken):
    head = creation.partition(b"Content-Length")[0]
    client = wire.connects().says(head + b"Transfer-Encoding: chunked\r\n\r\n" + broken)

    assert "The body breaks off." in error(client.answer("POST"))["message"]


def test_a_body_that_ends_too_soon_is_said_to_break_off(wire, creation):
    client = wire.connects().says(creation[:-1]).stops()

    assert "The body breaks off." in error(client.answer("POST"))["message"]
    assert client.ended == "closed"


@pytest.mark.parametrize(
    "path", ["/v1/tasks/task-unified-1-x", "/v1/tasks", "/v1/models", "/v1/credits", "/api/v1/files/quota"]
)
def test_a_body_that_ends_too_soon_is_no_accident_on_any_route(wire, path):
    head = f"GET {path} HTTP/1.1\r\nHost: mock.test:8080\r\nAuthorization: Bearer sk-a\r\nContent-Length: 9\r\n\r\n"
    client = wire.connects().says(head.encode() + b"short").stops()

    assert client.answer().status == 400
    assert list(wire.services.accidents) == []


def test_a_head_that_ends_too_soon_is_refused(wire, creation):
    client = wire.connects().says(creation[:30]).stops()

    assert "breaks off" in error(client.answer("POST"))["message"]
    assert client.ended == "closed"


def test_who_says_nothing_and_stops_gets_nothing(wire):
    client = wire.connects().stops()

    assert (client.gets(), client.ended) == (b"", "closed")


def test_who_stops_sending_still_gets_the_answer(wire, ask_for):
    wire.ask(fault(do="latency", on="credits", fixed="2s", real=True))
    client = wire.connects().says(ask_for()).stops()
    assert (client.gets(), client.ended) == (b"", "")
    wire.loop.passes(seconds=2)

    assert client.answer().status == 200
    assert client.ended == "closed"


def test_empty_lines_before_a_request_are_passed_over(wire, creation, ask_for):
    client = wire.connects().says(b"\r\n", ask_for(), b"\r\n" + creation)

    assert [answer.status for answer in client.answers("GET", "POST")] == [200, 200]


class TestTime:
    def check(self, wire, **span):
        wire.loop.passes(**span)
        wire.front.sweep()

    def test_a_connection_without_a_request_is_kept_for_a_while(self, wire, ask_for):
        client = wire.connects().says(ask_for())
        client.gets()
        self.check(wire, seconds=75)
        assert client.ended == ""
        self.check(wire, seconds=1)

        assert (client.gets(), client.ended) == (b"", "aborted")

    def test_a_connection_that_is_used_is_kept(self, wire, ask_for):
        client = wire.connects()
        for _ in range(5):
            self.check(wire, seconds=60)
            assert client.says(ask_for()).answer().status == 200

        assert client.ended == ""

    def test_a_head_may_not_take_for_ever_even_if_it_dribbles(self, wire, ask_for):
        client = wire.connects()
        for byte in ask_for()[:60]:
            client.says(bytes([byte]))
            self.check(wire, seconds=1)
        assert client.gets() == b""
        self.check(wire, seconds=1)
        answer = client.answer()

        assert answer.status == 408
        assert "60 s" in error(answer)["message"]

    def test_each_head_has_its_own_time(self, wire, ask_for):
        client = wire.connects()
        for _ in range(3):
            client.says(ask_for()[:20])
            self.check(wire, seconds=50)
            assert client.says(ask_for()[20:]).answer().status == 200
            self.check(wire, seconds=50)

        assert client.ended == ""

    def test_a_body_may_pause_but_not_for_ever(self, wire, creation):
        client = wire.connects().says(creation[:-9])
        for byte in creation[-9:-2]:
            self.check(wire, seconds=29)
            client.says(bytes([byte]))
        self.check(wire, seconds=30)
        assert client.gets() == b""
        self.check(wire, seconds=1)
        answer = client.answer()

        assert answer.status == 408
        assert "30 s" in error(answer)["message"]
        self.check(wire, seconds=1)
        assert client.ended == ""
        self.check(wire, seconds=2)
        assert client.ended == "aborted"

    def test_a_call_may_take_as_long_as_it_takes(self, wire, ask_for):
        wire.ask(fault(do="latency", on="credits", fixed="10m", real=True))
        client = wire.connects().says(ask_for())
        for _ in range(599):
            self.check(wire, seconds=1)
        assert (client.gets(), client.ended) == (b"", "")
        self.check(wire, seconds=1)

        assert client.answer().status == 200

    def test_who_does_not_read_the_answers_is_let_go(self, wire, ask_for):
        client = wire.connects().says(ask_for())
        client.backlog = 100_000
        client.protocol.pause_writing()
        client.says(ask_for())
        self.check(wire, seconds=1)
        self.check(wire, seconds=30)
        assert client.ended == ""
        self.check(wire, seconds=1)

        assert len(client.answers()) == 1
        assert client.ended == "aborted"

    def test_who_reads_slowly_is_waited_for_even_at_the_end(self, wire, ask_for):
        client = wire.connects().says(ask_for())
        client.protocol._deaf = True  # as after an answer with "Connection: close", which is on its way still
        for backlog in range(100_000, 0, -10_000):
            client.backlog = backlog
            self.check(wire, seconds=29)
        assert client.ended == ""
        self.check(wire, seconds=31)

        assert client.ended == "aborted"

    def test_who_goes_on_reading_gets_the_next_answer(self, wire, ask_for):
        client = wire.connects()
        client.protocol.pause_writing()
        client.says(ask_for())
        assert client.gets() == b""
        client.protocol.resume_writing()
        wire.loop.settle()

        assert client.answer().status == 200

    def test_no_thread_is_needed_for_a_hot_call_nor_to_wait_for_a_slow_one(self, make_wire, creation, ask_for):
        wire = make_wire(inline=False)
        try:
            made = json.loads(wire.ask(creation).body)["id"]
            wire.services.desk.answer_at_once = late(wire.services.desk.answer_at_once)
            client = wire.connects().says(ask_for(target=f"/v1/tasks/{made}"))
            assert client.gets() == b""
            wire.loop.passes(hours=1)
            assert client.answer().status == 200
            assert wire.front.backroom._calls._threads == set()
        finally:
            wire.front.backroom.close()


def late(answer):
    def answer_an_hour_later(call, *, postponed=None):
        return answer(call) if postponed else Postponed(timedelta(hours=1), None)

    return answer_an_hour_later


class TestBounds:
    def test_who_sends_much_before_the_answer_is_not_read_any_further(self, wire, ask_for):
        wire.ask(fault(do="latency", on="credits", fixed="1s", real=True))
        client = wire.connects().says(ask_for())
        many = ask_for(target="/v1/tasks/task-unified-0") * 2_000
        for at in range(0, len(many), 10_000):
            if not client.paused:
                client.says(many[at : at + 10_000])
        assert client.paused
        wire.loop.passes(seconds=1)

        assert not client.paused
        assert len(client.answers()) > 500

    def test_too_many_connections_are_refused_clearly(self, make_wire, ask_for):
        wire = make_wire(limits={"connections": 3})
        clients = [wire.connects() for _ in range(4)]
        answer = clients[3].answer()
        clients[0].leaves()
        clients[3].leaves()

        assert answer.status == 503
        assert "3 connections" in error(answer)["message"]
        assert wire.connects().says(ask_for()).answer().status == 200

    def test_chunks_of_one_byte_are_fine_but_not_without_end(self, make_wire, creation):
        wire = make_wire(limits={"body_bytes": 1_000, "head_bytes": 1_000})
        head = creation.partition(b"Content-Length")[0] + b"Transfer-Encoding: chunked\r\n\r\n"
        fine = wire.connects().says(head, b"1\r\na\r\n" * 1_000, b"0\r\n\r\n")
        padded = wire.connects().says(head, *[b"1;" + b"p" * 900 + b"\r\na\r\n"] * 12)

        assert fine.answer("POST").status == 415
        assert padded.answer("POST").status == 413


class TestEnds:
    def test_draining_closes_whoever_has_nothing_to_wait_for(self, wire):
        client = wire.connects()
        wire.front.drain()

        assert client.ended == "closed"

    def test_draining_lets_a_call_finish(self, wire, ask_for):
        wire.ask(fault(do="latency", on="credits", fixed="1s", real=True))
        client = wire.connects().says(ask_for())
        wire.front.drain()
        assert client.ended == ""
        wire.loop.passes(seconds=1)

        assert client.answer().status == 200
        assert client.ended == "closed"

    def test_draining_lets_a_half_sent_call_finish_and_says_that_it_is_the_last(self, wire, creation):
        client = wire.connects().says(creation[:-5])
        wire.front.drain()
        answer = client.says(creation[-5:]).answer("POST")

        assert answer.status == 200
        assert answer.headers["connection"] == "close"
        assert client.ended == "closed"

    def test_draining_lets_nobody_in(self, wire):
        wire.front.drain()
        client = wire.connects()

        assert client.answer().status == 503

    def test_stopping_ends_everybody_and_leaves_no_timer(self, wire, ask_for):
        wire.ask(fault(do="latency", on="credits", fixed="1s", real=True))
        clients = [wire.connects(), wire.connects().says(ask_for()), wire.connects().says(b"GET /")]
        wire.front.abort()
        wire.loop.settle()

        assert [client.ended for client in clients] == ["aborted"] * 3
        assert wire.loop.waiting == []
        assert wire.connects().ended == "aborted"

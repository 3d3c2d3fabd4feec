"""The gateway behind is asked once, for a bounded time."""

import threading
from contextlib import closing
from datetime import timedelta
from socket import create_server

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.core.headers import Headers
from mockserver.core.wire import Call
from mockserver.recording.fields import end_to_end
from mockserver.recording.upstream import NoAnswerError, Upstream

SOON = timedelta(milliseconds=80)
CALL = Call(operation="credits", method="GET", path="/v1/credits")


@pytest.fixture
def slow():
    """Run a gateway that says one byte and no more, and return its address."""
    with closing(create_server(("127.0.0.1", 0))) as listener:
        taken = []

        def take():
            connection, _ = listener.accept()
            taken.append(connection)
            connection.sendall(b"H")

        thread = threading.Thread(target=take)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        thread.join()
        for connection in taken:
            connection.close()


def test_a_gateway_that_is_too_slow_is_given_up(slow):
    with pytest.raises(NoAnswerError, match=r"gave no answer in 0\.08 s") as caught:
        Upstream(slow, timeout=SOON).send(CALL)

    assert caught.value.late


def test_nobody_there_is_said_at_once():
    with closing(create_server(("127.0.0.1", 0))) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"

    with pytest.raises(NoAnswerError, match="refused") as caught:
        Upstream(url).send(CALL)
    assert not caught.value.late


def test_a_server_that_stops_cuts_what_is_under_way(slow):
    upstream, ended = Upstream(slow), []

    def ask():
        try:
            upstream.send(CALL)
        except NoAnswerError as error:
            ended.append(str(error))

    thread = threading.Thread(target=ask)
    thread.start()
    while not any(connection.sock for connection in list(upstream._open)):
        thread.join(0.001)
    upstream.close()
    thread.join(5)

    assert len(ended) == 1
    with pytest.raises(NoAnswerError, match="about to stop"):
        upstream.send(CALL)


def test_an_answer_that_is_too_long_is_none(monkeypatch):
    monkeypatch.setattr("mockserver.recording.upstream._ANSWER_LIMIT", 3)
    with closing(create_server(("127.0.0.1", 0))) as listener:

        def take():
            connection, _ = listener.accept()
            with connection:
                connection.recv(65_536)
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nabcd")

        thread = threading.Thread(target=take)
        thread.start()
        with pytest.raises(NoAnswerError, match="longer than 3 bytes"):
            Upstream(f"http://127.0.0.1:{listener.getsockname()[1]}").send(CALL)
        thread.join()


@given(task_id=st.text(min_size=1), query=st.text(st.characters(max_codepoint=255)))
def test_whatever_is_asked_for_the_address_stays_below_its_route(task_id, query):
    call = Call(operation="query", method="GET", path="/", task_id=task_id, query=query)

    target = Upstream("https://api.evolink.ai/base").target(call)

    path, _, rest = target.partition("?")
    assert path.startswith("https://api.evolink.ai/base/v1/tasks/")
    assert "/" not in path.removeprefix("https://api.evolink.ai/base/v1/tasks/")
    assert all(" " < sign <= "~" for sign in rest)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["Connection", "X-A", "x-a", "TE", "X-B", "Keep-Alive"]),
            st.sampled_from(["X-A", "close", "v"]),
        )
    )
)
def test_what_connection_names_is_for_one_connection(pairs):
    named = {value.lower() for name, value in pairs if name == "Connection"}

    kept = {name.lower() for name, _ in end_to_end(Headers(pairs))}

    assert kept == {name.lower() for name, _ in pairs} - {"connection", "te", "keep-alive"} - named

import pytest

from benchmarks.soak_client import Client
from benchmarks.soak_receiver import receiving
from benchmarks.soak_wire import Suspect


@pytest.fixture(scope="module")
def receiver():
    with receiving() as made:
        yield made


@pytest.fixture
def client(receiver):
    return Client("http://127.0.0.1:1", 0, 0, receiver, {}, ())


def _entry(*, request_id=None, status=502):
    headers = [["x-request-id", request_id]] if request_id else []
    return {"operation": "query", "status": status, "faults": ["html"], "answer": {"headers": headers}}


def test_a_5xx_that_the_journal_lays_to_a_fault_is_excused(client):
    client._judge_errors([Suspect("query", 502, "a", b"")], [_entry(request_id="a")], "plan")

    assert client.figures.unexplained.count == 0


def test_a_5xx_of_which_the_journal_knows_no_fault_is_a_defect(client):
    client._judge_errors([Suspect("query", 500, "b", b"oops")], [_entry(request_id="a")], "plan")

    assert client.figures.unexplained.examples == ["plan: query: 500 b'oops'"]


def test_errors_without_a_request_id_are_excused_as_often_as_faults_made_them(client):
    suspects = [Suspect("query", 502, None, b"")] * 3

    client._judge_errors(suspects, [_entry(), _entry()], "plan")

    assert client.figures.unexplained.count == 1


@pytest.mark.parametrize(
    ("delivery", "lost"),
    [
        (None, 1),
        ({"state": "waiting", "attempts": []}, 1),
        ({"state": "recorded", "attempts": [{"status": None, "error": None}]}, 1),
        ({"state": "delivered", "attempts": [{"status": 204, "error": None}]}, 1),
        ({"state": "given-up", "attempts": [{"status": None, "error": None}]}, 1),
        ({"state": "given-up", "attempts": [{"status": 302, "error": None}]}, 0),
    ],
)
def test_a_callback_is_lost_unless_the_receiver_has_it_or_the_log_says_why_not(client, delivery, lost):
    client._judge_callback("task-unified-never-sent", delivery, "plan")

    assert client.figures.lost.count == lost


def test_a_delivered_callback_that_the_receiver_took_is_not_lost(client, receiver):
    task_id = next(f"task-{n}" for n in range(100) if receiver.take("", f"task-{n}") == 204)

    client._judge_callback(task_id, {"state": "delivered", "attempts": [{"status": 204, "error": None}]}, "plan")

    assert client.figures.lost.count == 0

"""Each guard of conftest.py bites. They run in a pytest of their own, whose failures are wanted."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CONFTEST = Path(__file__).parents[1] / "conftest.py"

OFFENDERS = """
import contextlib
import socket
import subprocess
import sys
import threading
import time
import urllib.request

import pytest


def test_sleeps():
    time.sleep(0)


def test_sleeps_and_hides_it():
    with contextlib.suppress(BaseException):
        time.sleep(0)


def test_connects_to_an_address():
    with socket.socket() as plug:
        plug.connect(("192.0.2.1", 80))


def test_connects_and_hides_it():
    with contextlib.suppress(BaseException), socket.socket() as plug:
        plug.connect_ex(("192.0.2.1", 80))


def test_sends_a_datagram():
    with socket.socket(type=socket.SOCK_DGRAM) as plug:
        plug.sendto(b"", ("192.0.2.1", 9))


def test_listens_on_every_address():
    with socket.socket() as plug:
        plug.bind(("", 0))


def test_looks_up_a_name():
    socket.getaddrinfo("example.com", 80)


def test_looks_up_a_name_the_old_way():
    socket.gethostbyname("example.com")


def test_opens_a_url():
    urllib.request.urlopen("http://192.0.2.1/")


def test_leaves_a_thread():
    threading.Thread(target=threading.Event().wait, daemon=True, name="forgotten").start()


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_leaves_a_process():
    subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
"""

GOOD = """
import socket
import subprocess
import sys
import threading
import time
import urllib.request


def test_waits_for_its_process():
    process = subprocess.Popen([sys.executable, "-c", ""])
    assert process.wait(timeout=30) == 0


def test_waits_for_its_thread():
    thread = threading.Thread(target=int)
    thread.start()
    thread.join()


def test_talks_to_itself():
    with socket.create_server(("127.0.0.1", 0)) as server:
        with socket.create_connection(("localhost", server.getsockname()[1])) as caller:
            server.accept()[0].close()
"""


def run_pytest(folder: Path, text: str) -> list[str]:
    """Run *text* as a test file under the guards; return the lines of pytest's short summary."""
    shutil.copy(CONFTEST, folder / "conftest.py")
    (folder / "pytest.ini").write_text("[pytest]\n")
    (folder / "test_inner.py").write_text(text)
    plugins = ["-p", "no:xdist", "-p", "no:randomly", "-p", "no:cacheprovider", "-p", "no:cov"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-rA", "--tb=no", *plugins],
        cwd=folder,
        env=os.environ | {"COLUMNS": "200"},  # a narrow summary would cut the reason off
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return [line for line in done.stdout.splitlines() if line.startswith(("PASSED", "FAILED", "ERROR"))]


@pytest.fixture(scope="module")
def offences(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    return run_pytest(tmp_path_factory.mktemp("offences"), OFFENDERS)


@pytest.mark.parametrize(
    ("offender", "sentence"),
    [
        ("test_sleeps", "may not sleep"),
        ("test_sleeps_and_hides_it", "may not sleep"),
        ("test_connects_to_an_address", "loopback only"),
        ("test_connects_and_hides_it", "loopback only"),
        ("test_sends_a_datagram", "loopback only"),
        ("test_listens_on_every_address", "loopback only"),
        ("test_looks_up_a_name", "loopback only"),
        ("test_looks_up_a_name_the_old_way", "loopback only"),
        ("test_opens_a_url", "loopback only"),
        ("test_leaves_a_thread", "threads left running: forgotten"),
        ("test_leaves_a_process", "processes left running"),
    ],
)
def test_an_offender_fails_and_is_told_why(offences, offender, sentence):
    told = [line for line in offences if f"::{offender} - " in line]

    assert told
    assert all(sentence in line for line in told)


def test_no_offender_is_left_out(offences):
    assert len({line.split("::")[1].split(" ")[0] for line in offences if "PASSED" not in line}) == (
        OFFENDERS.count("def test_")
    )


def test_what_stays_here_and_cleans_up_is_left_alone(tmp_path):
    found = run_pytest(tmp_path, GOOD)

    assert [line.split(" ")[0] for line in found] == ["PASSED"] * 3

"""
What no test may do: sleep, leave this machine, or leave something running behind.

The guards raise ``pytest.fail``'s exception, which no ``except Exception`` in the code under test
can swallow, and remember the offence, so that one swallowed all the same still fails the test.
"""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from ipaddress import IPv6Address, ip_address
from itertools import count
from pathlib import Path
from typing import Any, NoReturn

import pytest
from hypothesis import settings

from benchmarks.cluster import cluster, programs

settings.register_profile("dev", deadline=None, max_examples=50)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.register_profile("thorough", deadline=None, max_examples=2_000)
settings.load_profile(os.getenv("HYPOTHESIS_PROFILE") or ("ci" if os.getenv("CI") else "dev"))

GRACE_SECONDS = 2
"""How long a thread that was told to end may take to do so."""

# Where each audit event keeps the host or the address that it is about.
NETWORK_EVENTS = {
    "socket.bind": 1,
    "socket.connect": 1,
    "socket.getaddrinfo": 0,
    "socket.gethostbyaddr": 0,
    "socket.gethostbyname": 0,
    "socket.getnameinfo": 0,
    "socket.sendmsg": 1,
    "socket.sendto": 1,
}

_offences: list[str] = []


def _forbid(offence: str) -> NoReturn:
    _offences.append(offence)
    pytest.fail(offence)


def _stays_here(address: object) -> bool:
    """Say whether *address*, as ``socket`` takes it, is on this machine."""
    host = address[0] if isinstance(address, tuple) and address else address
    if isinstance(host, bytes):
        host = host.decode("latin-1")
    if not isinstance(host, str) or host.startswith(("/", "\0")):
        return True
    if host == "localhost":
        return True
    try:
        ip = ip_address(host.partition("%")[0])
    except ValueError:
        return isinstance(address, str) and not host
    mapped = ip.ipv4_mapped if isinstance(ip, IPv6Address) else None
    return (mapped or ip).is_loopback


def _watch_the_network(event: str, arguments: tuple[Any, ...]) -> None:
    place = NETWORK_EVENTS.get(event)
    if place is not None and not _stays_here(arguments[place]):
        _forbid(f"a test may use the loopback only: {event} {arguments[place]!r}")


sys.addaudithook(_watch_the_network)

_real_sleep = time.sleep


def _no_sleep(seconds: float) -> None:
    # Popen.wait(timeout=...) naps between two looks at the process; that is not a test's own sleep.
    if sys._getframe(1).f_globals.get("__name__") == "subprocess":
        _real_sleep(seconds)
        return
    _forbid(f"a test may not sleep ({seconds} s): move the world's clock instead")


@pytest.fixture(autouse=True)
def _no_offences(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Forbid sleeping, and fail a test that slept or dialled out even if the code hid it."""
    monkeypatch.setattr(time, "sleep", _no_sleep)
    _offences.clear()
    yield
    if _offences:
        pytest.fail("; ".join(_offences))


@pytest.fixture(autouse=True)
def _no_threads_left() -> Iterator[None]:
    """Fail a test that leaves a thread behind."""
    before = set(threading.enumerate())
    yield
    left = [thread for thread in threading.enumerate() if thread not in before]
    for thread in left:
        thread.join(GRACE_SECONDS / len(left))
    names = [thread.name for thread in left if thread.is_alive()]
    if names:
        pytest.fail(f"threads left running: {', '.join(names)}")


@pytest.fixture(autouse=True)
def _no_processes_left(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail a test that leaves a process behind, and end that process."""
    started: list[subprocess.Popen[Any]] = []
    begin = subprocess.Popen.__init__

    def begin_and_note(process: subprocess.Popen[Any], *args: Any, **kwargs: Any) -> None:
        begin(process, *args, **kwargs)
        started.append(process)

    monkeypatch.setattr(subprocess.Popen, "__init__", begin_and_note)
    yield
    left = [process for process in started if process.poll() is None]
    for process in left:
        process.kill()
        process.wait()
    if left:
        pytest.fail(f"processes left running: {[process.args for process in left]}")


@pytest.fixture(scope="session")
def _postgresql_cluster() -> Iterator[Callable[[str], str]]:
    """Start a throw-away cluster, and return how a database of it is reached."""
    found = programs()
    if found is None:
        if os.getenv("CI"):
            pytest.fail("PostgreSQL is not installed, and nothing is skipped in CI: apt-get install postgresql")
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    # No test is about a crash of the machine, and that is all that fsync is good for.
    with cluster(found, fsync=False) as address:
        yield lambda database: address.replace("/postgres?", f"/{database}?")


_databases = count(1)


@pytest.fixture
def postgresql(_postgresql_cluster: Callable[[str], str]) -> str:
    """Return the address of a new and empty database."""
    psycopg = pytest.importorskip("psycopg")
    name = f"kling_{next(_databases)}"
    with psycopg.connect(_postgresql_cluster("postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return _postgresql_cluster(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def durable(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of a new store that outlives its server, of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/worlds.db"
    address: str = request.getfixturevalue("postgresql")
    return address

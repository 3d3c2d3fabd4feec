"""A throw-away PostgreSQL: a cluster of its own in a folder of its own, reached by a socket there."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["cluster", "programs"]


def programs() -> Path | None:
    """Find the folder of initdb and pg_ctl; None where PostgreSQL is not installed."""
    found = shutil.which("initdb")
    folders = [Path(found).parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    return folders[-1] if folders else None


@contextmanager
def cluster(folder: Path, *, fsync: bool) -> Iterator[str]:
    """
    Run one, and yield the address of its first database; it is gone afterwards.

    Without *fsync* it is not safe against a crash of the machine, but against the death of its clients it is.
    """
    user = "postgres" if os.geteuid() == 0 else None  # it refuses to run as root
    with tempfile.TemporaryDirectory(prefix="klingmock-pg-") as name:
        if user:
            shutil.chown(name, user)

        def run(program: str, *arguments: str) -> None:
            command = [folder / program, "-D", f"{name}/data", *arguments]
            subprocess.run(command, check=True, user=user, stdout=subprocess.DEVNULL, cwd=name, timeout=60)

        run("initdb", "-U", "kling", "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C.UTF-8")
        how = (
            f"-c listen_addresses= -c unix_socket_directories={name} -c max_connections=200 "
            f"-c fsync={'on' if fsync else 'off'}"
        )
        run("pg_ctl", "-l", f"{name}/log", "-w", "-o", how, "start")
        try:
            yield f"postgresql://kling@/postgres?host={name}"
        finally:
            run("pg_ctl", "-w", "-m", "immediate", "stop")

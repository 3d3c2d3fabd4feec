"""``klingmock serve``: start the mock server."""

import gc
import signal
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import click

from mockserver.cli.first_request import FIRST_REQUEST
from mockserver.cli.program import CommandError
from mockserver.cli.setting import setting
from mockserver.logs import FORMATS, LEVELS, set_up_logs
from mockserver.services import Services
from mockserver.serving import serve as start
from mockserver.settings import Settings, SettingsError
from mockserver.snippets.curl import single_call
from mockserver.wire import Limits, raise_open_files

__all__ = ["serve"]

_PATIENCE = timedelta(seconds=5)
_LOOK_SECONDS = 0.02
_MADE_BEFORE_A_LOOK = 20_000

_OPTIONS = (
    "host",
    "port",
    "clock",
    "lifecycle",
    "seed",
    "start",
    "scenario",
    "faults",
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
    "record_from",
    "record_to",
    "record_strict",
)


def _options(command: Callable[..., Any]) -> Callable[..., Any]:
    for name in reversed(_OPTIONS):
        command = setting(name)(command)
    return command


def _log_option(name: str, words: Sequence[str], *, default: str, said: str) -> Callable[..., Any]:
    return click.option(
        f"--log-{name}",
        type=click.Choice(words),
        default=default,
        show_default=True,
        envvar=f"KLINGMOCK_LOG_{name.upper()}",
        help=said,
    )


@click.command()
@_options
@click.option("--ready-file", metavar="FILE", help='Gets {"url": ..., "pid": ...} once it answers.')
@_log_option("level", LEVELS, default="warning", said="Say what is at least so grave, on stderr; info says each call.")
@_log_option("format", tuple(FORMATS), default="text", said="How it is said.")
def serve(ready_file: str | None, log_level: str, log_format: str, **values: str | bool | Iterable[str] | None) -> None:
    """
    Start the mock server; Ctrl-C or SIGTERM stops it once all is answered, or after 5 s; a second one at once.

    The API key selects an isolated world: its tasks, clock, seed, ledger, journal and readings.
    """
    told: SimpleQueue[int] = SimpleQueue()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda got, _: told.put(got))
    set_up_logs(log_level, log_format)
    try:
        settings = Settings.from_strings({k: v for k, v in values.items() if v not in (None, ())})
        if ready_file is not None:
            Path(ready_file).unlink(missing_ok=True)  # one of an earlier server would be a lie
        raise_open_files(Limits().connections)
        server = start(settings, ready_file=ready_file)
    except SettingsError as error:
        raise CommandError(str(error)) from error
    except OSError as error:
        raise CommandError(f"--ready-file {ready_file}: {error.strerror or error}") from error
    click.echo(_greeting(server.url, server.services), err=True)
    _spare_the_collector()
    told.get()
    server.drain(within=_PATIENCE)
    while told.empty() and not server.wait(seconds=_LOOK_SECONDS):
        pass
    server.stop()
    click.echo("Stopped.", err=True)


def _spare_the_collector() -> None:
    """Keep the garbage collector from looking at what was made at the start and stays: it costs every call."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_MADE_BEFORE_A_LOOK)


def _greeting(url: str, services: Services) -> str:
    settings = services.settings
    # An accepted key is a secret that would end up in a log.
    key = "YOUR_KEY" if settings.keys else "sk-test"
    scenario = f"scenario {settings.scenario}, " if settings.scenario else ""
    recording = (
        f"It forwards the gateway's routes to {settings.record_from}, which may cost money, and records them.\n"
        if settings.record_from
        else ""
    )
    return (
        f"klingmock listens on {url} ({scenario}clock {settings.clock}, seed {settings.seed}, {services.store}).\n"
        f"{recording}Try it:\n\n{single_call(FIRST_REQUEST, url, key=key)}\n\nCtrl-C stops it."
    )

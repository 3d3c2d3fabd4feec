"""``klingmock serve``: start the mock server."""

import gc
import os
import signal
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any

import click

from mockserver.app import make_services
from mockserver.cli.first_request import FIRST_REQUEST
from mockserver.cli.program import CommandError
from mockserver.cli.setting import setting
from mockserver.cli.told import told_by, wait_until_told
from mockserver.cli.workers import Workers
from mockserver.delivery import Authority
from mockserver.logs import FORMATS, LEVELS, set_up_logs
from mockserver.serving import RunningServer, listen, url_of, write_ready_file
from mockserver.serving import serve as start
from mockserver.settings import Settings, SettingsError
from mockserver.snippets.curl import single_call
from mockserver.wire import Limits, raise_open_files

__all__ = ["serve"]

_PATIENCE = timedelta(seconds=5)
_LOOK_SECONDS = 0.02
_MOST_WORKERS = 64
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
@click.option(
    "--workers",
    metavar="NUMBER",
    type=click.IntRange(1, _MOST_WORKERS),
    default=1,
    show_default=True,
    envvar="KLINGMOCK_WORKERS",
    help="Processes that answer on the address; more than 1 need a store that they can share.",
)
@_log_option("level", LEVELS, default="warning", said="Say what is at least so grave, on stderr; info says each call.")
@_log_option("format", tuple(FORMATS), default="text", said="How it is said.")
def serve(
    ready_file: str | None,
    workers: int,
    log_level: str,
    log_format: str,
    **values: str | bool | Iterable[str] | None,
) -> None:
    """
    Start the mock server; Ctrl-C or SIGTERM stops it once all is answered, or after 5 s; a second one at once.

    The API key selects an isolated world: its tasks, clock, seed, ledger, journal and readings.
    """
    told = told_by(signal.SIGINT, signal.SIGTERM)
    set_up_logs(log_level, log_format)
    try:
        settings = Settings.from_strings({k: v for k, v in values.items() if v not in (None, ())})
        if ready_file is not None:
            Path(ready_file).unlink(missing_ok=True)  # one of an earlier server would be a lie
        raise_open_files(Limits().connections)
        if workers > 1:
            _serve_by_workers(settings, workers, ready_file)
            return
        server = start(settings, ready_file=ready_file)
    except SettingsError as error:
        raise CommandError(str(error)) from error
    except OSError as error:
        raise CommandError(f"--ready-file {ready_file}: {error.strerror or error}") from error
    click.echo(_greeting(server.url, settings, str(server.services.store)), err=True)
    _answer_until(told, server)
    click.echo("Stopped.", err=True)


def _answer_until(told: SimpleQueue[int], server: RunningServer) -> None:
    """Answer until somebody tells that it is enough; then finish what has begun, unless one is told again."""
    _spare_the_collector()
    wait_until_told(told)
    server.drain(within=_PATIENCE)
    while told.empty() and not server.wait(seconds=_LOOK_SECONDS):
        pass
    server.stop()


def _serve_by_workers(settings: Settings, many: int, ready_file: str | None) -> None:
    if settings.store == "memory":
        raise SettingsError(
            f"--workers {many} needs a store that the workers can share: --store sqlite:///FILE or postgresql://..."
        )
    services = make_services(settings)  # opened once before, so that what is wrong is said once
    about = str(services.store)
    services.close()
    listener, authority = listen(settings), Authority()
    if settings.callback_routes.need_certificates:
        authority.ca_pem()
    url = url_of(settings.host, listener)

    def work(ready: Callable[[], None], parent: int) -> int:
        told = told_by(signal.SIGTERM)
        server = start(settings, listener=listener, authority=authority)
        Thread(target=_end_with, args=(parent, told), name="klingmock-parent", daemon=True).start()
        ready()
        _answer_until(told, server)
        return 0

    def answering() -> None:
        if ready_file is not None:
            write_ready_file(ready_file, url)
        click.echo(_greeting(url, settings, f"{about}, {many} workers"), err=True)

    try:
        Workers(many, work).run(answering=answering)
    finally:
        listener.close()
    click.echo("Stopped.", err=True)


def _end_with(parent: int, told: SimpleQueue[int]) -> None:
    """Stop at once when the parent is gone, however it went: the pipe to it ends then."""
    os.read(parent, 1)
    told.put(signal.SIGTERM)
    told.put(signal.SIGTERM)


def _spare_the_collector() -> None:
    """Keep the garbage collector from looking at what was made at the start and stays: it costs every call."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_MADE_BEFORE_A_LOOK)


def _greeting(url: str, settings: Settings, about: str) -> str:
    # An accepted key is a secret that would end up in a log.
    key = "YOUR_KEY" if settings.keys else "sk-test"
    scenario = f"scenario {settings.scenario}, " if settings.scenario else ""
    recording = (
        f"It forwards the gateway's routes to {settings.record_from}, which may cost money, and records them.\n"
        if settings.record_from
        else ""
    )
    return (
        f"klingmock listens on {url} ({scenario}clock {settings.clock}, seed {settings.seed}, {about}).\n"
        f"{recording}Look at it: {url}/_mock/\n"
        f"Try it:\n\n{single_call(FIRST_REQUEST, url, key=key)}\n\nCtrl-C stops it."
    )

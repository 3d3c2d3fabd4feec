"""``klingmock demo``: run one generation from creation to callback, and tell the story."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from signal import SIGINT, SIGTERM
from typing import Any

import click

from mockserver.cli.callback_receiver import CallbackReceiver
from mockserver.cli.first_request import FIRST_REQUEST
from mockserver.cli.output import format_option, write_json
from mockserver.cli.receipt import receipt
from mockserver.cli.told import told_by, wait_until_told
from mockserver.client import Answer, Client, fetch
from mockserver.serving import RunningServer, running
from mockserver.settings import Settings
from validator import Readings, quote

__all__ = ["demo"]

_OUR_FAULT = 3
_KEY = "sk-demo"
_CALLBACK = "https://your-domain.com/webhooks/kling"
_REQUEST = {**FIRST_REQUEST, "callback_url": _CALLBACK}


class _UntrueError(Exception):
    """Something that the story claims is not so."""


@click.command()
@click.option("--keep", is_flag=True, help="Keep the server running afterwards, until Ctrl-C.")
@format_option()
@click.pass_context
def demo(context: click.Context, form: str, *, keep: bool) -> None:
    """
    Run one generation from creation to callback, and tell the story.

    O3 image to video with sound at 1080p, over real HTTP, on a clock that is moved by hand. What it
    tells has been checked: it exits with 3 if anything is off.
    """
    lines: list[dict[str, str]] = []

    def tell(at: str, said: str) -> None:
        lines.append({"at": at, "said": said})
        if form == "text":
            click.echo(f"{at:<19}  {said}")

    with CallbackReceiver() as receiver:
        settings = Settings.from_strings(
            {
                "port": "0",
                "clock": "manual",
                "lifecycle": "after:3m",
                "callback_route": f"https://your-domain.com={receiver.url}",
            }
        )
        with running(settings) as server:
            try:
                _Story(server, receiver, tell).run()
            except _UntrueError as error:
                click.echo(f"The demo found its own story untrue: {error}. Please report it.", err=True)
                context.exit(_OUR_FAULT)
            if form == "json":
                write_json(lines)
            if keep:
                _stay(server)


class _Story:
    def __init__(self, server: RunningServer, receiver: CallbackReceiver, tell: Callable[[str, str], None]) -> None:
        self.url = server.url
        self.receiver = receiver
        self.control = Client(server.url, api_key=_KEY)
        self._tell = tell
        self.price = quote(_REQUEST)

    def run(self) -> None:
        """Tell everything, in order."""
        task = self._create()
        self._poll(task, "pending")
        self._wait(task)
        self._finish(task)
        self._callback(task)
        self._download(task)
        self._ledger()

    def _create(self) -> str:
        self.tell(f"the mock listens on {self.url}; nothing leaves this machine")
        made = self._ask("POST", "/v1/videos/generations", _REQUEST)
        options = ", ".join(f"{key} {_REQUEST[key]}" for key in ("duration", "quality", "sound"))
        self.tell(f"POST /v1/videos/generations: {_REQUEST['model']}, {options}")
        self.tell(f"200: {made['id']} is {made['status']}")
        reserved = Decimal(str(made["usage"]["credits_reserved"]))
        _claim(reserved == self.price.credits, "the credits reserved are the price")
        self.tell(f"{reserved} credits are reserved; the receipt:")
        for line in receipt(self.price, readings=Readings.of("strict")):
            self.tell(f"  {line}")
        return str(made["id"])

    def _poll(self, task: str, status: str) -> dict[str, Any]:
        seen: dict[str, Any] = self._ask("GET", f"/v1/tasks/{task}")
        _claim(seen["status"] == status, f"the task is {status}, not {seen['status']}")
        self.tell(f"GET /v1/tasks/{task}: {seen['status']}, {seen['progress']}%")
        return seen

    def _wait(self, task: str) -> None:
        due = self.control.clock()["next_due"]
        _claim(due is not None, "something is due")
        self.control.advance("1m")
        self.tell("the clock is moved on by 1m")
        self._poll(task, "processing")
        _claim(self.receiver.received == [], "no callback comes before the end")

    def _finish(self, task: str) -> None:
        moved = self.control.run()
        _claim(moved["next_due"] is None, "nothing is left to happen")
        self.tell("the clock is moved on to the end of everything that is due")
        seen = self._poll(task, "completed")
        used = Decimal(str(seen["usage"]["credits_used"]))
        _claim(used == self.price.credits, "the credits used are the price")

    def _callback(self, task: str) -> None:
        (delivery,) = self.control.callbacks(task=task)["callbacks"]
        _claim(delivery["state"] == "delivered", "the callback is delivered")
        _claim(len(self.receiver.received) == 1, "the receiver got one callback")
        got = json.loads(self.receiver.received[0], parse_float=Decimal)
        _claim(got == self._ask("GET", f"/v1/tasks/{task}"), "callback and query say the same")
        at = _shown(delivery["attempts"][0]["at"])
        self.tell(f"the callback for {_CALLBACK} came to {self.receiver.url} at {at}: {got['status']}")

    def _download(self, task: str) -> None:
        (link,) = self._ask("GET", f"/v1/tasks/{task}")["results"]
        video = fetch(link)
        _claim(video.status == 200 and video.body[4:8] == b"ftyp", "the link gives an MP4")  # noqa: PLR2004 - OK
        self.tell(f"GET {link}: {video.headers['content-type']}, {len(video.body)} bytes")
        self.control.advance("24h")
        self.tell("the clock is moved on by 24h")
        gone = fetch(link)
        _claim(gone.status == 404, "the link has expired")  # noqa: PLR2004 - Not Found
        self.tell(f"GET the same link: {gone.status}, it has expired")

    def _ledger(self) -> None:
        ledger = self.control.ledger()
        _claim(Decimal(ledger["spent"]) == self.price.credits, "what is spent is the price")
        _claim(Decimal(ledger["reserved"]) == 0, "nothing stays reserved")
        for entry in ledger["entries"]:
            said = f"ledger: {entry['kind']:<8} {entry['amount']:>8} -> {entry['available']} free"
            self._tell(_shown(entry["at"]), f"{said}, {entry['spent']} spent")

    def tell(self, said: str) -> None:
        """Tell what happened, at the world's time."""
        self._tell(_shown(self.control.clock()["now"]), said)

    def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        headers = {"Authorization": f"Bearer {_KEY}", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        answer: Answer = fetch(f"{self.url}{path}", method=method, headers=headers, body=data)
        _claim(answer.status == 200, f"{method} {path} is answered with 200, not {answer.status}")  # noqa: PLR2004 - OK
        return json.loads(answer.body, parse_float=Decimal)


def _claim(holds: bool, what: str) -> None:  # noqa: FBT001 - reads as a sentence
    if not holds:
        raise _UntrueError(f"not so: {what}")


def _shown(instant: str) -> str:
    """Cut an instant to whole seconds, without its zone."""
    return instant[:19].replace("T", " ")


def _stay(server: RunningServer) -> None:
    told = told_by(SIGINT, SIGTERM)
    click.echo(f"{server.url} stays up for key {_KEY}; Ctrl-C stops it.", err=True)
    wait_until_told(told)

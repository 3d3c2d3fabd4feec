"""
The typed client of the control routes: world, clock, journal, callbacks, ledger and tasks of one API key.

* ClientError               the base of every error here
  - UnreachableError        nobody answers at the address
    - LateError             or not in time
  - StrangerError           somebody answers, but it is no klingmock
  - RefusedError            the server refused; carries its problem details
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPException
from typing import Any, NoReturn, Self
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

from mockserver.keepalive import Connections

__all__ = [
    "Answer",
    "Client",
    "ClientError",
    "JsonObject",
    "LateError",
    "RefusedError",
    "StrangerError",
    "UnreachableError",
    "fetch",
]

JsonObject = dict[str, Any]

_WORD = re.compile("[!-~]+")
_CONFLICT = 409
_TELLTALES = {
    "accidents": "accidents",
    "callbacks": "callbacks",
    "callbacks/wait": "callbacks",
    "calls": "calls",
    "calls.har": "log",
    "calls/verify": "met",
    "clock": "now",
    "clock/advance": "now",
    "clock/run": "now",
    "faults": "faults",
    "faults/kinds": "kinds",
    "judge": "errors",
    "ledger": "entries",
    "scenarios": "scenarios",
    "tasks": "tasks",
    "world": "id",
}
"""By what the answers of routes are known: a server that says yes to everything is a stranger all the same."""

_PATIENCE = timedelta(seconds=60)  # an advance delivers every callback before it answers


class ClientError(Exception):
    """The base of every error of the client."""


class UnreachableError(ClientError):
    """Nobody answers at the address."""


class LateError(UnreachableError):
    """Somebody listens at the address, but does not answer in time."""


class StrangerError(ClientError):
    """Somebody answers, but it is no klingmock."""


class RefusedError(ClientError):
    """The server refused; *errors* are pairs of a JSON Pointer and what is wrong there."""

    def __init__(self, status: int, title: str, detail: str, errors: tuple[tuple[str, str], ...]) -> None:
        # A detail that sums up its errors need not be followed by them.
        more = [f"{at or '(body)'}: {said}" for at, said in errors if said not in detail]
        super().__init__("; ".join([f"{status} {title}: {detail}", *more]))
        self.status = status
        self.title = title
        self.detail = detail
        self.errors = errors


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer, whatever its status; header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """Decode the body; raises ValueError when it is no JSON."""
        return json.loads(self.body)


class _NoRedirects(HTTPRedirectHandler):
    """The mock never redirects, so whoever does is somebody else."""

    def redirect_request(self, *_: Any) -> None:
        """Follow none."""


# No proxy: the mock is on this machine, whatever http_proxy says.
_OPENER = build_opener(ProxyHandler({}), _NoRedirects())


def fetch(
    url: str,
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    timeout: timedelta = _PATIENCE,
) -> Answer:
    """
    Send one HTTP request; an answer of any status is an answer.

    Raises:
        UnreachableError: Nobody answers, or the address is none.
    """
    _check_address(url)
    try:
        request = Request(url, data=body, headers=dict(headers or {}), method=method)  # noqa: S310 - checked above
        with _OPENER.open(request, timeout=timeout.total_seconds()) as answer:
            return _read(answer.status, answer.headers.items(), answer.read())
    except HTTPError as error:
        with error:
            return _read(error.code, error.headers.items(), error.read())
    except (OSError, HTTPException, ValueError) as error:
        raise _unreachable(url, error) from error


def _check_address(url: str) -> None:
    try:
        sound = urlsplit(url).scheme in {"http", "https"}
    except ValueError:
        sound = False
    if not sound:
        raise UnreachableError(f"{url} is not an http or https address")


def _unreachable(url: str, error: Exception) -> UnreachableError:
    reason = error.reason if isinstance(error, URLError) else error
    if isinstance(reason, TimeoutError):
        return LateError(f"whoever listens at {url} took too long to answer; what was asked may go on there")
    return UnreachableError(f"nobody answers at {url}: {reason}")


def _read(status: int, headers: Any, body: bytes) -> Answer:
    return Answer(status, {name.lower(): value for name, value in headers}, body)


class Client:
    """
    The control routes of the server at *url*, for the world that *api_key* selects.

    Answers are the decoded JSON objects of the server, as its ``/_mock/openapi.json`` describes them;
    money in them is text. Every method raises `ClientError`.

    Each call has a connection of its own; in a ``with``, calls share the connections that they need.
    """

    def __init__(
        self,
        url: str,
        *,
        api_key: str,
        control_token: str | None = None,
        timeout: timedelta = _PATIENCE,
    ) -> None:
        for name, value in (("API key", api_key), ("control token", control_token or "-")):
            if _WORD.fullmatch(value) is None:
                raise ClientError(f"the {name} is no word of printable ASCII, so no header can carry it")
        self.url = url.rstrip("/")
        self.api_key = api_key
        self._control_token = control_token
        self._timeout = timeout
        self._connections: Connections | None = None

    def __enter__(self) -> Self:
        self._connections = Connections(self.url, timeout=self._timeout)
        return self

    def __exit__(self, *_: object) -> None:
        if self._connections is not None:
            self._connections.close()
            self._connections = None

    def health(self) -> JsonObject:
        """Say which server it is."""
        return self._call("GET", "health")

    def clock(self) -> JsonObject:
        """Say what time it is in the world, and when something falls due next."""
        return self._call("GET", "clock")

    def advance(self, by: str) -> JsonObject:
        """Move the clock on by a span such as ``90s``; what falls due has happened when this returns."""
        return self._call("POST", "clock/advance", body={"by": by})

    def run(self) -> JsonObject:
        """Move the clock on until nothing is due."""
        return self._call("POST", "clock/run")

    def calls(self, **filters: str | int | None) -> JsonObject:
        """
        Return a page of the journal, oldest first.

        Filters are operation, status, task, rule, fault, text, after, before, since, until, order and limit.
        """
        return self._call("GET", "calls", query=filters)

    def every_call(self, **filters: str | int | None) -> Iterator[JsonObject]:
        """Yield the calls that `calls` has on all its pages."""
        following = "before" if filters.get("order") == "newest" else "after"
        return self._every("calls", self.calls, filters, following=following)

    def judge(self, request: Any, *, images: Mapping[str, Mapping[str, Any]] | None = None) -> JsonObject:
        """
        Judge and price *request* without sending it, under the readings of the world.

        Args:
            request: What would be sent to ``/v1/videos/generations``.
            images: Facts of images, by address: format, bytes, width, height.
        """
        return self._call("POST", "judge", body={"request": request} | ({} if images is None else {"images": images}))

    def form(self, model: str) -> JsonObject:
        """Return the form of a model: a control, limits, price and rules for each parameter."""
        return self._call("GET", f"contract/{quote(model, safe='')}/form")

    def har(self, **filters: str | int | None) -> JsonObject:
        """Return a page of the journal as an HTTP Archive; filters are those of `calls`."""
        return self._call("GET", "calls.har", query=filters)

    def verify(
        self,
        expect: Mapping[str, Any] | None = None,
        *,
        count: Mapping[str, int] | None = None,
        in_order: Sequence[Mapping[str, Any]] | None = None,
        after: int | None = None,
    ) -> JsonObject:
        """
        Ask whether it was called as expected; the answer's ``met`` says so, its ``nearest`` why not.

        Args:
            expect: What a call is expected to have.
            count: How many such calls: exactly, or at_least and at_most; at least one unless said.
            in_order: Instead of both: what calls are expected to have one after the other.
            after: Only calls with a higher number count.
        """
        asked = {"expect": expect, "count": count, "in_order": in_order, "after": after}
        body = {name: value for name, value in asked.items() if value is not None}
        return self._call("POST", "calls/verify", body=body)

    def callbacks(self, **filters: str | int | None) -> JsonObject:
        """Return a page of the deliveries with every attempt; filters are task, state, after and limit."""
        return self._call("GET", "callbacks", query=filters)

    def every_callback(self, **filters: str | int | None) -> Iterator[JsonObject]:
        """Yield every delivery that fits the filters of `callbacks`, in the order in which they fell due."""
        return self._every("callbacks", self.callbacks, filters)

    def callback(self, delivery: str) -> JsonObject:
        """Return one delivery with every attempt."""
        return self._call("GET", f"callbacks/{quote(delivery, safe='')}")

    def wait_for_callback(
        self,
        *,
        task: str | None = None,
        state: str | None = None,
        count: int = 1,
        within: timedelta = timedelta(seconds=10),
    ) -> JsonObject:
        """
        Wait until callbacks have come; on an auto clock the world's time runs on meanwhile.

        Args:
            task: Those of this task only.
            state: How they are to stand; delivered or recorded unless said.
            count: How many there are to be.
            within: How long to wait, in real time.

        Returns:
            ``{"callbacks": [...]}``: all deliveries that fit.

        Raises:
            RefusedError: 409: they did not come in time; its *errors* name what came nearest.
        """
        wanted: JsonObject = {"task": task, "state": state, "count": count}
        while True:
            # In rounds, so that no connection is silent for longer than this client's patience.
            round_ = min(within, self._timeout / 2)
            within -= round_
            try:
                body = wanted | {"within": f"{round_ // timedelta(microseconds=1)}us"}
                return self._call("POST", "callbacks/wait", body=body)
            except RefusedError as error:
                if error.status != _CONFLICT or within <= timedelta():
                    raise

    def redeliver(self, delivery: str) -> JsonObject:
        """Attempt a delivery once more."""
        return self._call("POST", f"callbacks/{quote(delivery, safe='')}/redeliver")

    def accidents(self, *, after: int | None = None) -> JsonObject:
        """Return the server's own failures, of every world; those with a higher number than *after*."""
        return self._call("GET", "accidents", query={"after": after})

    def faults(self) -> JsonObject:
        """Return the fault plan with how often each fault fired; ``unused`` names those that never did."""
        return self._call("GET", "faults")

    def add_faults(self, faults: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> JsonObject:
        """Add one fault or several behind those that are there: all, or none."""
        return self._call("POST", "faults", body=faults)

    def replace_faults(self, faults: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> JsonObject:
        """Put one fault or several in the place of all that are there."""
        return self._call("PUT", "faults", body=faults)

    def clear_faults(self, fault: str | None = None) -> JsonObject:
        """Take out the fault of this id, or all."""
        return self._call("DELETE", "faults" if fault is None else f"faults/{quote(fault, safe='')}")

    def fault_kinds(self) -> JsonObject:
        """Return what kinds of faults there are, each with its settings and an example."""
        return self._call("GET", "faults/kinds")

    def scenarios(self) -> JsonObject:
        """Return the scenarios that are shipped."""
        return self._call("GET", "scenarios")

    def apply_scenario(self, name: str) -> JsonObject:
        """Put the world on a scenario; returns it with the fault plan."""
        return self._call("POST", f"scenarios/{quote(name, safe='')}")

    def ledger(self, *, after: int | None = None, limit: int | None = None) -> JsonObject:
        """Return the credits, and a page of the entries that made them."""
        return self._call("GET", "ledger", query={"after": after, "limit": limit})

    def every_entry(self) -> Iterator[JsonObject]:
        """Yield every entry of the ledger."""
        return self._every("entries", self.ledger, {})

    def tasks(self, *, after: int | None = None, limit: int | None = None) -> JsonObject:
        """Return a page of the tasks with their future, oldest first."""
        return self._call("GET", "tasks", query={"after": after, "limit": limit})

    def every_task(self) -> Iterator[JsonObject]:
        """Yield every task with its future, oldest first."""
        return self._every("tasks", self.tasks, {})

    def cancel(self, task: str) -> JsonObject:
        """Cancel a task now."""
        return self._call("POST", f"tasks/{quote(task, safe='')}/cancel")

    def complete(self, task: str) -> JsonObject:
        """Complete a task now."""
        return self._call("POST", f"tasks/{quote(task, safe='')}/complete")

    def fail(self, task: str, *, code: str, message: str | None = None) -> JsonObject:
        """Let a task fail now."""
        body = {"code": code} | ({} if message is None else {"message": message})
        return self._call("POST", f"tasks/{quote(task, safe='')}/fail", body=body)

    def world(self) -> JsonObject:
        """Return the settings of the world."""
        return self._call("GET", "world")

    def change_world(self, changes: Mapping[str, Any]) -> JsonObject:
        """Change some settings: seed, clock, lifecycle, readings, balance, start."""
        return self._call("PUT", "world", body=changes)

    def reset_world(self) -> JsonObject:
        """Begin anew, as if the key had never been used."""
        return self._call("DELETE", "world")

    def metrics(self) -> str:
        """Return the counts of all worlds as Prometheus text."""
        answer = self._ask("GET", "metrics")
        if answer.status != 200:  # noqa: PLR2004 - the only success of this route
            self._understand(answer)
        return answer.body.decode("utf-8", "replace")

    def _every(
        self,
        name: str,
        read: Callable[..., JsonObject],
        query: Mapping[str, str | int | None],
        *,
        following: str = "after",
    ) -> Iterator[JsonObject]:
        page = read(**query)
        yield from page[name]
        while page["next"] is not None:
            page = read(**{**query, following: page["next"]})
            yield from page[name]

    def _call(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str | int | None] | None = None,
        body: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None,
    ) -> JsonObject:
        answer = self._ask(method, path, query=query, body=body)
        value = self._understand(answer)
        if path in _TELLTALES and _TELLTALES[path] not in value:
            self._refuse_stranger(answer)
        return value

    def _ask(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str | int | None] | None = None,
        body: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None,
    ) -> Answer:
        asked = {name: value for name, value in (query or {}).items() if value is not None}
        url = f"{self.url}/_mock/{path}" + (f"?{urlencode(asked)}" if asked else "")
        headers = {"Authorization": f"Bearer {self.api_key}"}
        if self._control_token:
            headers["X-Klingmock-Control-Token"] = self._control_token
        data = None
        if body is not None:
            headers["Content-Type"] = "application/json"
            data = json.dumps(body).encode()
        return self._send(url, method=method, headers=headers, body=data)

    def _send(self, url: str, *, method: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
        if self._connections is None:
            return fetch(url, method=method, headers=headers, body=body, timeout=self._timeout)
        try:
            return _read(*self._connections.exchange(url, method=method, headers=headers, body=body))
        except (OSError, HTTPException, ValueError) as error:
            raise _unreachable(url, error) from error

    def _understand(self, answer: Answer) -> JsonObject:
        try:
            value = answer.json()
        except (ValueError, RecursionError):
            value = None
        if not isinstance(value, dict):
            self._refuse_stranger(answer)
        if answer.status < 300:  # noqa: PLR2004 - any 2xx is success
            return value
        if not isinstance(value.get("title"), str) or not isinstance(value.get("detail"), str):
            self._refuse_stranger(answer)
        errors = tuple(
            (str(one.get("pointer", "")), str(one.get("detail", "")))
            for one in value.get("errors", ())
            if isinstance(one, dict)
        )
        raise RefusedError(answer.status, value["title"], value["detail"], errors)

    def _refuse_stranger(self, answer: Answer) -> NoReturn:
        raise StrangerError(
            f"whoever answers at {self.url} is no klingmock: it answered {answer.status} "
            f"with {answer.headers.get('content-type', 'no content type')}"
        )

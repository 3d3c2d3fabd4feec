"""Takes recordings in: reads files, removes the keys first, and keeps what is traffic of the gateway."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from mockserver.evidence.exchange import Exchange
from mockserver.evidence.parse import exchange_of, operation_of, parts_of
from mockserver.har import HarEntry, HarError, read_har, scrub
from mockserver.har.credentials import credentials, names_credential

__all__ = ["FileReport", "Intake", "take_in"]

_QUOTED = 20
_LONGEST_QUOTE = 80


@dataclass(slots=True)
class FileReport:
    """What became of the entries of one file; *problems* quotes the first that could not be read, by number."""

    file: str
    entries: int = 0
    used: int = 0
    unreadable: int = 0
    problems: list[tuple[int, str]] = field(default_factory=list)

    @property
    def ignored(self) -> int:
        """How many were not the gateway's."""
        return self.entries - self.used - self.unreadable


@dataclass(slots=True)
class Intake:
    """What was taken in."""

    exchanges: list[Exchange] = field(default_factory=list)
    files: list[FileReport] = field(default_factory=list)


def take_in(
    files: Collection[Path], *, hosts: Collection[str] = (), cleaned: Callable[[dict[str, Any]], object] | None = None
) -> Intake:
    """
    Read *files*, and keep the exchanges of the gateway.

    Args:
        files: HTTP Archives.
        hosts: Those of the gateway; none for every host that is asked for the gateway's routes.
        cleaned: Is handed each entry that could be read, without its keys.

    Raises:
        HarError: A file cannot be used as a whole.
    """
    intake = Intake()
    wanted = {host.lower() for host in hosts}
    for file in files:
        report = FileReport(str(file))
        intake.files.append(report)
        intake.exchanges += _of_gateway(read_har(file), report, wanted, cleaned or _drop)
    return intake


def _drop(_: dict[str, Any]) -> None:
    """Nobody wants it."""


def _of_gateway(
    entries: Sequence[HarEntry],
    report: FileReport,
    hosts: Collection[str],
    cleaned: Callable[[dict[str, Any]], object],
) -> Iterator[Exchange]:
    """Yield what is the gateway's, entry by entry, so that a large file is never held as values."""
    report.entries = len(entries)
    known, spoken_to = _look_through(entries)
    links: dict[str, str] = {}
    hooks: dict[str, str] = {}
    for one in entries:
        try:
            value = one.read()
            entry, caller = scrub(value, known=known), _caller(value)
            cleaned(entry)
            exchange = exchange_of(
                entry,
                file=report.file,
                number=one.number,
                caller=caller,
                hosts=hosts or spoken_to,
                links=links,
                hooks=hooks,
            )
        except HarError as error:
            _note(report, one.number, str(error), scrub({"text": one.text()}, known=known)["text"])
            continue
        except RecursionError:
            _note(report, one.number, "it is nested too deep", "")
            continue
        if exchange is not None:
            report.used += 1
            links |= _links(exchange)
            hooks |= _hooks(exchange)
            yield exchange


def _look_through(entries: Sequence[HarEntry]) -> tuple[dict[str, None], set[str]]:
    """Return the keys that are to be removed from all entries, and the hosts that have the gateway's routes."""
    known: dict[str, None] = {}
    hosts: set[str] = set()
    for one in entries:
        try:
            entry = one.read()
        except HarError:
            known |= dict.fromkeys(credentials(one.text()))
        else:
            known |= dict.fromkeys(_lasting(entry))
            hosts |= set(_hosts(entry))
    return known, hosts


def _hosts(entry: dict[str, Any]) -> Iterator[str]:
    method, url = parts_of(entry)
    try:
        address = urlsplit(url)
        host = address.hostname or ""
    except ValueError:
        return
    if operation_of(method, address.path)[0]:
        yield host.lower()


def _links(exchange: Exchange) -> dict[str, str]:
    """Find the addresses where results are."""
    results = exchange.shown.get("results") if exchange.operation == "query" else None
    task_id = exchange.task_id
    return {link: task_id for link in results if isinstance(link, str)} if isinstance(results, list) else {}


def _hooks(exchange: Exchange) -> dict[str, str]:
    request = exchange.request if exchange.operation == "create" else None
    hook = request.get("callback_url") if isinstance(request, dict) else None
    return {hook: ""} if isinstance(hook, str) else {}


def _lasting(entry: dict[str, Any]) -> Iterator[str]:
    """Yield the keys of the headers, which other entries may repeat."""
    for side in ("request", "response"):
        part = entry.get(side)
        headers = part.get("headers") if isinstance(part, dict) else None
        for header in headers if isinstance(headers, list) else ():
            if isinstance(header, dict) and isinstance(header.get("name"), str) and names_credential(header["name"]):
                yield from credentials([header])


def _caller(entry: dict[str, Any]) -> str | None:
    """Tell callers apart by their keys, from which this cannot be read back."""
    request = entry.get("request")
    headers = request.get("headers") if isinstance(request, dict) else None
    for header in headers if isinstance(headers, list) else ():
        if isinstance(header, dict) and str(header.get("name")).lower() == "authorization":
            return sha256(str(header.get("value")).encode("utf-8", "surrogatepass")).hexdigest()[:_QUOTED]
    return None


def _note(report: FileReport, number: int, problem: str, quoted: str) -> None:
    report.unreadable += 1
    if len(report.problems) < _QUOTED:
        shown = quoted if len(quoted) <= _LONGEST_QUOTE else quoted[:_LONGEST_QUOTE] + "..."
        report.problems.append((number, f"{problem}: {shown!r}" if shown else problem))

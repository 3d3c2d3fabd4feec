"""Reads what a server said with h11, a parser that shares nothing with ours, and says what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator

import h11

from fuzz.visit import Heard, Visit

__all__ = ["problems"]

_BROKEN = 500
_REFUSALS = {501: "a method or coding that is unknown", 505: "a version that is unknown"}
"""What a server may say of a request that is not its fault, though the number begins with a five."""
_TRACE = b"Traceback (most recent call last)"
_EXAMPLE = 120


class _BadAnswerError(Exception):
    """It is no HTTP."""


def problems(visit: Visit, heard: Heard) -> Iterator[str]:
    """Yield what is wrong with what was *heard* on *visit*."""
    sent = visit.sent
    if _TRACE in heard.data:
        yield f"a traceback in an answer: {heard.data[-_EXAMPLE:]!r}"
    if heard.ended == "never":
        yield "the connection never ended, though nothing more was sent"
    try:
        statuses = _statuses(heard, "HEAD" if sent.startswith(b"HEAD ") else "GET", unsure=b"HEAD " in sent)
    except _BadAnswerError as error:
        yield f"no HTTP: {error}"
        return
    for status in statuses:
        if status >= _BROKEN and (visit.sure is not None or status not in _REFUSALS):
            yield f"the status {status}"
    if visit.ending != "finish" or heard.ended != "end":
        return
    if visit.sure is not None and len(statuses) != visit.sure:
        yield f"{len(statuses)} answers to {visit.sure} good requests"
    if not statuses and sent.strip(b"\r\n"):
        yield "no answer at all"


def _statuses(heard: Heard, first: str, *, unsure: bool) -> list[int]:
    """Return the status of each answer; where an answer may be one to HEAD, either way must lead through."""
    other = "GET" if first == "HEAD" else "HEAD"
    ways: list[tuple[int, list[int], str]] = [(0, [], one) for one in ((first, other) if unsure else (first,))]
    wrong = ""
    while ways:
        at, statuses, method = ways.pop()
        if at == len(heard.data):
            return statuses
        try:
            status, after = _one(heard, at, method)
        except _BadAnswerError as error:
            wrong = wrong or str(error)
            continue
        if after is None:
            return [*statuses, status]
        nexts = ("HEAD", "GET") if unsure else ("GET",)
        ways += [(after, [*statuses, status], another) for another in nexts]
    raise _BadAnswerError(wrong)


def _one(heard: Heard, at: int, method: str) -> tuple[int, int | None]:
    """Read one answer to *method*; return its status and its end, None if that is not there and need not be."""
    client = h11.Connection(h11.CLIENT, max_incomplete_event_size=1_048_576)
    client.send(h11.Request(method=method, target="/", headers=[("Host", "x")]))
    client.send(h11.EndOfMessage())
    status = 0
    try:
        client.receive_data(heard.data[at:])
        while True:
            event = client.next_event()
            if isinstance(event, h11.Response):
                status = event.status_code
            elif isinstance(event, h11.EndOfMessage):
                rest, _ = client.trailing_data
                return status, len(heard.data) - len(rest)
            elif event is h11.NEED_DATA:
                if heard.ended != "end":
                    return status, None
                client.receive_data(b"")
            elif isinstance(event, h11.ConnectionClosed):
                raise _BadAnswerError("the connection was closed in place of an answer")
    except h11.RemoteProtocolError as error:
        raise _BadAnswerError(f"{error}: {heard.data[at : at + _EXAMPLE]!r}") from None

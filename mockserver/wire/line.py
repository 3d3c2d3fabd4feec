"""Request lines: what is asked for, and which operation of the gateway that is."""

import re
from urllib.parse import unquote_to_bytes, urlsplit

import msgspec

from contracts import api

__all__ = ["Line", "read_line", "read_target"]

_SAFE = "A-Za-z0-9._~-"
_PLAIN = re.compile(rf"([A-Z]+) (/[/{_SAFE}]*)(?:\?([=&,%+:{_SAFE}]*))? HTTP/1\.1")


class Line(msgspec.Struct, frozen=True, gc=False):
    """
    One request line; texts are Latin-1, as WSGI has them.

    *path* is decoded, *host* is that of an absolute target, *operation* is empty when none is asked for so plainly
    that every reader agrees.
    """

    method: str
    target: str
    path: str
    query: str
    host: str = ""
    operation: str = ""
    task_id: str = ""


def read_line(line: bytes) -> Line | None:
    """
    Read the request line of a plain call of the gateway; None for everything else.

    >>> read_line(b"GET /v1/tasks/task-unified-1 HTTP/1.1").operation
    'query'
    >>> read_line(b"GET /v1/tasks/%74 HTTP/1.1")
    """
    match = _PLAIN.fullmatch(line.decode("latin-1"))
    if match is None:
        return None
    method, path, query = match.groups("")
    operation, task_id = _find(method, path)
    target = line[len(method) + 1 : -9].decode("latin-1")
    return Line(method, target, path, query, operation=operation, task_id=task_id) if operation else None


def read_target(method: str, target: str) -> Line:
    """
    Read a request target of any form, an absolute one too.

    Source:
        RFC 9112, 3.2, Request Target.

    Raises:
        ValueError: It cannot be read.
    """
    plain = read_line(f"{method} {target} HTTP/1.1".encode("latin-1"))
    if plain is not None:
        return plain
    host, rest = "", target
    if not target.startswith(("/", "*")):
        parts = urlsplit(target)
        if parts.scheme not in {"http", "https"} or not parts.netloc:
            raise ValueError("the target is neither a path nor an http address")
        host, rest = parts.netloc, target.partition("://")[2][len(parts.netloc) :]
    path, _, query = rest.partition("#")[0].partition("?")
    return Line(method, target, unquote_to_bytes(path).decode("latin-1") or "/", query, host=host)


def _find(method: str, path: str) -> tuple[str, str]:
    for pattern, wanted, operation in _ROUTES:
        match = pattern.fullmatch(path) if method == wanted else None
        if match:
            return operation, match[1] if match.re.groups else ""
    return "", ""


def _routes() -> list[tuple[re.Pattern[str], str, str]]:
    """List the routes, those without a variable part first, since they are meant where both fit."""
    routes = sorted(api().routes.values(), key=lambda route: "{" in route.path)
    return [
        (re.compile(re.sub(r"\\{\w+\\}", f"([{_SAFE}]+)", re.escape(route.path))), route.method, route.operation)
        for route in routes
    ]


_ROUTES = _routes()

"""Reads one entry of an HTTP Archive as an exchange with the gateway."""

import re
from base64 import b64decode
from collections.abc import Collection, Mapping
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import unquote, urlsplit

from contracts import api
from mockserver.core.clock import parse_instant
from mockserver.core.headers import Headers
from mockserver.evidence.exchange import Exchange
from mockserver.har import HarError

__all__ = ["exchange_of", "operation_of", "parts_of"]

_NONE: Mapping[str, str] = {}
_OURS = re.compile(r"/v1/(?:videos|tasks|credits|models)(?:/|$)")
_LONGEST_BODY = 4 * 1024 * 1024


def operation_of(method: str, path: str) -> tuple[str, str]:
    """Say which operation of the gateway is asked for, and about which task; empty when none is."""
    for pattern, wanted, operation in _routes():
        match = pattern.fullmatch(path) if method == wanted else None
        if match:
            return operation, unquote(match[1]) if match.re.groups else ""
    return "", ""


def parts_of(entry: Mapping[str, Any]) -> tuple[str, str]:
    """Return method and address of an entry; empty where it has none."""
    request = entry.get("request")
    request = request if isinstance(request, dict) else {}
    method, url = request.get("method"), request.get("url")
    return (method.upper() if isinstance(method, str) else ""), (url if isinstance(url, str) else "")


def exchange_of(  # noqa: PLR0913 - where it stands, who asked, and what tells the gateway's traffic
    entry: Mapping[str, Any],
    *,
    file: str,
    number: int,
    caller: str | None,
    hosts: Collection[str] = (),
    links: Mapping[str, str] = _NONE,
    hooks: Mapping[str, str] = _NONE,
) -> Exchange | None:
    """
    Read an entry; None when it is not the gateway's traffic.

    Args:
        entry: The entry, without its keys.
        file: Where it stands.
        number: Its number there.
        caller: Who asked.
        hosts: Those of the gateway.
        links: Addresses of results, with the task of each.
        hooks: Addresses of callbacks.

    Raises:
        HarError: It lacks what an entry must have.
    """
    method, url = parts_of(entry)
    try:
        address = urlsplit(url)
        host = (address.hostname or "").lower()
    except ValueError:
        raise HarError("its address cannot be read") from None
    if not method or not url:
        raise HarError("it has no request with a method and an address")
    operation, task_id = operation_of(method, address.path)
    if url in links and method == "GET":
        operation, task_id = "download", links[url]
    elif url in hooks and method == "POST":
        operation, task_id = "callback", ""
    elif host not in hosts or not (operation or (_OURS.match(address.path) and method != "OPTIONS")):
        return None
    request, response = _part(entry, "request"), _part(entry, "response")
    body = _bytes(request.get("postData"))
    if operation == "callback":
        task_id = _id_in(body)
    return Exchange(
        file=file,
        number=number,
        at=_instant(entry.get("startedDateTime")),
        method=method,
        url=url,
        path=address.path,
        operation=operation,
        task_id=task_id,
        headers=_headers(request),
        body=body,
        status=_status(response),
        answer_headers=_headers(response),
        answer_body=b"" if operation == "download" else _bytes(response.get("content")),
        kept=_is_kept(response.get("content")),
        caller=caller,
    )


@cache
def _routes() -> tuple[tuple[re.Pattern[str], str, str], ...]:
    # Those without a variable part first, since they are meant where both fit.
    routes = sorted(api().routes.values(), key=lambda route: "{" in route.path)
    return tuple(
        (re.compile(re.sub(r"\\{\w+\\}", "([^/]+)", re.escape(route.path))), route.method, route.operation)
        for route in routes
    )


def _part(entry: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = entry.get(name)
    if not isinstance(part, dict):
        raise HarError(f"it has no {name}")
    return part


def _status(response: Mapping[str, Any]) -> int:
    status = response.get("status")
    if isinstance(status, bool) or not isinstance(status, int):
        raise HarError("its status is no number")
    return status


def _headers(part: Mapping[str, Any]) -> Headers:
    pairs = part.get("headers")
    return Headers(
        (str(one.get("name")), str(one.get("value")))
        for one in (pairs if isinstance(pairs, list) else ())
        if isinstance(one, dict)
    )


def _bytes(content: object) -> bytes:
    text = content.get("text") if isinstance(content, dict) else None
    if not isinstance(content, dict) or not isinstance(text, str) or len(text) > _LONGEST_BODY:
        return b""
    if "base64" in (content.get("encoding"), content.get("_encoding")):
        try:
            return b64decode(text)
        except ValueError:
            raise HarError("a body that is called base64 is none") from None
    return text.encode("utf-8", "surrogatepass")


def _is_kept(content: object) -> bool:
    """Whether a recording has the body: browsers can leave it out, and then it was not empty."""
    if not isinstance(content, dict):
        return False
    text = content.get("text")
    return content.get("size") == 0 if text is None else isinstance(text, str) and len(text) <= _LONGEST_BODY


def _instant(value: object) -> datetime | None:
    try:
        return parse_instant(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _id_in(body: bytes) -> str:
    match = re.search(rb'"id"\s*:\s*"([^"\\]{1,200})"', body)
    return match[1].decode("utf-8", "replace") if match else ""

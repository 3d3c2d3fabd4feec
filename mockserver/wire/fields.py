"""Header fields: what they say about the request that they are part of."""

import re
from collections.abc import Sequence

import msgspec

from mockserver.core.headers import Headers
from mockserver.wire.refusal import RefusedError

__all__ = ["Fields", "read_fields"]

_PLAIN_HOST = re.compile(r"(?:[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})*|\[[0-9a-f]*:[0-9a-f.:]+\])(?::([1-9][0-9]{0,4}))?")
_LAST_PORT = 65_535
_IMPLIED_PORT = 80
_DIGITS = re.compile(r"[0-9]{1,18}")


class Fields(msgspec.Struct, frozen=True, gc=False):
    """
    The header fields of one request, understood.

    *length* is the declared one of the body, 0 when none was. *last* ones end the connection. *plain* ones mean the
    same to every reader: none comes twice, and the host is a name or an address and perhaps a port.
    """

    headers: Headers
    host: str
    length: int = 0
    chunked: bool = False
    expects: bool = False
    last: bool = False
    plain: bool = False


def read_fields(pairs: Sequence[tuple[str, str]], *, version: str) -> Fields:
    """
    Understand header fields; *version* is that of HTTP.

    Raises:
        RefusedError: They contradict each other, or ask for what nobody here can do.

    Source:
        RFC 9112, 3.2 (Host), 6.1 (Transfer-Encoding), 6.3 (body length), 9.3 (close); RFC 9110, 10.1.1 (Expect).
    """
    names = [name.lower() for name, _ in pairs]
    headers = Headers(pairs)
    host = headers.get("host")
    if names.count("host") > 1:
        raise RefusedError(400, "the header Host is there more than once; send it once")
    if host is None and version == "1.1":
        raise RefusedError(400, "the header Host is missing, which HTTP/1.1 demands")
    chunked = _chunked(headers.get("transfer-encoding"), version=version)
    return Fields(
        headers,
        host or "",
        length=_length(headers.get("content-length")),
        chunked=chunked,
        expects=_expects(headers.get("expect"), version=version),
        last=any(name == "connection" and _asks_to_close(value) for name, (_, value) in zip(names, pairs, strict=True)),
        plain=len(set(names)) == len(names) and _is_plain_host(host),
    )


def _chunked(coding: str | None, *, version: str) -> bool:
    if coding is None:
        return False
    if version != "1.1":
        raise RefusedError(400, "Transfer-Encoding does not exist in HTTP/1.0")
    if coding.lower() != "chunked":
        raise RefusedError(
            501, f"the transfer encoding {coding[:64]!r} is unknown here; send chunked, or Content-Length"
        )
    return True


def _length(text: str | None) -> int:
    if text is None:
        return 0
    if _DIGITS.fullmatch(text) is None:
        raise RefusedError(400, f"Content-Length {text[:64]!r} is no number of bytes")
    return int(text)


def _expects(text: str | None, *, version: str) -> bool:
    if not text or version != "1.1":
        return False
    if text.lower() != "100-continue":
        raise RefusedError(417, f"the expectation {text[:64]!r} is unknown here; only 100-continue is")
    return True


def _asks_to_close(connection: str) -> bool:
    return "close" in (option.strip().lower() for option in connection.split(","))


def _is_plain_host(host: str | None) -> bool:
    match = _PLAIN_HOST.fullmatch(host or "")
    port = int(match[1] or 0) if match else _IMPLIED_PORT
    return port <= _LAST_PORT and port != _IMPLIED_PORT

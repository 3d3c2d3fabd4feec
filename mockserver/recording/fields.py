"""Which header fields go through a proxy."""

from collections.abc import Iterable, Iterator

__all__ = ["VIA", "end_to_end"]

VIA = "1.1 klingmock-recording"
"""How this server names itself to those behind it (RFC 9110, 7.6.3)."""

_HOP_BY_HOP = {
    "connection",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
}

_Pairs = Iterable[tuple[str, str]]


def end_to_end(pairs: _Pairs, *, without: Iterable[str] = ()) -> Iterator[tuple[str, str]]:
    """
    Yield the fields that are not for one connection only, and not in *without*, which is in lower case.

    Source:
        RFC 9110, 7.6.1, Connection.
    """
    pairs = tuple(pairs)
    named = {one.strip().lower() for name, value in pairs if name.lower() == "connection" for one in value.split(",")}
    dropped = _HOP_BY_HOP | named | set(without)
    return ((name, value) for name, value in pairs if name.lower() not in dropped)

"""Web addresses: is it one, and does its host, in whatever spelling, stand for a machine of an internal network."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network
from urllib.parse import unquote

from msgspec import Struct

from validator.shown import excerpt, shown
from validator.signs import Test

__all__ = ["EXTRAORDINARY", "Internal", "WebAddress", "internal", "parse_address"]

_URL = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?P<authority>[^/?#\\]*)(?P<rest>.*)", re.DOTALL)
_BLANK = re.compile(r"[\x00-\x20\x7f-\xa0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2064\u3000\ufeff]")
_NAME = re.compile(r"(?!-)[^\x00-\x20\"#%/:<>?@\[\\\]^`{|}\x7f]{1,253}", re.DOTALL)
_DOTS = re.compile("[\u3002\uff0e\uff61]")
_UNSEEN = re.compile("[\u00ad\u034f\u180b-\u180f\ufe00-\ufe0f]")  # left out wherever a name is looked up (UTS 46)
_NUMBER = re.compile(r"0[xX][0-9a-fA-F]*|[0-9]+")
# HTTPS, a public name in lower case, no port, nothing to decode: nothing can be wrong with such an address.
_ORDINARY = re.compile(
    r"https://(?!-)(?=[a-z0-9.-]{1,253}(?:/|\Z))"
    r"(?:[a-z0-9-]++\.)+(?!(?:localhost|local|internal|localdomain|arpa)(?:/|\Z))[a-z]{2,}+(?:/[!-\[\]-~]*+)?"
).fullmatch

_LONGEST_NUMBER = 40  # characters; 2**32 has at most 32 in any radix, leading zeros apart
_LONGEST_REMEMBERED = 2048  # characters; longer addresses are parsed anew, so that memory stays bounded
_PARTS = 4
_HIGHEST_PORT = 65535

_LISTED = tuple(IPv4Network(net) for net in ("127.0.0.1/32", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))
_UNLISTED: dict[IPv4Network | IPv6Network, str] = {
    ip_network(net): why
    for net, why in {
        "127.0.0.0/8": "loopback",
        "0.0.0.0/8": "unspecified",
        "169.254.0.0/16": "link-local",
        "100.64.0.0/10": "shared inside a provider's network",
        "192.0.0.0/24": "reserved for protocols",
        "198.18.0.0/15": "reserved for benchmarks",
        "224.0.0.0/4": "multicast",
        "240.0.0.0/4": "reserved",
        "::1/128": "loopback",
        "::/128": "unspecified",
        "fe80::/10": "link-local",
        "fc00::/7": "unique-local",
        "fec0::/10": "site-local",
        "ff00::/8": "multicast",
        "64:ff9b:1::/48": "a local translation of IPv4",
    }.items()
}
_NAT64 = IPv6Network("64:ff9b::/96")
_COMPATIBLE = IPv6Network("::/96")
_LOCAL_NAMES = ("localhost", "local", "internal", "home.arpa", "localdomain")


EXTRAORDINARY = Test({str: lambda url: _ORDINARY(url) is None}, others=True)
"""The test for a value that needs a closer look: anything but an HTTPS address of plain public spelling."""


class WebAddress(Struct, frozen=True):
    """A web address in parts; `host` is lower-case, without port or brackets; `problem` says why it is none."""

    scheme: str
    host: str
    problem: str | None = None


class Internal(Struct, frozen=True):
    """Why a host is internal; `listed` when the documentation lists its range by name."""

    why: str
    listed: bool


def parse_address(url: str) -> WebAddress:
    r"""
    Take *url* apart as a browser or a careless client would: backslashes, user names, percent signs, wide digits.

    >>> parse_address("https://user@EXAMPLE.com:8443\\x").host
    'example.com'
    >>> parse_address("https://").problem
    'names no host'
    """
    return _parsed(url) if len(url) <= _LONGEST_REMEMBERED else _parse(url)


def _parse(url: str) -> WebAddress:
    match = _URL.fullmatch(url)
    if match is None:
        return WebAddress("", "", "is no absolute address such as https://example.com/path")
    scheme = match["scheme"].lower()
    if _BLANK.search(url):
        return WebAddress(scheme, "", "contains a blank or control character")
    host, problem = _host(match["authority"].rpartition("@")[2])
    return WebAddress(scheme, host, problem)


_parsed = lru_cache(maxsize=4096)(_parse)


def _host(authority: str) -> tuple[str, str | None]:
    if authority.startswith("["):
        inner, bracket, tail = authority[1:].partition("]")
        host, port = inner.partition("%")[0], tail.removeprefix(":")
        if not bracket or (tail and not tail.startswith(":")) or not _is_ipv6(host):
            return "", "names no valid IPv6 host"
    else:
        host, _, port = authority.partition(":")
        host = unicodedata.normalize("NFKC", _DOTS.sub(".", _UNSEEN.sub("", unquote(host)))).lower()
        host = _DOTS.sub(".", host).removesuffix(".")
        if not host:
            return "", "names no host"
        if not _NAME.fullmatch(host) or ".." in host or host.startswith("."):
            return "", f"has no valid host: {shown(host)}"
        if _is_number(host.rpartition(".")[2]) and _ipv4(host) is None:
            return "", f"has no valid IPv4 host: {shown(host)}"
    if port and not (
        port.isascii() and port.isdigit() and len(port) <= len(str(_HIGHEST_PORT)) and int(port) <= _HIGHEST_PORT
    ):
        return "", f"has no valid port: {shown(port)}"
    return host, None


@lru_cache(maxsize=4096)
def internal(host: str) -> Internal | None:
    """
    Say whether *host*, as `parse_address` gives it, belongs to an internal network; None when it is public.

    >>> internal("0x7f.1"), internal("example.com")
    (Internal(why='127.0.0.1 is internal', listed=True), None)
    """
    if ":" in host:
        return _internal_ipv6(IPv6Address(host))
    address = _ipv4(host)
    if address is not None:
        return _internal_ipv4(address)
    for name in _LOCAL_NAMES:
        if host == name or host.endswith("." + name):
            return Internal(f"names under {name} never leave the local network", listed=False)
    if "." not in host:
        return Internal(f"{excerpt(host)} has no dot, so it is a name of a local network", listed=False)
    return None


def _internal_ipv4(address: IPv4Address) -> Internal | None:
    if any(address in net for net in _LISTED):
        return Internal(f"{address} is internal", listed=True)
    for net, why in _UNLISTED.items():
        if isinstance(net, IPv4Network) and address in net:
            return Internal(f"{address} is {why}", listed=False)
    return None


def _internal_ipv6(address: IPv6Address) -> Internal | None:
    for net, why in _UNLISTED.items():
        if isinstance(net, IPv6Network) and address in net:
            return Internal(f"{address} is {why}", listed=False)
    inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
    if address in _NAT64 or address in _COMPATIBLE:
        inner = IPv4Address(int(address) & 0xFFFFFFFF)
    return _internal_ipv4(inner) if inner else None


def _is_ipv6(text: str) -> bool:
    try:
        IPv6Address(text)
    except ValueError:
        return False
    return True


def _is_number(part: str) -> bool:
    return _NUMBER.fullmatch(part) is not None


def _ipv4(host: str) -> IPv4Address | None:
    """Read an IPv4 address as the C library and browsers do: one to four parts, each decimal, octal or hexadecimal."""
    parts = host.split(".")
    if len(parts) > _PARTS or not all(_is_number(part) for part in parts):
        return None
    numbers = [_part(part) for part in parts]
    if any(number is None for number in numbers):
        return None
    *firsts, last = [number or 0 for number in numbers]
    room = 256 ** (_PARTS - len(firsts))
    if any(number > 255 for number in firsts) or last >= room:  # noqa: PLR2004 - one byte
        return None
    value = last + sum(number * 256 ** (_PARTS - 1 - place) for place, number in enumerate(firsts))
    return IPv4Address(value)


def _part(text: str) -> int | None:
    digits = text.lower()
    base = 10
    if digits.startswith("0x"):
        digits, base = digits[2:] or "0", 16
    elif len(digits) > 1 and digits.startswith("0"):
        base = 8
    digits = digits.lstrip("0") or "0"
    try:
        return int(digits, base) if len(digits) <= _LONGEST_NUMBER else None
    except ValueError:
        return None

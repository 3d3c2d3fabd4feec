"""Who may use the control routes: this machine's callers, not pages from elsewhere."""

import re
from hmac import compare_digest
from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import Request

from mockserver.core.problem import ForbiddenError
from mockserver.core.routes import is_loopback
from mockserver.settings import Settings

__all__ = ["CONTROL_HEADER", "check_control_token", "check_origin", "is_control_token"]

CONTROL_HEADER = "X-Klingmock-Control-Token"

_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^\s\[\]@/?#:]+)(:[0-9]{1,5})?")
"""A name or an address, perhaps with a port (RFC 9110, 7.2): nothing that one reader reads otherwise than another."""


def check_control_token(request: Request, settings: Settings) -> None:
    """
    Let in only who knows the control token, where one is set.

    Raises:
        ForbiddenError: It is missing or wrong.
    """
    if not is_control_token(request.headers.get(CONTROL_HEADER, ""), settings):
        raise ForbiddenError(f"the header {CONTROL_HEADER} is missing, or not what the server was started with")


def is_control_token(given: str, settings: Settings) -> bool:
    """Whether *given* is the control token, compared in constant time; anything is where none is set."""
    wanted = settings.control_token
    return not wanted or compare_digest(given.encode("utf-8", "surrogatepass"), wanted.encode())


def check_origin(request: Request, settings: Settings) -> None:
    """
    Refuse pages from elsewhere, which a browser on this machine may have been led to.

    A name that was made to point here (DNS rebinding) shows in Host; another site shows in Origin.

    Raises:
        ForbiddenError: One of them names a strange host.
    """
    sent = request.headers.get("Host", "")
    host = _host(f"//{sent}") if _HOST.fullmatch(sent) else sent
    if not _is_ours(host, settings):
        raise ForbiddenError(f"Host {host[:64]!r} is not this server; use a loopback address, or set public_url")
    origin = request.headers.get("Origin")
    if origin is not None and not _is_ours(_host(origin), settings):
        raise ForbiddenError(f"Origin {origin[:64]!r} may not use the control routes")


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").lower()
    except ValueError:
        return ""


def _is_ours(host: str, settings: Settings) -> bool:
    known = {settings.host.lower(), _host(settings.public_url or "")} - {""}
    return is_loopback(host) or host in known or _is_address(host)


def _is_address(host: str) -> bool:
    # A number cannot be made to point elsewhere, so only names can be rebound.
    try:
        ip_address(host)
    except ValueError:
        return False
    return True

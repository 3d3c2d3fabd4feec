"""Callback routes: which public callback address is delivered where on this machine."""

from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from msgspec import Struct

from mockserver.core.destination import why_not

__all__ = ["CallbackRoute", "CallbackRouteError", "CallbackRoutes", "is_loopback", "parse_route"]

_PORTS = {"http": 80, "https": 443}


class CallbackRouteError(ValueError):
    """A callback route cannot be set like this."""


class CallbackRoute(Struct, frozen=True):
    """Addresses that begin with *source* go to *target* instead; ``*`` stands for all."""

    source: str
    target: str

    def reroute(self, url: str) -> str | None:
        """Say where *url* goes by this route; None when it is none of its addresses."""
        address = urlsplit(url)
        query = f"?{address.query}" if address.query else ""
        if self.source == "*":
            return f"{self.target}{address.path}{query}"
        source = urlsplit(self.source)
        path, prefix = address.path, source.path.rstrip("/")
        if _origin(address) != _origin(source) or not f"{path}/".startswith(f"{prefix}/"):
            return None
        return f"{self.target}{path[len(prefix) :]}{query}"

    def __str__(self) -> str:
        return f"{self.source}={self.target}"


class CallbackRoutes(Struct, frozen=True):
    """Every route; the first that fits counts."""

    routes: tuple[CallbackRoute, ...] = ()

    @property
    def need_certificates(self) -> bool:
        """Whether a route leads to HTTPS on this machine, where nobody has a certificate that others trust."""
        targets = (urlsplit(route.target) for route in self.routes)
        return any(target.scheme == "https" and is_loopback(target.hostname or "") for target in targets)

    def target(self, url: str) -> str | None:
        """Say where *url* is delivered; None when no route fits, so that it is only recorded."""
        for route in self.routes:
            target = route.reroute(url)
            if target is not None:
                return target
        return None


def parse_route(text: str, *, allow_remote: bool = False) -> CallbackRoute:
    """
    Read ``https://your-domain.com=http://127.0.0.1:9000``.

    Raises:
        CallbackRouteError: It is not of this form, or it leaves this machine without leave.
    """
    source, _, target = text.partition("=")
    target = target.rstrip("/")
    if source != "*":
        _check(source, text)
    _check_host(_check(target, text).hostname or "", text, remote=allow_remote)
    return CallbackRoute(source, target)


def is_loopback(host: str) -> bool:
    """Whether *host* is surely this machine: ``localhost`` or a loopback IP address."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _check_host(host: str, text: str, *, remote: bool) -> None:
    """Refuse at once what would be refused at every attempt; a name is looked up only then."""
    if is_loopback(host):
        return
    if not remote:
        raise CallbackRouteError(
            f"callback route {text!r}: {host} is not this machine. Callbacks go to a loopback address such as "
            "http://127.0.0.1:9000, unless remote ones are allowed explicitly"
        )
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return
    why = why_not(address, remote=True)
    if why is not None:
        raise CallbackRouteError(f"callback route {text!r}: {host} is {why}; no callback is ever sent there")


def _check(url: str, text: str) -> SplitResult:
    try:
        address = urlsplit(url)
        sound = address.scheme in _PORTS and bool(address.hostname) and address.port != 0
    except ValueError:
        sound = False
    if not sound or address.query or address.fragment or address.username is not None:
        raise CallbackRouteError(
            f"callback route {text!r} must be SOURCE=TARGET with two http or https addresses, "
            "for example https://your-domain.com=http://127.0.0.1:9000"
        )
    return address


def _origin(address: SplitResult) -> tuple[str, str | None, int | None]:
    return address.scheme, address.hostname, address.port or _PORTS.get(address.scheme)

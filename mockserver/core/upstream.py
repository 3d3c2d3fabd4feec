"""The address that a recording server forwards to."""

from urllib.parse import urlsplit

from mockserver.core.routes import is_loopback

__all__ = ["UpstreamError", "read_upstream"]


class UpstreamError(ValueError):
    """Calls cannot be forwarded there."""


def read_upstream(text: str) -> str:
    """
    Read an address, and return it without a closing slash.

    Raises:
        UpstreamError: It is no http or https address, says more than scheme, host and path, or would carry keys over a
            network in the clear.

    >>> read_upstream("https://api.evolink.ai/")
    'https://api.evolink.ai'
    """
    try:
        address = urlsplit(text)
        host, _ = address.hostname, address.port
    except ValueError as error:
        raise UpstreamError(f"{text!r} cannot be read: {error}") from None
    if address.scheme not in {"http", "https"} or not host or not text.isprintable() or " " in text:
        raise UpstreamError(f"{text!r} is not an http or https address")
    if address.username is not None or "?" in text or "#" in text:
        raise UpstreamError("it is scheme, host and path only; the client's own key is passed on")
    if address.scheme == "http" and not is_loopback(host):
        raise UpstreamError(f"http://{host} would carry keys over the network in the clear; use https")
    return text.rstrip("/")

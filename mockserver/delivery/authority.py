"""A throw-away certificate authority, so that callbacks can go to HTTPS receivers on this machine."""

import ssl
from functools import cached_property
from importlib.util import find_spec
from ipaddress import ip_address
from threading import Lock

from msgspec import Struct

from mockserver.core.problem import UnavailableError

__all__ = ["Authority", "can_make_certificates"]

_NAMES = ("localhost", "127.0.0.1", "::1")
_ABSENT = "certificates are made with trustme, which is not installed: pip install 'klingmock[tls]'"


class _Made(Struct, frozen=True):
    ca_pem: bytes
    receiver_pem: bytes


class Authority:
    """Makes its certificates when they are first asked for; they die with it."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._made: _Made | None = None

    def ca_pem(self) -> bytes:
        """
        Give the authority's own certificate, which whoever checks a receiver's one must trust.

        Raises:
            UnavailableError: trustme is not installed.
        """
        return self._certificates().ca_pem

    def receiver_pem(self) -> bytes:
        """
        Give a private key and its certificate for localhost, 127.0.0.1 and ::1, for a receiver to load.

        Raises:
            UnavailableError: trustme is not installed.
        """
        return self._certificates().receiver_pem

    def context(self, address: str) -> ssl.SSLContext:
        """Trust exactly this authority on this machine, and those of the system elsewhere; check host names."""
        return self._local if ip_address(address.partition("%")[0]).is_loopback else self._remote

    @cached_property
    def _local(self) -> ssl.SSLContext:
        return ssl.create_default_context(cadata=self.ca_pem().decode())

    @cached_property
    def _remote(self) -> ssl.SSLContext:
        return ssl.create_default_context()

    def _certificates(self) -> _Made:
        with self._guard:
            if self._made is None:
                self._made = _make()
            return self._made


def can_make_certificates() -> bool:
    """Whether trustme is installed; it is not imported for that."""
    return find_spec("trustme") is not None


def _make() -> _Made:
    try:
        import trustme  # noqa: PLC0415 - an extra, and a tenth of a second
    except ImportError:
        raise UnavailableError(_ABSENT) from None
    ca = trustme.CA()
    receiver = ca.issue_cert(*_NAMES)
    return _Made(ca.cert_pem.bytes(), receiver.private_key_and_cert_chain_pem.bytes())

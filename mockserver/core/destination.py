"""
Which addresses a callback may be sent to: this machine, and others only by explicit leave.

What is judged is the address that the socket connects to, not the name: a name can be made to lead elsewhere
between two looks (DNS rebinding), and an IPv6 address can hide an IPv4 one.
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

__all__ = ["ForbiddenAddressError", "check_address", "why_not"]

_NEVER: dict[IPv4Network | IPv6Network, str] = {
    ip_network(net): why
    for net, why in {
        "0.0.0.0/8": "unspecified",
        "169.254.0.0/16": "link-local, where clouds keep their metadata",
        "100.100.100.200/32": "a metadata service",
        "168.63.129.16/32": "a metadata service",
        "192.0.0.192/32": "a metadata service",
        "224.0.0.0/4": "multicast",
        "240.0.0.0/4": "reserved or broadcast",
        "::/128": "unspecified",
        "64:ff9b:1::/48": "a local translation of IPv4",
        "fe80::/10": "link-local",
        "fec0::/10": "site-local",
        "fd00:ec2::/32": "a metadata service",
        "fd20:ce::254/128": "a metadata service",
        "ff00::/8": "multicast",
    }.items()
}
_NAT64 = IPv6Network("64:ff9b::/96")
_COMPATIBLE = IPv6Network("::/96")
_ISATAP = (0x00005EFE, 0x02005EFE)
_LAST_32 = 0xFFFFFFFF


class ForbiddenAddressError(ValueError):
    """A callback may not be sent to this address."""


def check_address(address: str, *, remote: bool) -> None:
    """
    Let a callback go to *address*, an IP address as ``getaddrinfo`` gives it.

    Args:
        address: May carry a zone, as ``fe80::1%eth0`` does.
        remote: Whether leave was given to send beyond this machine.

    Raises:
        ForbiddenAddressError: It may not go there; the message says why.
    """
    why = why_not(ip_address(address.partition("%")[0]), remote=remote)
    if why is not None:
        raise ForbiddenAddressError(f"{address} is {why}; no callback is sent there")


def why_not(address: IPv4Address | IPv6Address, *, remote: bool) -> str | None:
    """
    Say why no callback may go to *address*; None when one may.

    >>> why_not(ip_address("10.0.0.1"), remote=False), why_not(ip_address("10.0.0.1"), remote=True)
    ('not this machine', None)
    >>> why_not(ip_address("::ffff:169.254.169.254"), remote=True)
    '169.254.169.254 in another form: link-local, where clouds keep their metadata'
    """
    if _is_this_machine(address):
        return None
    for net, why in _NEVER.items():
        if address.version == net.version and address in net:
            return why
    for inner in _hidden(address):
        # A tunnel to a loopback ends on a machine that nobody named.
        hidden = "loopback" if inner.is_loopback else why_not(inner, remote=True)
        if hidden is not None:
            return f"{inner} in another form: {hidden}"
    return None if remote else "not this machine"


def _is_this_machine(address: IPv4Address | IPv6Address) -> bool:
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (mapped or address).is_loopback


def _hidden(address: IPv4Address | IPv6Address) -> tuple[IPv4Address, ...]:
    """Name the IPv4 addresses that an IPv6 one stands for: mapped, 6to4, Teredo, NAT64, compatible, ISATAP."""
    if isinstance(address, IPv4Address):
        return ()
    last = IPv4Address(int(address) & _LAST_32)
    spelled = address in _NAT64 or address in _COMPATIBLE or int(address) >> 32 & _LAST_32 in _ISATAP
    found = (address.ipv4_mapped, address.sixtofour, *(address.teredo or ()), last if spelled else None)
    return tuple(one for one in found if one is not None)

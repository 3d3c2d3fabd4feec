"""Where callbacks may go: a second opinion by bits, and the addresses by name."""

from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mockserver.core.destination import ForbiddenAddressError, check_address, why_not

V4 = st.integers(0, 2**32 - 1)
V6 = st.integers(0, 2**128 - 1)
NEVER = [
    "0.0.0.0",  # noqa: S104 - refused
    "0.1.2.3",
    "169.254.0.0",
    "169.254.169.254",
    "169.254.255.255",
    "100.100.100.200",
    "168.63.129.16",
    "192.0.0.192",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "fe80::1",
    "febf::1",
    "fec0::1",
    "fd00:ec2::254",
    "fd00:ec2::23",
    "fd20:ce::254",
    "64:ff9b:1::1",
    "ff02::1",
]
LEAVE_NEEDED = ["10.0.0.1", "192.168.1.1", "172.16.0.1", "8.8.8.8", "100.100.100.201", "fc00::1", "2001:db8::1"]
FORMS = {
    "mapped": lambda v4: 0xFFFF << 32 | v4,
    "compatible": lambda v4: v4,
    "6to4": lambda v4: 0x2002 << 112 | v4 << 80 | 1,
    "NAT64": lambda v4: 0x64FF9B << 96 | v4,
    "Teredo server": lambda v4: 0x20010000 << 96 | v4 << 64 | (0xFFFFFFFF ^ 0x08080808),
    "Teredo client": lambda v4: 0x20010000 << 96 | 0x08080808 << 64 | (0xFFFFFFFF ^ v4),
    "ISATAP": lambda v4: 0x20010DB8 << 96 | 0x5EFE << 32 | v4,
    "ISATAP, universal": lambda v4: 0x20010DB8 << 96 | 0x02005EFE << 32 | v4,
}


def loopback(v4):
    return v4 >> 24 == 127


@pytest.mark.parametrize("address", NEVER)
@pytest.mark.parametrize("remote", [False, True])
def test_here_no_callback_goes_with_or_without_leave(address, remote):
    assert why_not(ip_address(address), remote=remote)


@pytest.mark.parametrize("address", LEAVE_NEEDED)
def test_here_a_callback_goes_with_leave_only(address):
    assert why_not(ip_address(address), remote=True) is None
    assert why_not(ip_address(address), remote=False) == "not this machine"


@pytest.mark.parametrize("address", ["127.0.0.1", "127.255.255.255", "::1", "::ffff:127.0.0.1"])
@pytest.mark.parametrize("remote", [False, True])
def test_a_loopback_is_always_allowed(address, remote):
    check_address(address, remote=remote)


@given(V4)
@example(0x7F000000)
@example(0x7FFFFFFF)
@example(0x7EFFFFFF)
@example(0x80000000)
def test_without_leave_the_loopback_is_all(v4):
    assert (why_not(IPv4Address(v4), remote=False) is None) is loopback(v4)


@given(V6)
@example(1)
@example(0xFFFF_7F00_0001)
@example(0x2002_7F00_0001 << 80)
def test_without_leave_no_ipv6_address_but_two_kinds_is_allowed(v6):
    allowed = v6 == 1 or (v6 >> 32 == 0xFFFF and loopback(v6 & 0xFFFFFFFF))

    assert (why_not(IPv6Address(v6), remote=False) is None) is allowed


@given(V4, st.sampled_from(sorted(FORMS)))
@example(0x7F000001, "mapped")
@example(0x7F000001, "compatible")
@example(0x7F000001, "6to4")
@example(0x7F000001, "NAT64")
@example(0x7F000001, "Teredo server")
@example(0x7F000001, "Teredo client")
@example(0x7F000001, "ISATAP")
@example(0x7F000001, "ISATAP, universal")
@example(0xA9FEA9FE, "NAT64")
@example(0x6464_64C8, "6to4")
def test_an_address_in_another_form_is_judged_as_what_it_is(v4, form):
    plain = why_not(IPv4Address(v4), remote=True)

    hidden = why_not(IPv6Address(FORMS[form](v4)), remote=True)

    if loopback(v4):
        assert (hidden is None) is (form == "mapped")
    elif form == "compatible" and v4 <= 1:
        assert (hidden is None) is (v4 == 1)  # ::1 is the loopback itself
    else:
        assert (hidden is None) is (plain is None)


@pytest.mark.parametrize("address", ["fe80::1%eth0", "fe80::1%25", "ff02::1%2"])
def test_a_zone_hides_nothing(address):
    with pytest.raises(ForbiddenAddressError, match="no callback is sent there"):
        check_address(address, remote=True)

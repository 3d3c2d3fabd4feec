"""Which hosts are internal, whatever the spelling, and what is no address at all."""

import string
from ipaddress import IPv4Address

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from validator import check
from validator.addresses import EXTRAORDINARY, internal, parse_address

REQUEST = {"model": "kling-o3-image-to-video", "image_start": "https://example.com/a.jpg"}

IPV4 = st.integers(0, 2**32 - 1).map(IPv4Address)


def rules(url):
    return [violation.rule for violation in check({**REQUEST, "callback_url": url}).errors]


def why_internal(url):
    return internal(parse_address(url).host)


def test_an_internal_address_is_refused(internal_address):
    listed = internal_address["listed"]

    assert rules(internal_address["url"]) == [
        "o3/callback-not-internal" if listed else "o3/callback-not-internal-unlisted"
    ]


def test_a_public_address_passes(public_address):
    assert rules(public_address["url"]) == []


def test_what_is_no_address_is_no_https_address(malformed_address):
    assert rules(malformed_address["url"]) == ["o3/callback-https"]


def extraordinary(url):
    asked = EXTRAORDINARY.types[str]
    assert callable(asked)
    return asked(url)


LABELS = st.text("ab1-", min_size=1, max_size=3)
ENDINGS = st.sampled_from(("com", "local", "internal", "arpa", "localhost", "localdomain", "locals", "c", "1", "co2"))
TAILS = st.sampled_from(("", "/", "/a.jpg?x=1#y", "/@b", ":443", "/\\x", "?x", "/\n", "\n", "/%2e", "/é"))


@given(st.lists(LABELS, max_size=3), ENDINGS, TAILS)
@example(["a" * 100] * 3, "com", "")
@example(["a" * 124, "b" * 124], "com", "/")
@example(["-a"], "com", "")
def test_nothing_is_wrong_with_an_ordinary_address(labels, ending, tail):
    url = f"https://{'.'.join([*labels, ending])}{tail}"
    address = parse_address(url)
    wrong = address.problem is not None or internal(address.host) is not None

    assert not (wrong and not extraordinary(url)), url


@pytest.mark.parametrize(
    "url", ["https://example.com", "https://a-b.c1.example.org/x.jpg?y=[z]", f"https://e.com/{'x' * 3000}"]
)
def test_what_most_people_send_is_ordinary(url):
    assert not extraordinary(url)
    assert extraordinary(url.replace("https", "http"))


def spellings(ip):
    """Write one address in the forms that resolvers read."""
    number = int(ip)
    a, b, c, d = ip.packed
    return (
        str(ip),
        str(number),
        hex(number),
        f"0{number:o}",
        f"{a}.{number & 0xFFFFFF}",
        f"{a}.{b}.{number & 0xFFFF}",
        f"0x{a:x}.0{b:o}.{c}.{d}",
        f"0{a:011o}.{b}.{c}.{d}",
        f"{ip}.",
        f"[::ffff:{ip}]",
        f"[::ffff:{a:02x}{b:02x}:{c:02x}{d:02x}]",
    )


@given(IPV4)
@example(IPv4Address("10.0.0.0"))
@example(IPv4Address("10.255.255.255"))
@example(IPv4Address("9.255.255.255"))
@example(IPv4Address("11.0.0.0"))
@example(IPv4Address("172.16.0.0"))
@example(IPv4Address("172.31.255.255"))
@example(IPv4Address("192.168.255.255"))
@example(IPv4Address("127.0.0.1"))
@example(IPv4Address("127.0.0.2"))
@example(IPv4Address("8.8.8.8"))
def test_every_spelling_of_one_address_gets_the_same_answer(ip):
    answers = {why_internal(f"https://{spelling}/") for spelling in spellings(ip)}

    assert len(answers) == 1


@given(IPV4)
@example(IPv4Address("127.0.0.1"))
@example(IPv4Address("169.254.169.254"))
@example(IPv4Address("100.64.0.0"))
@example(IPv4Address("224.0.0.0"))
def test_no_address_that_the_standard_library_calls_global_is_internal_and_no_loopback_is_public(ip):
    answer = why_internal(f"https://{ip}/")

    if ip.is_global and not ip.is_multicast:
        assert answer is None
    if ip.is_loopback or ip.is_link_local or ip.is_multicast or ip.is_unspecified:
        assert answer is not None


@given(st.text(max_size=60))
@example("https://[::ffff:0:0:0:0:0:0]/")
@example("https://[%25]/")
@example("https://" + "9" * 3000 + "/")
@example("https://0x" + "f" * 3000 + "/")
@example("https://" + "a" * 254 + "/")
@example("https://\u2100/")
def test_any_text_is_taken_apart_without_an_exception(text):
    address = parse_address(text)

    assert bool(address.host) is not bool(address.problem)
    if address.host:
        internal(address.host)


@given(st.text(string.printable + "\u3002\uff10\u00df\u0130", max_size=30))
def test_any_host_is_taken_apart_without_an_exception(host):
    address = parse_address(f"https://{host}/")

    assert address.problem or internal(address.host) is not None or "." in address.host or ":" in address.host


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://EXAMPLE.com", "example.com"),
        ("https://user:pass@example.com:8443/x", "example.com"),
        ("https://a@b@example.com/", "example.com"),
        ("https://example.com\\@10.0.0.1/", "example.com"),
        ("https://example.com?@10.0.0.1/", "example.com"),
        ("https://example.com#@10.0.0.1/", "example.com"),
        ("https://[::1]:443/", "::1"),
        ("https://[fe80::1%25eth0]/", "fe80::1"),
    ],
)
def test_the_host_is_what_a_client_would_dial(url, host):
    assert parse_address(url).host == host


def test_a_very_long_address_is_read_as_a_short_one():
    long = "https://127.0.0.1/" + "x" * 5000

    assert parse_address(long).host == parse_address("https://127.0.0.1/").host


@pytest.mark.parametrize(("length", "named"), [(253, True), (254, False)])
def test_a_name_has_at_most_253_characters(length, named):
    host = ("a" * 49 + ".") * 5 + "a" * (length - 250)

    assert (parse_address(f"https://{host}/").problem is None) is named

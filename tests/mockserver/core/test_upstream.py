from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mockserver.core.upstream import UpstreamError, read_upstream

PARTS = st.sampled_from(
    (
        "https://",
        "http://",
        "ftp://",
        "example.com",
        "127.0.0.1",
        "[::1]",
        "[",
        ":",
        "443",
        "/",
        "?",
        "#",
        "@",
        "\n",
        " ",
    )
)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("https://example.com", "https://example.com"),
        ("https://example.com:8443/proxy//", "https://example.com:8443/proxy"),
        ("http://127.0.0.1:8080/", "http://127.0.0.1:8080"),
        ("http://[::1]", "http://[::1]"),
        ("http://localhost", "http://localhost"),
    ],
)
def test_an_address_is_read_without_its_closing_slash(text, read):
    assert read_upstream(text) == read


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("ftp://example.com", "not an http or https address"),
        ("https://", "not an http or https address"),
        ("https://exam\nple.com", "not an http or https address"),
        ("https://example.com/a b", "not an http or https address"),
        ("http://api.example.com", "in the clear; use https"),
        ("https://me:pw@example.com", "scheme, host and path only"),
        ("https://@example.com", "scheme, host and path only"),
        ("https://example.com/?key=1", "scheme, host and path only"),
        ("https://example.com?", "scheme, host and path only"),
        ("https://example.com/#", "scheme, host and path only"),
        ("https://[", "cannot be read"),
        ("https://example.com:port", "cannot be read"),
    ],
)
def test_an_address_that_would_leak_or_lead_nowhere_is_refused(text, said):
    with pytest.raises(UpstreamError, match=said):
        read_upstream(text)


@given(st.lists(PARTS | st.text(max_size=3), max_size=6).map("".join))
@example("https://example.com/")
def test_a_route_can_be_put_behind_whatever_is_read(text):
    try:
        read = read_upstream(text)
    except UpstreamError:
        return

    assert read_upstream(read) == read
    before, after = urlsplit(read), urlsplit(read + "/v1/tasks")
    assert (after.scheme, after.netloc, after.path) == (before.scheme, before.netloc, before.path + "/v1/tasks")

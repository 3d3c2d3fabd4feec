import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.core.routes import CallbackRouteError, CallbackRoutes, is_loopback, parse_route

LOCAL = "http://127.0.0.1:9000"


@pytest.mark.parametrize(
    ("route", "url", "target"),
    [
        ("https://a.com=" + LOCAL, "https://a.com/hook?x=1", LOCAL + "/hook?x=1"),
        ("https://a.com=" + LOCAL, "https://A.com:443/hook", LOCAL + "/hook"),
        ("https://a.com=" + LOCAL, "https://a.com", LOCAL),
        ("https://a.com/=" + LOCAL + "/", "https://a.com/x", LOCAL + "/x"),
        ("https://a.com/in=" + LOCAL + "/out", "https://a.com/in/x", LOCAL + "/out/x"),
        ("https://a.com/in=" + LOCAL, "https://a.com/in", LOCAL),
        ("*=" + LOCAL, "https://b.example/c", LOCAL + "/c"),
        ("https://a.com=http://[::1]:9", "https://a.com/c", "http://[::1]:9/c"),
        ("https://a.com/in=" + LOCAL, "https://a.com/inside", None),
        ("https://a.com=" + LOCAL, "https://a.com:444/", None),
        ("https://a.com=" + LOCAL, "http://a.com/", None),
        ("https://a.com=" + LOCAL, "https://b.com/", None),
    ],
)
def test_where_a_callback_goes(route, url, target):
    assert CallbackRoutes((parse_route(route),)).target(url) == target


def test_the_first_route_that_fits_counts():
    routes = (parse_route("https://a.com=http://127.0.0.1:1"), parse_route("*=http://127.0.0.1:2"))

    assert CallbackRoutes(routes).target("https://a.com/x") == "http://127.0.0.1:1/x"
    assert CallbackRoutes(routes).target("https://b.com/x") == "http://127.0.0.1:2/x"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "=",
        "*",
        "*=",
        "a.com=" + LOCAL,
        "https://a.com=ftp://127.0.0.1",
        "https://=" + LOCAL,
        "https://a.com?x=" + LOCAL,
        "https://u@a.com=" + LOCAL,
        "https://[=" + LOCAL,
        "*=http://127.0.0.1:0",
        "*=http://127.0.0.1:99999",
    ],
)
def test_what_is_no_route_is_refused(text):
    with pytest.raises(CallbackRouteError, match="SOURCE=TARGET"):
        parse_route(text)


@pytest.mark.parametrize("host", ["example.com", "10.0.0.1", "[2001:db8::1]", "localhost.example"])
def test_nothing_leaves_the_machine_without_leave(host):
    text = f"https://a.com=http://{host}:9000"

    with pytest.raises(CallbackRouteError, match="not this machine"):
        parse_route(text)
    assert str(parse_route(text, allow_remote=True)) == text


@pytest.mark.parametrize("host", ["0.0.0.0", "[::]", "169.254.169.254", "[fe80::1%25eth0]", "[::ffff:169.254.169.254]"])  # noqa: S104 - refused
def test_some_addresses_are_refused_with_leave_too(host):
    with pytest.raises(CallbackRouteError, match="no callback is ever sent there"):
        parse_route(f"https://a.com=http://{host}:9000", allow_remote=True)


@pytest.mark.parametrize(
    ("target", "needed"),
    [
        ("https://127.0.0.1:1", True),
        ("https://localhost", True),
        (LOCAL, False),
        ("https://example.com", False),
    ],
)
def test_certificates_are_needed_for_https_on_this_machine(target, needed):
    routes = CallbackRoutes((parse_route("https://a.com=" + LOCAL), parse_route(f"*={target}", allow_remote=True)))

    assert routes.need_certificates is needed


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.9.9.9", "::1"])
def test_these_are_this_machine(host):
    assert is_loopback(host)


@given(st.text())
def test_no_text_is_too_odd(text):
    try:
        parse_route(text)
    except CallbackRouteError as error:
        assert "callback route" in str(error)  # noqa: PT017 - most texts are refused, not all

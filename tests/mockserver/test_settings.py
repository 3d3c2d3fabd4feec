from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.core.clock import parse_instant
from mockserver.core.lifecycles import parse_lifecycle
from mockserver.settings import Settings, SettingsError


def test_everything_has_a_default():
    settings = Settings()

    assert (settings.host, settings.port, str(settings.clock)) == ("127.0.0.1", 8080, "real")
    assert Settings.from_strings({}) == settings


def test_text_becomes_values():
    settings = Settings.from_strings(
        {
            "host": "localhost",
            "port": "0",
            "clock": "scaled:60",
            "lifecycle": "after:4s",
            "seed": "7",
            "reading": ["lenient", "usd-rate=68"],
            "balance": "12.5",
            "start": "2026-02-01T00:00:00Z",
            "key": "a, b",
            "callback_route": ["https://a.com=http://127.0.0.1:1", "*=http://127.0.0.1:2"],
            "store": "memory",
            "images": "folder",
            "control_token": "t",
            "extended_errors": "no",
            "allow_remote_callbacks": "0",
            "public_url": "https://kling.test/",
        }
    )

    assert (settings.port, settings.seed, settings.balance) == (0, 7, Decimal("12.5"))
    assert settings.lifecycle == parse_lifecycle("after:4s")
    assert settings.readings.to_dict() == {"preset": "lenient", "usd-rate": "68"}
    assert settings.keys == {"a", "b"}
    assert len(settings.callback_routes.routes) == 2
    assert (settings.extended_errors, settings.public_url) == (False, "https://kling.test")
    world = settings.world
    assert (world.seed, world.start, world.clock) == (7, parse_instant("2026-02-01T00:00:00Z"), settings.clock)
    assert world.lifecycle.plan(seed=0, task_number=1).ends == timedelta(seconds=4)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("port", "65536"),
        ("port", "-1"),
        ("port", "http"),
        ("port", True),
        ("clock", "fast"),
        ("lifecycle", "soon"),
        ("seed", "1.5"),
        ("seed", "9" * 19),
        ("reading", "no-such=x"),
        ("reading", "sideways"),
        ("reading", True),
        ("balance", "much"),
        ("start", "now"),
        ("callback_route", "x"),
        ("callback_route", "*=http://example.com"),
        ("extended_errors", "perhaps"),
        ("extended_errors", ["yes"]),
        ("public_url", "kling.test"),
        ("public_url", "http://[x"),
        ("colour", "red"),
    ],
)
def test_what_is_wrong_is_named(name, value):
    with pytest.raises(SettingsError, match=f"^{name}: "):
        Settings.from_strings({name: value})


def test_every_problem_is_named_at_once():
    with pytest.raises(SettingsError, match=r"port: .*; seed: "):
        Settings.from_strings({"seed": "x", "port": "y"})


def test_remote_callbacks_need_leave():
    values = {"callback_route": "*=http://example.com", "allow_remote_callbacks": "yes"}

    routes = Settings.from_strings(values).callback_routes

    assert routes.target("https://a.com/x") == "http://example.com/x"


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.7", "example.com"])  # noqa: S104 - refused
def test_another_address_than_loopback_needs_a_control_token(host):
    with pytest.raises(SettingsError, match="control_token"):
        Settings(host=host)
    assert Settings(host=host, control_token="t").host == host  # noqa: S106 - a test's


@given(
    st.dictionaries(
        st.sampled_from(["port", "clock", "reading", "key", "callback_route", "public_url", "x"]),
        st.text() | st.booleans() | st.lists(st.text()),
    )
)
def test_no_text_is_too_odd(values):
    try:
        settings = Settings.from_strings(values)
    except SettingsError as error:
        assert str(error)  # noqa: PT017 - most texts are refused, not all
    else:
        assert isinstance(settings, Settings)

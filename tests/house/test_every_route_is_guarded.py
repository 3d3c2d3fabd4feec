"""Every route under /_mock keeps out strangers, or is open for a reason that is written here."""

import re

import pytest

from mockserver import Settings, create_app
from mockserver.web import CONTROL_ROUTES

WORD = "a control word"

# Whoever has such a link may follow it, as on the file hosts that the gateway links to; health tells nothing.
OPEN = {"health", "download", "get_image", "get_file"}
# What the sign-in page itself needs.
BEFORE_SIGNING_IN = {"page.static", "page.sign_in"}

STRANGE_HOSTS = [
    "rebound.example",
    "rebound.example:8080",
    "127.0.0.1.rebound.example",
    "localhost.rebound.example",
    "127.0.0.1@rebound.example",
    "rebound.example.",
    "localhost:80:rebound.example",
    "",
]
STRANGE_ORIGINS = ["https://elsewhere.example", "null", "http://127.0.0.1.elsewhere.example", "file://"]


@pytest.fixture(scope="module")
def guarded():
    return create_app(Settings.from_strings({"control_token": WORD}))


@pytest.fixture(scope="module")
def plain():
    return create_app(Settings())


def routes():
    """Yield the method and a path of everything under /_mock, with its endpoint."""
    app = create_app(Settings())
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/_mock"):
            path = re.sub(r"<[^>]+>", "x", rule.rule)
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield pytest.param(method, path, rule.endpoint, id=f"{method} {rule.rule}")


ROUTES = list(routes())


def open_endpoints():
    return {f"control.{name}" for name in OPEN}


def test_what_is_open_is_listed_here():
    assert {route.operation for route in CONTROL_ROUTES if route.open} == OPEN


@pytest.mark.parametrize(("method", "path", "endpoint"), ROUTES)
def test_a_name_that_was_made_to_point_here_is_refused(plain, method, path, endpoint):
    for host in STRANGE_HOSTS:
        answer = plain.test_client().open(path, method=method, headers={"Host": host})

        assert (answer.status_code in {400, 403}) or endpoint in open_endpoints(), host


@pytest.mark.parametrize(("method", "path", "endpoint"), ROUTES)
def test_a_page_from_elsewhere_is_refused(plain, method, path, endpoint):
    for origin in STRANGE_ORIGINS:
        answer = plain.test_client().open(path, method=method, headers={"Origin": origin})

        assert answer.status_code == 403 or endpoint in open_endpoints(), origin
        assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize(("method", "path", "endpoint"), ROUTES)
def test_without_the_control_token_nothing_is_told_or_done(guarded, method, path, endpoint):
    for headers in ({}, {"X-Klingmock-Control-Token": "wrong"}, {"Cookie": "klingmock-control-token=wrong"}):
        answer = guarded.test_client().open(path, method=method, headers=headers)

        if endpoint in open_endpoints() | BEFORE_SIGNING_IN:
            continue
        if endpoint.startswith("page."):
            assert answer.headers["Location"].startswith("/_mock/ui/sign-in")
        else:
            assert answer.status_code == 403


@pytest.mark.parametrize("path", ["/_mock/world", "/_mock/", "/v1/credits"])
def test_no_browser_is_told_that_it_may(plain, path):
    preflight = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "DELETE"}

    answer = plain.test_client().open(path, method="OPTIONS", headers=preflight)

    assert "Access-Control-Allow-Origin" not in answer.headers
    assert answer.status_code >= 400

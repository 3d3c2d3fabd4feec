"""The page without a browser: who is let in, what it answers, and what hostile text becomes."""

from html.parser import HTMLParser
from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

WORD = "a control tökén"


class Reading(HTMLParser):
    """What a parser of its own finds in a page: its elements, and its text."""

    def __init__(self, html):
        super().__init__()
        self.elements, self.text = [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, *sorted(name for name, _ in attrs)))

    def handle_data(self, data):
        self.text.append(data)


def view(client, path):
    return f"/_mock/ui/{client.get('/_mock/world').json['id']}/{path}"


@pytest.mark.parametrize("path", ["/_mock", "/_mock/"])
def test_the_entrance_of_a_new_server_says_how_to_begin(client, path):
    answer = client.get(path)

    assert answer.status_code == 200
    assert "curl" in answer.text


def test_with_one_world_the_entrance_leads_to_it(client):
    client.create()

    assert client.get("/_mock/").headers["Location"] == view(client, "overview")


def test_nothing_of_elsewhere_and_nothing_inline_may_run(client):
    client.create()

    for path in ("/_mock/", view(client, "overview"), view(client, "calls/1"), "/_mock/ui/x/nowhere"):
        answer = client.get(path)
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
        assert "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "path", ["none/overview", "none/events", "{world}/nowhere", "{world}/calls/x", "{world}/calls/9"]
)
def test_what_is_not_there_is_said_on_a_page(client, path):
    client.create()

    answer = client.get(f"/_mock/ui/{path.format(world=client.get('/_mock/world').json['id'])}")

    assert answer.status_code == 404
    assert answer.content_type.startswith("text/html")


def test_no_key_is_on_the_page(client):
    client.create()

    for path in ("overview", "calls", "calls/1", "worlds"):
        assert client.key not in client.get(view(client, path)).text


def test_a_page_of_elsewhere_may_do_nothing(client):
    client.create()
    worlds = view(client, "worlds")

    answer = client.post(worlds, data={"act": "reset"}, headers={"Origin": "https://elsewhere.example"})

    assert answer.status_code == 403
    assert client.get("/_mock/world").json["tasks"] == 1


def test_a_form_of_the_page_does_what_it_says(client):
    client.create()
    worlds = view(client, "worlds")

    answer = client.post(worlds, data={"act": "reset"})

    assert answer.status_code == 303
    assert client.get("/_mock/world").json["tasks"] == 0


class TestControlToken:
    @pytest.fixture
    def guarded(self, make_client):
        return make_client(control_token=WORD)

    def test_the_page_asks_for_it_and_remembers_it(self, guarded):
        refused = guarded.get("/_mock/?after=1")
        assert refused.headers["Location"] == "/_mock/ui/sign-in?to=/_mock/?after%3D1"

        wrong = guarded.post("/_mock/ui/sign-in", data={"token": "wrong"})
        right = guarded.post(refused.headers["Location"], data={"token": WORD})

        assert (wrong.status_code, right.status_code) == (403, 303)
        assert right.headers["Location"] == "/_mock/?after=1"
        assert "HttpOnly" in right.headers["Set-Cookie"]
        assert "SameSite=Strict" in right.headers["Set-Cookie"]
        assert guarded.get("/_mock/").status_code == 200

    @pytest.mark.parametrize(
        "to", ["//elsewhere.example", "https://elsewhere.example", "/_mock/\\elsewhere.example", ""]
    )
    def test_signing_in_leads_nowhere_else(self, guarded, to):
        answer = guarded.post("/_mock/ui/sign-in", query_string={"to": to}, data={"token": WORD})

        assert answer.headers["Location"] == "/_mock/"

    def test_a_cookie_opens_the_page_alone(self, guarded):
        guarded.post("/_mock/ui/sign-in", data={"token": WORD})

        assert guarded.get("/_mock/world").status_code == 403


PLAIN = "boat"
HOSTILE = st.text(st.characters(exclude_categories=["Cs"]), max_size=60) | st.sampled_from(
    [
        "<script>alert(1)</script>",
        "\u202egnp.exe",
        "\N{PARTY POPPER}" * 2500,
        "\"'><img src=x onerror=alert(1)>",
        "{{ 7*7 }}",
    ]
)


@pytest.fixture(scope="module")
def shared(make_client):
    return make_client()


@given(prompt=HOSTILE)
@example(prompt="</pre><!--")
def test_hostile_text_changes_nothing_but_text(shared, prompt):
    plain, hostile = shared.other("sk-plain"), shared.other("sk-hostile")
    for client, said in ((plain, PLAIN), (hostile, prompt)):
        client.open("DELETE", "/_mock/world")
        client.create(callback_url=f"https://your-domain.com/{quote(said)}"[:2000])
        client.generate(prompt=said, callback_url=f"https://your-domain.com/{said}"[:2000])
        client.generate(prompt=said)
        client.advance("1m")

    for path in (
        "overview",
        "calls",
        "calls/1",
        "calls/2",
        "calls/3",
        "tasks",
        "callbacks",
        "ledger",
        "faults",
        "clock",
        "worlds",
    ):
        pages = [Reading(client.get(view(client, path)).text) for client in (plain, hostile)]
        known = {(tag, attribute) for tag, *attributes in pages[0].elements for attribute in attributes}
        for tag, *attributes in pages[1].elements:
            assert tag in {*(one[0] for one in pages[0].elements), *OF_A_REFUSAL}
            assert {(tag, one) for one in attributes} <= known | {
                (tag, one) for one in ("class", "data-testid", "href")
            }


OF_A_REFUSAL = {"a", "bdi", "code", "p", "small", "span"}

"""The playground without a browser: what its document offers."""

import re
from pathlib import Path

import pytest

from contracts import load, model_names
from mockserver.page.strings import TEXTS
from mockserver.snippets import SNIPPETS

SCRIPTS = Path(__file__).parents[3] / "mockserver" / "page" / "static" / "playground"


@pytest.fixture
def document(client):
    answer = client.get("/_mock/ui/playground")
    assert answer.status_code == 200
    return answer.text


def test_it_is_there_before_anybody_has_called(client, document):
    assert client.get("/_mock/worlds").json["total"] == 0
    assert "/_mock/ui/playground" in client.get("/_mock/").text


def test_it_is_a_view_of_a_world_too(client):
    client.create()

    answer = client.get(f"/_mock/ui/{client.get('/_mock/world').json['id']}/playground")

    assert answer.status_code == 200
    assert 'aria-current="page"' in answer.text


def test_it_offers_every_model_by_name_and_title(document):
    offered = re.findall(r'<option value="([^"]+)"[^>]*>([^<]+) \(', document)

    assert sorted(offered) == sorted((model, load(model).title) for model in model_names())


def test_it_offers_every_snippet(document):
    assert re.findall(r'data-snippet="(\w+)"', document) == list(SNIPPETS)
    assert all(f"play_{name}" in TEXTS for name in SNIPPETS)


def test_every_script_that_it_imports_is_there(client):
    waiting, seen = ["main.js"], set[str]()
    while waiting:
        name = waiting.pop()
        with client.get(f"/_mock/ui/static/playground/{name}") as answer:
            assert answer.status_code == 200, name
            assert answer.content_type.startswith("text/javascript")
            waiting += set(re.findall(r'from "\./(\w+\.js)"', answer.text)) - seen
        seen.add(name)

    assert seen == {script.name for script in SCRIPTS.glob("*.js")}


def test_no_script_makes_markup_of_a_text():
    forbidden = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|\beval\(|new Function|document\.write|\.style\b")

    assert [
        script.name for script in SCRIPTS.glob("*.js") if forbidden.search(script.read_text(encoding="utf-8"))
    ] == []

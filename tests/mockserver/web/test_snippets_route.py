import pytest

from mockserver.snippets import SNIPPETS

REQUEST = {"model": "kling-o3-text-to-video", "prompt": "A paper boat."}


def test_the_route_writes_what_the_writers_write(make_client):
    client = make_client()

    answer = client.post("/_mock/snippets", json={"request": REQUEST, "url": "http://localhost:9999"}).json

    assert answer == {name: write(REQUEST, "http://localhost:9999") for name, write in SNIPPETS.items()}
    assert all("http://localhost:9999" in text and client.key not in text for text in answer.values())


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/request"),
        ({"request": 1, "url": "http://x/path"}, "/url"),
        ({"request": 1, "url": "javascript:alert(1)"}, "/url"),
        ({"request": 1, "url": "http://x'; rm"}, "/url"),
        ({"request": 1, "url": 5}, "/url"),
        ({"request": 1, "more": 5}, "/more"),
    ],
)
def test_what_is_no_request_or_no_address_is_refused(make_client, body, pointer):
    answer = make_client().post("/_mock/snippets", json=body)

    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json["errors"]] == [pointer]

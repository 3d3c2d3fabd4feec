"""The last page that the list of tasks takes is the one that it names when it refuses another."""

import pytest


@pytest.mark.parametrize(
    ("page", "status"), [("1", 200), ("1000000000", 200), ("1000000001", 400), ("0", 400), ("00000000001", 400)]
)
def test_pages_go_as_far_as_the_refusal_says(client, page, status):
    answer = client.get("/v1/tasks", query_string={"page": page})

    assert answer.status_code == status, answer.text
    if status == 400:
        assert "from 1 to 1000000000" in answer.json["error"]["message"]

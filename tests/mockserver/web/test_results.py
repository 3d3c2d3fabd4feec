"""Result links: a video, without a key, for 24 hours of the world's time."""

import pytest


@pytest.fixture
def link(client):
    task_id = client.create()
    client.advance("2s")
    return client.task(task_id)["results"][0]


def test_a_link_begins_with_the_address_that_the_client_used(client):
    task_id = client.post(
        "/v1/videos/generations",
        json={"model": "kling-o3-image-to-video", "image_start": "https://example.com/a.jpg"},
        base_url="http://127.0.0.1:9123",
    ).json["id"]
    client.advance("1m")

    assert client.task(task_id)["results"][0].startswith("http://127.0.0.1:9123/_mock/results/")


def test_a_link_begins_with_the_public_address_where_there_is_one(make_client):
    client = make_client(public_url="https://kling.test/")
    task_id = client.create()
    client.advance("1m")

    assert client.task(task_id)["results"][0].startswith("https://kling.test/_mock/results/")


def test_the_result_is_a_video_that_says_it_is_a_test_card(client, link):
    answer = client.http.get(link)

    assert (answer.status_code, answer.content_type) == (200, "video/mp4")
    assert answer.headers["Content-Length"] == str(len(answer.data))
    assert answer.data[4:8] == b"ftyp"
    assert len(answer.data) < 100_000
    assert answer.headers["X-Klingmock-Media"] == "test-card"
    assert answer.headers["Date"] == "Thu, 01 Jan 2026 00:00:02 GMT"


def test_a_part_of_it_and_a_known_copy(client, link):
    whole = client.http.get(link)

    part = client.http.get(link, headers={"Range": "bytes=4-7"})
    known = client.http.get(link, headers={"If-None-Match": whole.headers["ETag"]})
    beyond = client.http.get(link, headers={"Range": "bytes=999999-"})

    assert (part.status_code, part.data) == (206, b"ftyp")
    assert (known.status_code, known.data) == (304, b"")
    assert (beyond.status_code, beyond.content_type) == (416, "application/problem+json")


def test_the_head_of_it(client, link):
    answer = client.http.head(link)

    assert (answer.status_code, answer.data) == (200, b"")
    assert int(answer.headers["Content-Length"]) > 1000


@pytest.mark.parametrize(
    ("by", "status"), [("23h59m59s", 200), ("24h", 404), ("24h1s", 404), ("23h59m59s999999us", 200)]
)
def test_a_link_works_for_24_hours(client, link, by, status):
    client.advance(by)

    answer = client.http.get(link)

    assert answer.status_code == status
    assert status == 200 or answer.content_type == "application/problem+json"


@pytest.mark.parametrize("status", [403, 404, 410])
def test_what_an_expired_link_answers_is_a_reading(client, link, status):
    client.set(readings={"result-after-expiry": str(status)})
    client.advance("25h")

    assert client.http.get(link).status_code == status


def test_there_is_no_result_before_the_end_or_without_one(client):
    world = client.get("/_mock/world").json["id"]
    ids = [client.create(), client.create(prompt="[[fail:x]]"), client.create(prompt="[[hang]]")]
    paths = [f"/_mock/results/{world}/{one}.mp4" for one in ids]
    assert [client.http.get(path).status_code for path in paths] == [404, 404, 404]

    client.advance("1m")

    assert [client.http.get(path).status_code for path in paths] == [200, 404, 404]


def test_a_link_that_was_never_given_leads_nowhere(client, link):
    wrong = [link.replace(".mp4", ".avi"), link.replace("results/", "results/f"), link + "/x", "/_mock/results/x/y.mp4"]

    assert [client.http.get(one).status_code for one in wrong] == [404] * 4


def test_downloads_are_in_the_journal(client, link):
    client.http.get(link)

    entry = client.calls(operation="download")[0]
    assert (entry["status"], entry["task"] in link, entry["answer"]["body"]["text"]) == (200, True, "")


def test_each_task_has_a_video_of_its_own(client):
    ids = [client.create(), client.create(duration=3, sound="on", quality="1080p")]
    client.advance("1m")
    links = [client.task(one)["results"][0] for one in ids]

    videos = [client.http.get(link) for link in links]

    assert videos[0].headers["ETag"] != videos[1].headers["ETag"]
    assert [b"mp4a" in video.data for video in videos] == [False, True]
    assert client.http.get(links[0]).data == videos[0].data


def test_a_video_is_made_once_and_while_nobody_holds_the_world(client, link, monkeypatch):
    made = []

    def make(footage):
        with client.services.store.at_once(client.key) as world:
            made.append((footage, world is not None))
        return b"video"

    monkeypatch.setattr("mockserver.media.make_video", make)
    for _ in range(3):
        assert client.http.get(link).data == b"video"

    ((footage, was_free),) = made
    assert (footage.seconds, was_free) == (5, True)


def test_a_result_that_is_not_there_costs_no_video(client, link, monkeypatch):
    monkeypatch.setattr("mockserver.media.make_video", lambda _: 1 / 0)
    client.advance("25h")

    assert client.http.get(link).status_code == 404

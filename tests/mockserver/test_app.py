import struct

import pytest

from mockserver import Settings, SettingsError, create_app
from mockserver.app import services_of


def png(width, height):
    return b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + struct.pack(">II", width, height) + b"\x08\x02\x00\x00\x00"


def test_a_store_that_nobody_knows_is_refused():
    with pytest.raises(SettingsError, match="store: 'tape' is unknown; known: memory"):
        create_app(Settings(store="tape"))


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(SettingsError, match="images: "):
        create_app(Settings(images=str(tmp_path / "no")))


def test_without_settings_there_is_a_server_on_the_machines_clock():
    app = create_app()

    answer = app.test_client().get("/_mock/clock").get_json()

    assert answer["clock"] == "real"
    assert answer["now"] > "2026"
    assert list(services_of(app).accidents) == []
    services_of(app).close()


class TestImages:
    @pytest.fixture
    def client(self, make_client, tmp_path):
        (tmp_path / "good.png").write_bytes(png(512, 512))
        (tmp_path / "small.png").write_bytes(png(299, 512))
        (tmp_path / "text.jpg").write_bytes(b"no image")
        (tmp_path / "folder").mkdir()
        return make_client(images=str(tmp_path))

    def test_they_are_served(self, client):
        answer = client.http.get("/_mock/images/good.png")

        assert (answer.status_code, answer.content_type) == (200, "image/png")
        assert answer.data == png(512, 512)
        assert client.http.get("/_mock/images/text.jpg").content_type == "application/octet-stream"
        assert client.http.get("/_mock/images/folder").status_code == 404
        assert client.http.get("/_mock/images/..%2fx").status_code == 404

    @pytest.mark.parametrize(
        ("name", "status", "code"),
        [
            ("good.png", "completed", None),
            ("unknown.png", "completed", None),
            ("small.png", "failed", "invalid_parameters"),
            ("text.jpg", "failed", "image_processing_error"),
        ],
    )
    def test_a_defect_is_found_when_the_image_is_read(self, client, name, status, code):
        task_id = client.create(image_start=f"https://cdn.example.com/_mock/images/{name}")
        client.advance("1m")

        task = client.task(task_id)

        assert (task["status"], task.get("error", {}).get("code")) == (status, code)

    def test_or_at_once_by_another_reading(self, client):
        client.set(readings={"image-defects": "400"})

        answer = client.generate(image_start="http://127.0.0.1:1/_mock/images/small.png")

        assert answer.status_code == 400
        assert answer.json["error"]["violations"][0]["rule"] == "o3/image-side"

    def test_the_facts_are_known_by_any_host(self, client):
        known = services_of(client.app).images

        assert known["https://a.example/_mock/images/good.png"].width == 512
        assert sorted(known) == [f"/_mock/images/{n}" for n in ("good.png", "small.png", "text.jpg")]
        assert len(known) == 3
        for other in ("https://a.example/good.png", "/_mock/images/no.png", "http://[/_mock/images/good.png"):
            assert known.get(other) is None

"""Which images are known in a world, and for how long."""

from datetime import UTC, datetime, timedelta

import pytest

from contracts import api
from mockserver.core.files import FileRefusedError, FileShelf, StoredFile
from mockserver.core.world_images import WorldImages
from validator.media import ImageFacts

NOW = datetime(2026, 1, 1, tzinfo=UTC)
FACTS = ImageFacts("png", 9, 640, 480)
SHARED = {"/_mock/images/a.png": ImageFacts("jpeg", 9, 300, 300)}


def shelf_with(*numbers, size=9):
    shelf = FileShelf()
    for number in numbers:
        shelf.add(
            StoredFile(
                id=f"f{number}",
                number=number,
                name="a.png",
                original_name="",
                upload_path="",
                data=b"",
                facts=ImageFacts("png", size, 640, 480),
                uploaded_at=NOW,
            )
        )
    return shelf


def test_uploads_of_the_world_and_what_is_for_everybody_are_known():
    images = WorldImages("w", shelf_with(1, 2), SHARED, NOW)

    assert list(images) == ["/_mock/files/w/f1/a.png", "/_mock/files/w/f2/a.png", "/_mock/images/a.png"]
    assert len(images) == 3
    assert images["https://any.example/_mock/files/w/f2/a.png"] == FACTS
    assert images["/_mock/images/a.png"] == SHARED["/_mock/images/a.png"]


def test_even_an_empty_one_may_know_images_that_are_ordered():
    assert WorldImages("w", FileShelf(), {}, NOW)


@pytest.mark.parametrize("url", ["/_mock/files/w/f9/a.png", "/_mock/files/other/f1/a.png", "http://[", "", "a.png"])
def test_nothing_is_known_of_the_rest(url):
    with pytest.raises(KeyError):
        WorldImages("w", shelf_with(1), SHARED, NOW)[url]


def test_a_file_is_known_until_it_expires():
    later = NOW + timedelta(hours=72)

    assert WorldImages("w", shelf_with(1), {}, later - timedelta(microseconds=1)).get("/_mock/files/w/f1/a.png")
    assert WorldImages("w", shelf_with(1), {}, later).get("/_mock/files/w/f1/a.png") is None


def test_the_bytes_of_all_files_together_are_bounded():
    most = api().limits["files_bytes"].value
    shelf = shelf_with(1, size=most - 9)
    shelf.check(FACTS)

    with pytest.raises(FileRefusedError, match="no more bytes"):
        shelf.check(ImageFacts("png", 10, 640, 480))

"""What an image's first bytes say: of real files, of files cut anywhere, of anything."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from validator import ImageFacts, read_image_facts

MAGICS = (
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff",
    b"\xff\xd8\xff\xe0\x00\x04\x00\x00\xff",
    b"RIFF\x00\x00\x00\x00WEBP",
    b"RIFF\x00\x00\x00\x00WEBPVP8 ",
    b"RIFF\x00\x00\x00\x00WEBPVP8L",
    b"RIFF\x00\x00\x00\x00WEBPVP8X",
    b"GIF87a",
    b"GIF89a",
)
UNKNOWN = ("unknown", None, None)


def read(data):
    facts = read_image_facts(data)
    return facts.format, facts.width, facts.height


def data_of(image_file):
    return bytes.fromhex(image_file["hex"])


def test_a_file_is_known_by_its_header(image_file):
    data = data_of(image_file)
    expected = ImageFacts(image_file["format"], len(data), image_file["width"], image_file["height"])

    assert read_image_facts(data) == expected


def cuts(data, needed):
    """Cut a short file at every byte, a long one around all that matters."""
    whole = len(data) + 1
    return range(whole) if whole < 1000 else [*range(300), *range(needed - 300, min(needed + 100, whole))]


def test_a_file_cut_at_any_byte_is_known_as_soon_as_its_header_is_there(image_file):
    data = data_of(image_file)
    needed = image_file.get("header_bytes", len(data) + 1)
    known = (image_file["format"], image_file["width"], image_file["height"])

    assert [at for at in cuts(data, needed) if read(data[:at]) != (known if at >= needed else UNKNOWN)] == []


def test_the_rest_of_a_file_does_not_matter(image_file):
    data = data_of(image_file)
    needed = image_file.get("header_bytes")
    if needed is not None:
        assert read(data[:needed] + b"\xff" * 100) == read(data)


@given(st.binary(max_size=200))
@example(b"")
@example(b"\xff\xd8\xff" + b"\xff" * 100)
@example(b"\xff\xd8" + b"\xff\xd0" * 50)
@example(b"\xff\xd8\xff\xe0\x00\x00" * 20)
def test_any_bytes_are_read_without_an_exception(data):
    for begin in (b"", *MAGICS):
        facts = read_image_facts(begin + data)
        assert facts.bytes == len(begin + data)
        assert (facts.format == "unknown") is (facts.width is None) is (facts.height is None)
        assert min(facts.width or 1, facts.height or 1) > 0


def test_the_size_of_the_whole_file_may_be_told():
    assert read_image_facts(b"", size=10).bytes == 10
    assert read_image_facts(b"GIF89a\x01\x00\x01\x00", size=0).bytes == 0


@given(st.integers(1, 2**31 - 1), st.integers(1, 2**31 - 1))
def test_a_png_may_have_any_sides(width, height):
    data = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR" + width.to_bytes(4) + height.to_bytes(4)

    assert read(data) == ("png", width, height)


@given(st.integers(1, 2**14), st.integers(1, 2**14))
def test_a_lossless_webp_may_have_any_sides(width, height):
    bits = (width - 1) | (height - 1) << 14
    data = b"RIFF\x00\x00\x00\x00WEBPVP8L\x00\x00\x00\x00\x2f" + bits.to_bytes(4, "little")

    assert read(data) == ("webp", width, height)


@pytest.mark.parametrize("marker", sorted({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}))
def test_every_kind_of_jpeg_frame_is_a_frame(marker):
    data = b"\xff\xd8\xff" + bytes([marker]) + b"\x00\x0b\x08\x01\x00\x02\x00\x01\x01\x11\x00"

    assert read(data) == ("jpeg", 512, 256)

"""What an address says of an image is what is in its bytes, by our reader and by Pillow's."""

from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from mockserver.pictures import DEFECTS, ImageLibrary, OrderError, facts_of, paint, read_order
from mockserver.pictures.order import FORMATS, LEAST_BYTES, MOST_BYTES
from validator.images import read_image_facts
from validator.media import ImageFacts

SIDES = st.integers(1, 700)
PIL_NAMES: dict[str | None, str] = {"JPEG": "jpeg", "PNG": "png", "WEBP": "webp", "GIF": "gif"}


def order_of(name, query=""):
    order = read_order(name, query)
    assert order is not None
    return order


@st.composite
def orders(draw):
    width, height, ending = draw(SIDES), draw(SIDES), draw(st.sampled_from(sorted(FORMATS)))
    least = LEAST_BYTES + width * height // 40
    query = f"bytes={least + draw(st.integers(0, 300_000))}" if draw(st.booleans()) else ""
    able = [name for name, defect in DEFECTS.items() if FORMATS[ending] in defect.formats]
    defect = draw(st.sampled_from(["", *able]))
    if defect:
        query += f"&defect={defect}"
    return order_of(f"{width}x{height}.{ending}", query)


@settings(max_examples=80)
@given(order=orders())
def test_the_facts_of_an_address_are_those_of_its_bytes(order):
    data = paint(order)

    assert read_image_facts(data) == facts_of(order)


@settings(max_examples=60)
@given(order=orders().filter(lambda order: order.defect in {"", "wrong-extension", "animated"}))
def test_pillow_sees_the_same(order):
    data = paint(order)

    with Image.open(BytesIO(data)) as image:
        image.load()
        seen = ImageFacts(PIL_NAMES[image.format], len(data), *image.size)
        frames = getattr(image, "n_frames", 1)

    assert seen == facts_of(order)
    assert frames == (2 if order.defect == "animated" else 1)


@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "gif"])
@pytest.mark.parametrize("size", [10_485_760, 10_485_761, MOST_BYTES])
def test_it_is_as_long_as_was_asked_to_the_byte(ending, size):
    order = order_of(f"300x300.{ending}", f"bytes={size}")

    assert len(paint(order)) == size


@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "gif"])
def test_every_padding_comes_out_right(ending):
    for more in (*range(16), *range(16, 520, 9)):
        order = order_of(f"20x20.{ending}", f"bytes={LEAST_BYTES + 10 + more + 65_000}")
        assert len(paint(order)) == order.bytes


@pytest.mark.parametrize(
    ("name", "query", "said"),
    [
        ("0x5.png", "", "1 to 8192"),
        ("5x9000.png", "", "1 to 8192"),
        ("8000x8000.png", "", "at most"),
        ("5x5.bmp", "", "no format"),
        ("5x5.png", "bytes=7", "from 8192"),
        ("5x5.png", "bytes=-1", "a number"),
        ("5x5.png", "bytes=99999999", "a number"),
        ("5x5.png", "defect=x", "no defect"),
        ("5x5.jpg", "defect=animated", "no jpeg can be animated"),
        ("5x5.png", "size=5", "unknown"),
    ],
)
def test_what_cannot_be_made_is_refused(name, query, said):
    with pytest.raises(OrderError, match=said):
        read_order(name, query)

    with pytest.raises(KeyError):
        ImageLibrary({})[f"http://localhost/_mock/images/{name}?{query}"]
    assert ImageLibrary({}).fetch(f"http://localhost/_mock/images/{name}?{query}") is None


@given(st.text(max_size=20), st.text(max_size=20))
def test_no_address_is_too_odd(name, query):
    library = ImageLibrary({})
    url = f"http://localhost/_mock/images/{name}?{query}"

    facts = library.get(url)
    data = library.fetch(url)

    assert (facts is None) == (data is None)


def test_the_same_address_is_the_same_image():
    order = order_of("30x20.png")

    assert paint(order) == paint(order)
    assert paint(order) != paint(order_of("20x30.png"))

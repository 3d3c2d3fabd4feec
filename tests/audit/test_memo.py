"""What is remembered of rows that are alike is what would have been found in each."""

import json
from decimal import Decimal
from unittest.mock import Mock

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from contracts import model_names
from mockserver.audit import row as row_module
from mockserver.audit import weighing
from mockserver.audit.memo import Memo
from mockserver.audit.readers import read_line
from mockserver.audit.reconciling import explain
from mockserver.audit.row import NOTHING_BESIDE, Broken, Row
from mockserver.audit.weighing import Weigher
from mockserver.core.redaction import mask
from mockserver.strategies import broken_requests, valid_requests
from validator import Readings

STRICT = Readings.of("strict")
KNOWN = Memo(Weigher(STRICT))
"""One memory for all examples, so that later ones meet what earlier ones left."""

T2V, O3, TURBO = "kling-v3-text-to-video", "kling-o3-image-to-video", "kling-v3-turbo-text-to-video"
GRIN = "\N{GRINNING FACE}"
TEXTS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ("", "A boat.", "<<<image_1>>>", "https://example.com/a.jpg", "https://127.0.0.1/a.jpg", "on", "1080p")
    ),
    st.builds(
        lambda sign, number: sign * number,
        st.sampled_from(("x", GRIN, "\u5b57")),
        st.sampled_from((64, 65, 512, 513, 1250, 1251, 2048, 2049, 2500, 2501, 3072, 3073)),
    ),
)
NUMBERS = st.sampled_from((0, 1, True, False, 1.0, 0.0, 5, 5.0, "5", None, 10**30, 27, 27.0, "27.0", 13.5))
REQUESTS = st.sampled_from(model_names()).flatmap(
    lambda model: valid_requests(model) | broken_requests(model).map(lambda pair: pair[1])
)


BESIDE = st.none() | st.fixed_dictionaries(
    {},
    optional={
        "at": st.sampled_from(("2026-01-01T00:00:00Z", "2026-01-01T09:30:00Z", "2026-01-02", "", 1, True, [])),
        "key": st.sampled_from(("sk-a-long-one", "sk-another-two", "", 1, None)),
        "credits_used": NUMBERS,
    },
)


@st.composite
def rows(draw):
    """Return the bytes of a row, and those of one that differs in some members."""
    request = draw(REQUESTS)
    other = {
        name: draw(TEXTS) if isinstance(value, str) and name != "model" and draw(st.booleans()) else value
        for name, value in request.items()
    }
    if draw(st.booleans()):
        other[draw(st.sampled_from(("duration", "sound", "prompt", "image_start", "seed", "at")))] = draw(NUMBERS)
    names = draw(st.permutations(list(other)))
    escape = draw(st.booleans())
    return [
        json.dumps(one if beside is None else beside | {"request": one}, ensure_ascii=escape).encode()
        for one, beside in ((request, draw(BESIDE)), ({name: other[name] for name in names}, draw(BESIDE)))
    ]


def found(weighed):
    """Say all that there is to what was found on a line."""
    if weighed is None or isinstance(weighed, Broken):
        return weighed
    outcome = weighed.outcome
    return (
        *(outcome.model, outcome.credits, outcome.rules),
        *(weighed.quality, weighed.sound, weighed.used, weighed.because),
    )


def look(memo, line):
    """Return what *memo* finds on a line, alone in its block."""
    block = memo.weigh(line, first=7)
    assert [*block.lines] == [7]
    return block.broken[0] if block.broken else block.weighed[0]


def beside(memo, line):
    """Return what *memo* finds beside the request on a line."""
    return (memo.weigh(line, first=7).beside or [NOTHING_BESIDE])[0]


def expected(line):
    read = read_line(7, line)
    if read is None or isinstance(read, Broken):
        return read, NOTHING_BESIDE
    return found(Weigher(STRICT).weigh(read)), read.beside


def row(**changes):
    return json.dumps({"model": T2V, "prompt": "A boat."} | changes).encode()


@given(rows())
@example([row(duration=1), row(duration=True)])
@example([row(duration=True), row(duration=1)])
@example([row(duration=5), row(duration=5.0)])
@example([row(prompt=""), row(prompt=None)])
@example([row(prompt="x" * 2_501), row(prompt=GRIN * 2_501)])
@example([b'{"model": "%s", "model": "%s", "prompt": "a"}' % (O3.encode(), T2V.encode()), row()])
@example(
    [b'{"model": "kling-v3-text-to-video", "prompt": "a\tb"}', b'{"model": "kling-v3-text-to-video", "prompt": "\xff"}']
)
@example([row(model="unknown", quality="720p"), row(model="unknown", quality="1080p")])
@example([row() + b"{}", b" " + row() + b"\r"])
@example([b'{"request": %s, "credits_used": 27}' % row(), b'{"request": %s, "credits_used": 27.0}' % row()])
@example([b'{"request": %s, "credits_used": 1}' % row(), b'{"request": %s, "credits_used": true}' % row()])
@example(
    [b'{"request": %s, "credits_used": 27.00000000000000001}' % row(), b'{"request": %s, "credits_used": 27.0}' % row()]
)
@example([b'{"request": %s, "key": "sk-a-long-one"}' % row(), b'{"request": %s, "key": "sk-another-two"}' % row()])
@example([row(model=TURBO), row(model=TURBO, prompt="\u955c\u59341,3,a boat;\u955c\u59342,9,a tree;")])
@example([row(aspect_ratio="16:9"), row(aspect_ratio="a wide one")])
@example([row(image_start="https://example.com/a.jpg"), row(image_start="https://example.com/b.jpg")])
@example([row(model=None), row(model=None, prompt="")])
@example([b"", b"  "])
def test_a_remembered_row_is_weighed_as_if_it_were_the_first(lines):
    for line in (*lines, lines[0]):
        weighed = look(KNOWN, line)
        read = NOTHING_BESIDE if isinstance(weighed, Broken) else beside(KNOWN, line)
        assert (found(weighed), read) == expected(line)


PARTS = st.sampled_from(
    (row(), b"{}", b'{"sound":\n"on"}', b'{"request": {}}', b"{", b"}", b"[", b"\n", b"\r\n", b" ", b",", b"")
)


@given(st.lists(PARTS, max_size=12).map(b"".join))
@example(row() + b"\n" + row(duration=6) + b"\n")
@example(row() + b"\n")
@example(row().replace(b", ", b",\n") + b"\n" + row() + row())
@example(b'{"sound":\n"on"}\n{}{}\n')
@example(b'{"model_params": {}\n}\n{}{}')
@example(row() + b"\r\n" + row() + b"\r\n")
@example(b"\n" + row() + b"\n\n")
@example(row() + b"\n" + row(duration=[]) + b"\n" + row(model_params={"multi_shot": False}))
def test_each_line_of_a_block_is_a_row_of_its_own(data):
    block = KNOWN.weigh(data, first=3)
    broken = {one.line: one for one in block.broken}
    wanted = [expected(line)[0] for line in data.split(b"\n")]

    assert [*block.lines] == [*range(3, 3 + len(block.lines))]
    for line, weighed in zip(block.lines, block.weighed, strict=True):
        want = wanted.pop(0)
        if isinstance(want, Broken):
            want.line = line
            assert broken.pop(line) == want
        assert found(weighed) == (None if isinstance(want, Broken) else want)
    assert (wanted, broken) in (([], {}), ([None], {}))


@pytest.mark.parametrize(
    "others",
    [
        {"prompt": "Another one.", "image_start": "https://cdn.example.com/another.jpg"},
        {"prompt": "\u5b57" * 30},
        {"duration": 6},
        {"sound": True},
    ],
)
def test_rows_that_are_alike_share_what_was_found(others):
    memo = Memo(Weigher(STRICT))
    image = {"model": O3, "image_start": "https://example.com/a.jpg", "duration": 5}
    first, second = look(memo, row(**image)), look(memo, row(**image | others))

    assert look(memo, row(**image)) is first
    assert look(memo, row(**image | others | {"prompt": "A third."})) is second
    assert (first is second) == ("prompt" in others)


def test_rows_of_all_days_and_keys_share_what_was_found():
    memo = Memo(Weigher(STRICT))
    line = b'{"request": %s, "at": "2026-01-%s", "key": "sk-a-key-%d"}\n'
    odd = b'{"request": {"stranger": 1}, "at": "2026-01-05"}\n'
    alike = b"".join(line % (row(), at, key) for at in (b"01T00:00:00Z", b"02T23:59:59Z") for key in (1234, 5678))

    for data, shared in ((alike, 1), (odd + alike, 2), (alike + odd, 2)):
        block = memo.weigh(data, first=1)
        assert block.beside == [expected(one)[1] for one in data.splitlines()]
        assert len({id(one) for one in block.weighed}) == shared
    assert block.beside[0] == ("2026-01-01", "****1234")
    assert len(memo._known) == 1


@pytest.mark.parametrize(("preset", "alike"), [("strict", True), ("public", False)])
def test_an_explanation_is_shared_unless_another_reading_sees_more_of_a_text(preset, alike):
    """Under one reading there are no image and no image_url, which another one knows."""
    memo = Memo(Weigher(Readings.of(preset)))
    line = b'{"request": %s, "credits_used": %s}'
    request = row(model=O3, image_start="https://example.com/a.jpg")
    paid, unpaid, twice = ([look(memo, line % (request, used)) for _ in range(2)] for used in (b"27", b"0", b"54"))

    assert paid[0] is paid[1]
    assert unpaid[0] is unpaid[1]
    assert (twice[0] is twice[1]) == alike
    assert [(one[0].used, one[0].because) for one in (paid, unpaid, twice)] == [
        (Decimal(27), ""),
        (Decimal(0), "not charged"),
        (Decimal(54), "charged twice"),
    ]


def test_a_charge_is_explained_once_for_all_days_and_keys(monkeypatch):
    asking = Mock(wraps=explain)
    monkeypatch.setattr(weighing, "explain", asking)
    memo = Memo(Weigher(STRICT))
    line = b'{"request": %s, "at": "2026-01-0%d", "key": "sk-a-key-%d", "credits_used": %d}'
    found = [look(memo, line % (row(), day, key, used)) for day in (1, 2) for key in (1, 2) for used in (54, 55)]

    assert [one.because for one in found] == ["charged twice", "not explained"] * 4
    assert asking.call_count == 2


def test_memory_is_bounded():
    memo = Memo(Weigher(STRICT))
    for number in range(17_000):
        look(memo, row(duration=number))
    look(memo, row(quality="x" * 65))
    look(memo, row(duration=2**80))

    assert len(memo._known) == 17_000 - 16_384
    assert len(memo._weigher._known) <= 16_384


def test_memory_of_charges_is_bounded(monkeypatch):
    monkeypatch.setattr(weighing, "_MOST_REMEMBERED", 10)
    weigher = Weigher(STRICT)
    for used in range(2, 17):
        weigher.weigh(Row(1, json.loads(row()), used=Decimal(used)))

    assert len(weigher._known) == 5


def test_memory_of_keys_is_bounded(monkeypatch):
    known = row_module._Masked()
    monkeypatch.setattr(row_module, "_MOST_REMEMBERED", 10)
    for number in range(15):
        assert known[f"sk-a-key-{number:04}"] == mask(f"sk-a-key-{number:04}") != ""
    assert known["x" * 201] == mask("x" * 201)
    assert known[""] == ""

    assert len(known) == 6

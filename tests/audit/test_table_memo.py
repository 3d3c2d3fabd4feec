"""What is remembered of rows of a table is what would have been found in each."""

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from contracts import model_names
from mockserver.audit import table_memo
from mockserver.audit.row import Broken
from mockserver.audit.table_memo import TableMemo
from mockserver.audit.tables import Fields, Table, read_fields
from mockserver.audit.weighing import Weigher
from validator import Readings

STRICT = Readings.of("strict")
KNOWN = TableMemo(Weigher(STRICT))
"""One memory for all examples, so that later ones meet what earlier ones left."""

T2V, O3 = "kling-v3-text-to-video", "kling-o3-image-to-video"
VALUES = {
    "model": (*model_names(), "unknown", "", "5"),
    "prompt": ("A boat.", "A tree.", "7", "null", "<<<image_1>>>", *("x" * count for count in (64, 65, 2_500, 2_501))),
    "image_start": ("https://example.com/a.jpg", "https://example.com/b.jpg", "https://127.0.0.1/a.jpg", "a.jpg", ""),
    "duration": ("5", "5.0", "05", "1", "true", "", "[5]", "1e1", "x"),
    "sound": ("on", "off", "true", ""),
    "model_params.multi_shot": ("true", "false", "", "1", "{}"),
    "at": ("2026-01-01T00:00:00Z", "2026-01-01T09:30:00Z", "2026-01-02", ""),
    "key": ("sk-a-long-one", "sk-another-two", ""),
    "credits_used": ("27", "27.0", "54", "0", "1", "many", "27.00000000000000001", ""),
}  # fmt: skip
FIELDS = st.tuples(*(st.sampled_from(values) for values in VALUES.values())).map(list)
ODD = st.lists(st.sampled_from(("5", "")), max_size=12)


def found(weighed):
    """Say all that there is to what was found in a row."""
    outcome = weighed.outcome
    return (
        *(outcome.model, outcome.credits, outcome.rules),
        *(weighed.quality, weighed.sound, weighed.used, weighed.because),
    )


def near(fields):
    """Give *fields*, and as many that differ from them in one."""
    others = [
        [*fields[:place], value, *fields[place + 1 :]]
        for place, values in enumerate(VALUES.values())
        for value in values
    ]
    return [fields, *others, fields]


@given(FIELDS.map(near) | st.lists(FIELDS | ODD, max_size=8))
@example([[T2V, "A boat.", "", "5", "", "", "", "", ""], [T2V, "A boat.", "", "5", "", "", "", "", "", "more"]])
@example([[O3, "A boat.", "https://example.com/a.jpg", "5", "on", "", "", "", "54"]] * 2)
def test_a_remembered_row_is_weighed_as_if_it_were_the_first(rows):
    names = tuple(VALUES)
    read = [read_fields(names, Fields(number, fields)) for number, fields in enumerate(rows, 1)]
    alone = [
        one if isinstance(one, Broken) else (one.line, found(Weigher(STRICT).weigh(one)), one.beside) for one in read
    ]

    block = KNOWN.weigh(Table(len(rows), names, [Fields(number, fields) for number, fields in enumerate(rows, 1)]))

    assert block.broken == [one for one in alone if isinstance(one, Broken)]
    assert [*zip(block.lines, map(found, block.weighed), block.beside, strict=True)] == [
        one for one in alone if not isinstance(one, Broken)
    ]


def weigh(memo, names, *rows):
    return memo.weigh(Table(len(rows), names, [Fields(1, [*fields]) for fields in rows])).weighed


def test_rows_that_differ_in_ordinary_texts_and_what_stands_beside_share_what_was_found():
    first, second, other = weigh(
        TableMemo(Weigher(STRICT)),
        ("key", "model", "prompt", "at"),
        ("sk-a-long-one", T2V, "A boat.", "2026-01-01T00:00:00Z"),
        ("sk-another-two", T2V, "A tree.", "2026-01-02T23:59:59Z"),
        ("sk-another-two", T2V, "", "2026-01-02T23:59:59Z"),
    )

    assert first is second
    assert (first.outcome.credits, other.outcome.credits) == (Decimal(27), None)


def test_what_is_remembered_holds_under_the_same_names_only():
    memo = TableMemo(Weigher(STRICT))
    row = (T2V, "A boat.", "10")

    (long,) = weigh(memo, ("model", "prompt", "duration"), row)
    (charged,) = weigh(memo, ("model", "prompt", "credits_used"), row)

    assert (long.outcome.credits, long.used) == (Decimal(54), None)
    assert (charged.outcome.credits, charged.used) == (Decimal(27), Decimal(10))


@pytest.mark.parametrize(("preset", "alike"), [("strict", True), ("public", False)])
def test_an_explanation_is_shared_unless_another_reading_sees_more_of_a_text(preset, alike):
    """Under one reading there are no image and no image_url, which another one knows."""
    names = ("model", "prompt", "image_start", "credits_used")
    row = (O3, "A boat.", "https://example.com/a.jpg", "54")

    first, second = weigh(TableMemo(Weigher(Readings.of(preset))), names, row, row)

    assert (first.because, first is second) == ("charged twice", alike)


def test_memory_is_bounded(monkeypatch):
    monkeypatch.setattr(table_memo, "_MOST_REMEMBERED", 10)
    memo = TableMemo(Weigher(STRICT))

    weigh(memo, ("model", "duration"), *((T2V, str(seconds)) for seconds in range(15)), (T2V, "9" * 65))

    assert len(memo._known) == 5

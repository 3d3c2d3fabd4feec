"""Files of any kind are read entry by entry, or refused in one sentence."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.har import HarError, HarWriter, read_har

ENTRIES = [{"n": 1}, {"n": 2}, {"n": 3}]


@pytest.fixture
def file(tmp_path):
    return tmp_path / "one.har"


def values(file):
    return [entry.read() for entry in read_har(file)]


@pytest.mark.parametrize("before", [b"", b"\xef\xbb\xbf", b"\n  "])
def test_an_archive_is_read_entry_by_entry(file, before):
    file.write_bytes(before + json.dumps({"log": {"version": "1.2", "entries": ENTRIES}}).encode())

    assert values(file) == ENTRIES


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[]", b'{"log": {}}', b'{"log": {"entries": 1}}', b"\x00\xff", b"\x1f\x8b"]
)
def test_what_is_no_archive_is_refused(file, data):
    file.write_bytes(data)

    with pytest.raises(HarError, match="no HTTP Archive"):
        read_har(file)


def test_a_file_that_is_not_there_is_refused(file):
    with pytest.raises(HarError, match="No such file"):
        read_har(file)


def test_a_file_that_is_too_large_is_refused_before_it_is_read(file):
    file.write_bytes(b"x" * 100)

    with pytest.raises(HarError, match="100 bytes are more than the 99"):
        read_har(file, largest=99)


@pytest.mark.parametrize(
    ("written", "read"),
    [(r"\ud83d", "\ufffd"), (r"a\ude00b", "a\ufffdb"), (r"\ud83d\ude00", "\U0001f600"), (r"\\ud83d", r"\ud83d")],
)
def test_a_text_that_a_browser_cut_in_the_middle_of_a_sign_is_read(file, written, read):
    file.write_text(f'{{"log": {{"entries": [{{"n": "{written}"}}, {{"n": "\\udc00"}}]}}}}', encoding="utf-8")

    assert values(file) == [{"n": read}, {"n": "\ufffd"}]


@pytest.mark.parametrize("entry", ["7", "null", '"\\ud800"', "[" * 5000 + "]" * 5000])
def test_an_entry_that_cannot_be_read_leaves_the_others(file, entry):
    file.write_text(f'{{"log": {{"entries": [{{"n": 1}}, {entry}, {{"n": 3}}]}}}}', encoding="utf-8")

    try:
        found = read_har(file)
    except HarError:
        return  # nested deeper than any parser goes
    assert (found[0].read(), found[2].read()) == ({"n": 1}, {"n": 3})
    with pytest.raises(HarError):
        found[1].read()


@given(cut=st.integers(0, 400))
def test_a_recording_that_was_cut_off_loses_one_entry_at_most(tmp_path_factory, cut):
    file = tmp_path_factory.mktemp("cut") / "one.har"
    writer = HarWriter(file, version="1", sync=lambda _: None)
    ends = []
    for entry in ENTRIES:
        writer.add(entry)
        ends.append(file.stat().st_size - len("\n]}}\n"))
    writer.close()
    whole = file.read_bytes()
    file.write_bytes(whole[: max(ends[0], len(whole) - cut)])

    kept = []
    for found in read_har(file):
        try:
            kept.append(found.read())
        except HarError:
            break

    complete = sum(end <= file.stat().st_size for end in ends)
    assert kept == ENTRIES[:complete]

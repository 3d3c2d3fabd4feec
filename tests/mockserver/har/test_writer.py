"""A recording is whole after each entry, and goes on where it was left."""

import errno
import json
import os
import threading

import msgspec
import pytest

from mockserver.har import HarError, HarWriter, read_har


@pytest.fixture
def file(tmp_path):
    return tmp_path / "one.har"


def open_writer(file):
    return HarWriter(file, version="1.0", sync=lambda _: None)


def written(file, *entries):
    writer = open_writer(file)
    for entry in entries:
        writer.add(entry)
    writer.close()


def values(file):
    return json.loads(file.read_text(encoding="utf-8"))["log"]["entries"]


def test_it_is_an_archive_before_and_after_each_entry(file):
    writer = open_writer(file)
    seen = [values(file)]
    for number in range(3):
        writer.add({"n": number})
        seen.append(values(file))
    writer.close()

    assert seen == [[{"n": n} for n in range(count)] for count in range(4)]


def test_it_is_appended_to(file):
    written(file, {"n": 1})
    written(file)
    written(file, {"n": 2}, {"n": 3})

    assert values(file) == [{"n": 1}, {"n": 2}, {"n": 3}]


@pytest.mark.parametrize("cut", range(1, 30))
def test_what_a_crash_has_torn_is_mended(file, cut):
    written(file, {"n": 1}, {"n": 2, "more": "x" * 10})
    file.write_bytes(file.read_bytes()[:-cut])

    written(file, {"n": 3})

    assert values(file)[0] == {"n": 1}
    assert values(file)[-1] == {"n": 3}
    assert len(values(file)) in {2, 3}
    assert [entry.read() for entry in read_har(file)] == values(file)


def test_nothing_is_appended_to_the_file_of_somebody_else(file):
    file.write_text('{"log": {"entries": []}}', encoding="utf-8")

    with pytest.raises(HarError, match="no recording of klingmock"):
        open_writer(file)
    assert file.read_text(encoding="utf-8") == '{"log": {"entries": []}}'


def test_many_at_once_from_the_first_entry_on_do_not_mix(file, monkeypatch):
    writer, go = open_writer(file), threading.Barrier(4)
    encode = msgspec.json.encode

    def slowly(value):
        go.wait(5)  # so that all of them have begun before one has written
        return encode(value)

    monkeypatch.setattr(msgspec.json, "encode", slowly)
    threads = [threading.Thread(target=writer.add, args=({"n": number},)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    writer.close()

    assert sorted(one["n"] for one in values(file)) == [0, 1, 2, 3]


def test_a_broken_line_in_the_middle_costs_nothing_behind_it(file):
    written(file, {"n": 1}, {"n": 2}, {"n": 3})
    file.write_bytes(file.read_bytes().replace(b'{"n":2}', b'{"n":'))

    written(file, {"n": 4})

    assert [entry.text() for entry in read_har(file)] == ['{"n":1}', '{"n":', '{"n":3}', '{"n":4}']


def test_two_do_not_write_one_file(file):
    writer = open_writer(file)

    with pytest.raises(HarError, match="another server records into it"):
        open_writer(file)
    writer.close()


def test_only_the_owner_can_read_it(file):
    written(file)

    assert file.stat().st_mode & 0o077 == 0


def test_a_full_disk_loses_one_entry_and_the_file_stays_whole(file, monkeypatch):
    writer = open_writer(file)
    writer.add({"n": 1})
    real = os.pwrite

    def full(handle, data, at):
        if b'"n":2' in data:
            real(handle, data[:5], at)
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(handle, data, at)

    monkeypatch.setattr(os, "pwrite", full)
    with pytest.raises(HarError, match="No space left"):
        writer.add({"n": 2})
    writer.add({"n": 3})
    writer.close()

    assert values(file) == [{"n": 1}, {"n": 3}]

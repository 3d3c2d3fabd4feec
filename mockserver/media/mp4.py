"""
The MP4 around a video: boxes with their index first, so that playing begins before all has come.

ISO/IEC 14496-12 (boxes), 14496-14 (esds) and 14496-15 (avc1, avcC).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from struct import pack

__all__ = ["Track", "mp4", "sound_entry", "video_entry"]

_MOVIE_SCALE = 1_000
_UNITY = pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
_UNDETERMINED = pack(">HH", 0x55C4, 0)  # the language


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """
    One track.

    Args:
        kind: vide or soun.
        entry: Its sample entry, which says how it is coded.
        samples: As they are coded.
        scale: Units of time a second.
        span: How many of them a sample lasts; the last one lasts until the end.
        seconds: How long all of it lasts.
        size: Width and height in pixels; none for sound.
        stands_alone: Whether each sample does; else only the first one does.
    """

    kind: bytes
    entry: bytes
    samples: Sequence[bytes]
    scale: int
    span: int
    seconds: int
    size: tuple[int, int] = (0, 0)
    stands_alone: bool = False

    @property
    def length(self) -> int:
        """Return how long it lasts, in its units."""
        return self.seconds * self.scale

    def chunks(self) -> list[list[bytes]]:
        """Return the samples by the second in which they begin."""
        found: list[list[bytes]] = [[] for _ in range(self.seconds)]
        for number, sample in enumerate(self.samples):
            found[number * self.span // self.scale].append(sample)
        return found


def mp4(tracks: Sequence[Track]) -> bytes:
    """Write a movie of tracks that last equally long, the first of which is the video."""
    head = _box(b"ftyp", b"isom", pack(">I", 0x200), b"isom", b"iso2", b"avc1", b"mp41")
    # The index says where the chunks are, and they come after the index, whose length does not hang on that.
    index = _index(tracks, first=0)
    index = _index(tracks, first=len(head) + len(index) + 8)
    chunks = zip(*(track.chunks() for track in tracks), strict=True)
    return head + index + _box(b"mdat", *(sample for second in chunks for chunk in second for sample in chunk))


def video_entry(size: tuple[int, int], sequence: bytes, picture: bytes) -> bytes:
    """Write the sample entry of H.264 with its parameter sets."""
    configuration = _box(
        b"avcC",
        bytes([1, *sequence[1:4], 0xFF, 0xE1]),
        pack(">H", len(sequence)) + sequence,
        bytes([1]) + pack(">H", len(picture)) + picture,
    )
    colour = _box(b"colr", b"nclx", pack(">HHHB", 1, 1, 1, 0))
    square = _box(b"pasp", pack(">II", 1, 1))
    about = pack(">6xH16xHHIIIH32sHh", 1, *size, 0x480000, 0x480000, 0, 1, b"", 24, -1)
    return _box(b"avc1", about, configuration, colour, square)


def sound_entry(configuration: bytes, *, samples_a_second: int) -> bytes:
    """Write the sample entry of AAC, mono."""
    decoder = b"\x40\x15" + bytes(3) + pack(">II", 0, 0) + _descriptor(5, configuration)
    stream = pack(">HB", 2, 0) + _descriptor(4, decoder) + _descriptor(6, b"\x02")
    about = pack(">6xH8xHHHHI", 1, 1, 16, 0, 0, samples_a_second << 16)
    return _box(b"mp4a", about, _full_box(b"esds", _descriptor(3, stream)))


def _index(tracks: Sequence[Track], *, first: int) -> bytes:
    places = _places(tracks, first)
    seconds = tracks[0].seconds
    about = pack(">IIIIIH10x", 0, 0, _MOVIE_SCALE, seconds * _MOVIE_SCALE, 0x10000, 0x100) + _UNITY
    movie = _full_box(b"mvhd", about + bytes(24) + pack(">I", len(tracks) + 1))
    return _box(
        b"moov", movie, *(_track(number, *each) for number, each in enumerate(zip(tracks, places, strict=True), 1))
    )


def _places(tracks: Sequence[Track], first: int) -> list[list[int]]:
    found: list[list[int]] = [[] for _ in tracks]
    for second in zip(*(track.chunks() for track in tracks), strict=True):
        for track, chunk in enumerate(second):
            found[track].append(first)
            first += sum(map(len, chunk))
    return found


def _track(number: int, track: Track, places: list[int]) -> bytes:
    volume = 0x100 if track.kind == b"soun" else 0
    width, height = track.size
    about = pack(">IIIII8xHHHH", 0, 0, number, 0, track.seconds * _MOVIE_SCALE, 0, 0, volume, 0) + _UNITY
    head = _full_box(b"tkhd", about + pack(">II", width << 16, height << 16), flags=3)
    edit = _box(b"edts", _full_box(b"elst", pack(">IIiHH", 1, track.seconds * _MOVIE_SCALE, 0, 1, 0)))
    return _box(b"trak", head, edit, _media(track, places))


def _media(track: Track, places: list[int]) -> bytes:
    head = _full_box(b"mdhd", pack(">IIII", 0, 0, track.scale, track.length) + _UNDETERMINED)
    handler = _full_box(b"hdlr", bytes(4) + track.kind + bytes(12) + b"klingmock\x00")
    header = _full_box(b"smhd", bytes(4)) if track.kind == b"soun" else _full_box(b"vmhd", bytes(8), flags=1)
    here = _box(b"dinf", _full_box(b"dref", pack(">I", 1) + _full_box(b"url ", b"", flags=1)))
    return _box(b"mdia", head, handler, _box(b"minf", header, here, _table(track, places)))


def _table(track: Track, places: list[int]) -> bytes:
    count = len(track.samples)
    last = track.length - (count - 1) * track.span
    spans = [(count - 1, track.span), (1, last)] if last != track.span else [(count, track.span)]
    boxes = [
        _full_box(b"stsd", pack(">I", 1) + track.entry),
        _full_box(b"stts", _entries(spans)),
        _full_box(b"stsc", _entries(_runs([len(chunk) for chunk in track.chunks()]))),
        _full_box(b"stsz", pack(">II", 0, count) + _numbers([len(sample) for sample in track.samples])),
        _full_box(b"stco", pack(">I", len(places)) + _numbers(places)),
    ]
    if not track.stands_alone:
        boxes.insert(2, _full_box(b"stss", pack(">II", 1, 1)))
    return _box(b"stbl", *boxes)


def _runs(counts: list[int]) -> list[tuple[int, int, int]]:
    """Say from which chunk on there are how many samples a chunk, always by the first entry."""
    changes = [at for at, count in enumerate(counts) if not at or count != counts[at - 1]]
    return [(at + 1, counts[at], 1) for at in changes]


def _entries(rows: Sequence[tuple[int, ...]]) -> bytes:
    return pack(">I", len(rows)) + _numbers([number for row in rows for number in row])


def _numbers(numbers: Sequence[int]) -> bytes:
    return pack(f">{len(numbers)}I", *numbers)


def _descriptor(tag: int, payload: bytes) -> bytes:
    return bytes([tag, len(payload)]) + payload


def _full_box(name: bytes, payload: bytes, *, flags: int = 0) -> bytes:
    return _box(name, pack(">I", flags), payload)


def _box(name: bytes, *parts: bytes) -> bytes:
    payload = b"".join(parts)
    return pack(">I", len(payload) + 8) + name + payload

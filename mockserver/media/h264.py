"""
A small H.264 writer for pictures of flat areas, bands and little text, without loss.

Constrained Baseline, CAVLC (Rec. ITU-T H.264). In the first frame a macroblock that goes on as its neighbour on the
left or above does costs a few bits; any other is written as it is (I_PCM). Each further frame says which macroblocks
are copied from elsewhere in the frame before: whatever may ever be shown lies ready in rows below the picture, which
cropping hides.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from mockserver.media.bits import Bits, exp_golomb, nal_unit, signed_exp_golomb

__all__ = ["BLOCK", "Picture", "Place", "Stream", "first_frame", "further_frame", "parameter_sets"]

BLOCK = 16
"""Pixels that a macroblock is wide and high."""

Place = tuple[int, int]
"""Column and row of a macroblock."""

_HALF = BLOCK // 2
_SPS, _PPS, _IDR, _SLICE = 7, 8, 5, 1
_ALL_I, _ALL_P = 7, 5
_FRAME_NUMBER_BITS = 8
_QUARTER_PIXELS = 4 * BLOCK
_PCM = exp_golomb(25)
_FEW, _MANY = "1", "000011"  # coeff_token of no coefficient, next to blocks with none, and with sixteen
_VERTICAL, _HORIZONTAL, _FLAT = 0, 1, 2
_LUMA_MODES = {mode: exp_golomb(1 + mode) for mode in (_VERTICAL, _HORIZONTAL, _FLAT)}
_CHROMA_MODES = {_FLAT: exp_golomb(0), _HORIZONTAL: exp_golomb(1), _VERTICAL: exp_golomb(2)}
_SAME_QUALITY = "1"
_COPIED = exp_golomb(0)
_NOTHING_LEFT = exp_golomb(0)
_STILL = (0, 0)
_GREY = b"\x80"

# Level, macroblocks a second, macroblocks a frame (table A-1).
_LEVELS = (
    (31, 108_000, 3_600),
    (40, 245_760, 8_192),
    (50, 589_824, 22_080),
    (51, 983_040, 36_864),
    (52, 2_073_600, 36_864),
    (62, 16_711_680, 139_264),
)


@dataclass(frozen=True, slots=True)
class Picture:
    """Planes of a 4:2:0 picture, rows from the top; *width* and *height* are whole macroblocks, in pixels."""

    width: int
    height: int
    luma: bytes
    blue: bytes
    red: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """What a stream is of: *width* and *height* in pixels as shown, both even, out of *coded* macroblocks."""

    width: int
    height: int
    columns: int
    rows: int
    frames_per_second: int

    @property
    def level(self) -> int:
        """Return ten times the level that a decoder needs."""
        frame = self.columns * self.rows
        return next(
            level
            for level, a_second, a_frame in _LEVELS
            if frame <= a_frame and frame * self.frames_per_second <= a_second
        )


def parameter_sets(stream: Stream) -> tuple[bytes, bytes]:
    """Return the sequence and the picture parameter set (clauses 7.3.2.1 and 7.3.2.2, annex E)."""
    return nal_unit(_SPS, _sequence(stream)), nal_unit(_PPS, _picture())


def _sequence(stream: Stream) -> bytes:
    bits = Bits()
    bits.fixed(66, 8)
    bits.fixed(0b1100_0000, 8)  # constrained: for Baseline and Main decoders alike
    bits.fixed(stream.level, 8)
    bits.put(exp_golomb(0), exp_golomb(_FRAME_NUMBER_BITS - 4), exp_golomb(2), exp_golomb(1), "0")
    bits.put(exp_golomb(stream.columns - 1), exp_golomb(stream.rows - 1), "11")
    right, below = stream.columns * BLOCK - stream.width, stream.rows * BLOCK - stream.height
    bits.put("1", exp_golomb(0), exp_golomb(right // 2), exp_golomb(0), exp_golomb(below // 2))
    _usability(bits, stream)
    return bits.finished()


def _usability(bits: Bits, stream: Stream) -> None:
    bits.put("1", "1")
    bits.fixed(1, 8)  # square pixels
    bits.put("0", "1", "101", "0", "1")
    for bt709 in (1, 1, 1):
        bits.fixed(bt709, 8)
    bits.put("0", "1")
    bits.fixed(1, 32)
    bits.fixed(2 * stream.frames_per_second, 32)
    bits.put("1", "0", "0", "0")
    bits.put("1", "1", exp_golomb(0), exp_golomb(0), exp_golomb(15), exp_golomb(15), exp_golomb(0), exp_golomb(1))


def _picture() -> bytes:
    bits = Bits()
    bits.put(exp_golomb(0), exp_golomb(0), "0", "0", exp_golomb(0), exp_golomb(0), exp_golomb(0), "0", "00")
    bits.put(signed_exp_golomb(0), signed_exp_golomb(0), signed_exp_golomb(0), "1", "0", "0")
    return bits.finished()


def _slice_header(bits: Bits, kind: int, number: int) -> None:
    bits.put(exp_golomb(0), exp_golomb(kind), exp_golomb(0))
    bits.fixed(number % 2**_FRAME_NUMBER_BITS, _FRAME_NUMBER_BITS)
    bits.put(exp_golomb(0) + "00" if kind == _ALL_I else "000")
    bits.put(signed_exp_golomb(0), exp_golomb(1))  # no filter: what is written is what is seen


# --- the first frame


def first_frame(picture: Picture) -> bytes:
    """Write a picture that stands on its own."""
    bits = Bits()
    _slice_header(bits, _ALL_I, 0)
    above = [False] * (picture.width // BLOCK)
    for row in range(picture.height // BLOCK):
        luma, blue, red = _Strip.of_row(picture, row)
        left = False
        for column in range(len(above)):
            mode, chroma_mode = _first_mode(column, luma), _first_mode(column, blue, red)
            many = left or above[column]
            left = above[column] = mode is None or chroma_mode is None
            if mode is None or chroma_mode is None:
                bits.put(_PCM)
                bits.put_bytes(luma.block(column) + blue.block(column) + red.block(column))
            else:
                bits.put(_LUMA_MODES[mode], _CHROMA_MODES[chroma_mode], _SAME_QUALITY, _MANY if many else _FEW)
    return nal_unit(_IDR, bits.finished())


@dataclass(frozen=True, slots=True)
class _Strip:
    """One plane of a row of macroblocks: its lines, the last line above, and how many pixels of it a block is wide."""

    lines: list[bytes]
    above: bytes | None
    size: int

    @classmethod
    def of_row(cls, picture: Picture, row: int) -> "tuple[_Strip, _Strip, _Strip]":
        """Cut the three planes of a row out of a picture."""
        wide = picture.width
        return (
            cls._cut(picture.luma, wide, row, BLOCK),
            cls._cut(picture.blue, wide // 2, row, _HALF),
            cls._cut(picture.red, wide // 2, row, _HALF),
        )

    @classmethod
    def _cut(cls, plane: bytes, wide: int, row: int, size: int) -> "_Strip":
        first = row * size
        lines = [plane[line * wide : (line + 1) * wide] for line in range(first, first + size)]
        return cls(lines, plane[(first - 1) * wide : first * wide] if row else None, size)

    def block(self, column: int) -> bytes:
        """Return the pixels of a block, line by line."""
        part = self._part(column)
        return b"".join(line[part] for line in self.lines)

    def goes_on(self, column: int, mode: int) -> bool:
        """Whether a block is what *mode* foretells of its neighbours."""
        part = self._part(column)
        if mode == _VERTICAL:
            above = self.above
            return above is not None and all(line[part] == above[part] for line in self.lines)
        if mode == _HORIZONTAL:
            before = slice(part.start - 1, part.start)
            return column > 0 and all(line[part] == line[before] * self.size for line in self.lines)
        alone = self.above is None and not column
        return alone and all(line[part] == _GREY * self.size for line in self.lines)

    def _part(self, column: int) -> slice:
        return slice(column * self.size, (column + 1) * self.size)


def _first_mode(column: int, *strips: _Strip) -> int | None:
    """Name the first mode that foretells a block in all of these planes; None when none does."""
    return next((mode for mode in _LUMA_MODES if all(strip.goes_on(column, mode) for strip in strips)), None)


# --- further frames


def further_frame(number: int, copies: Mapping[Place, Place], *, columns: int, rows: int) -> bytes:
    """
    Write the *number*-th frame: the one before with *copies*.

    Each place that they name then shows what the place that it is mapped to has shown before.
    """
    bits = Bits()
    _slice_header(bits, _ALL_P, number)
    if copies:
        _write_copies(bits, copies, columns, rows)
    else:
        bits.put(exp_golomb(columns * rows))
    return nal_unit(_SLICE, bits.finished())


def _write_copies(bits: Bits, copies: Mapping[Place, Place], columns: int, rows: int) -> None:
    moved: dict[Place, Place] = {}  # the vectors that are not zero, in quarters of a pixel
    written = 0
    for column, row in _not_at_rest(copies, columns):
        source = copies.get((column, row))
        vector = _STILL if source is None else _vector((column, row), source)
        guess = _foretold(moved, column, row, columns)
        # What is skipped stays where it is, unless both neighbours move: then it moves as is foretold.
        settled = not column or not row or _STILL in (_of(moved, column - 1, row), _of(moved, column, row - 1))
        if vector != (_STILL if settled else guess):
            at = row * columns + column
            bits.put(exp_golomb(at - written), _COPIED)
            bits.put(signed_exp_golomb(vector[0] - guess[0]), signed_exp_golomb(vector[1] - guess[1]), _NOTHING_LEFT)
            written = at + 1
        if vector != _STILL:
            moved[column, row] = vector
    if written < columns * rows:
        bits.put(exp_golomb(columns * rows - written))


def _not_at_rest(copies: Mapping[Place, Place], columns: int) -> list[Place]:
    """Name, in the order of writing, the places that are copied, and those that would move along with neighbours."""
    along = {(column + 1, row) for column, row in copies if column + 1 < columns and (column + 1, row - 1) in copies}
    return sorted({*copies, *along}, key=lambda place: (place[1], place[0]))


def _vector(place: Place, source: Place) -> Place:
    return (source[0] - place[0]) * _QUARTER_PIXELS, (source[1] - place[1]) * _QUARTER_PIXELS


def _of(moved: Mapping[Place, Place], column: int, row: int) -> Place:
    return moved.get((column, row), _STILL)


def _foretold(moved: Mapping[Place, Place], column: int, row: int, columns: int) -> Place:
    """Foretell a vector by those on the left, above, and above on the right or else the left (clause 8.4.1.3)."""
    if not row:
        return _of(moved, column - 1, row) if column else _STILL
    above = _of(moved, column, row - 1)
    if columns == 1:
        return above
    left = _of(moved, column - 1, row) if column else _STILL
    corner = column + 1 if column + 1 < columns else column - 1
    vectors = (left, above, _of(moved, corner, row - 1))
    return sorted(one[0] for one in vectors)[1], sorted(one[1] for one in vectors)[1]

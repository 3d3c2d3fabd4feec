"""
The picture: what is written on the test card, and which of its parts change from frame to frame.

Everything lies on the grid of macroblocks, since whatever goes on as its neighbour does costs nothing. Below the
picture, where nobody sees it, the digits and a piece of the bar lie ready to be copied.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from PIL import Image, ImageDraw, ImageFont

from mockserver.core.footage import Footage
from mockserver.media.h264 import BLOCK, Picture, Place

__all__ = ["FRAMES_A_SECOND", "Card", "draw"]

FRAMES_A_SECOND = 24

_INK, _SOFT = (244, 246, 250), (176, 188, 204)
_BARS = ((192, 192, 192), (192, 192, 0), (0, 192, 192), (0, 192, 0), (192, 0, 192), (192, 0, 0), (0, 0, 192))
_CODE = "00:00:00"
"""Minutes, seconds and frames."""

_DIGITS = "0123456789"
_WIDE, _HIGH = 2, 2
"""Macroblocks of one sign of the time code."""

_LARGE, _SMALL, _SIGNS = 20, 15, 40
"""Sizes of letters in pixels."""

_MARGIN = 3
_BAR_ROWS = 6

_Ink = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Card:
    """
    A test card.

    *first* is the first frame with what lies ready below it, of *columns* and *rows* macroblocks. The time code begins
    at *code*; its digits lie ready in *digits*; *bar* are the places of the bar, which fill with what is at *piece*.
    """

    first: Picture
    columns: int
    rows: int
    code: Place
    digits: Place
    bar: tuple[Place, ...]
    piece: Place
    frames: int

    def changes(self) -> Iterator[Mapping[Place, Place]]:
        """Yield, for each frame but the first, which places change and from which place they are copied."""
        shown, filled = _CODE, 0
        for frame in range(1, self.frames):
            copies: dict[Place, Place] = {}
            text = _time_code(frame)
            for at, (before, after) in enumerate(zip(shown, text, strict=True)):
                if before != after:
                    copies |= self._sign(at, int(after))
            full = frame * len(self.bar) // max(self.frames - 1, 1)
            copies |= dict.fromkeys(self.bar[filled:full], self.piece)
            shown, filled = text, full
            yield copies

    def _sign(self, at: int, digit: int) -> dict[Place, Place]:
        to, source = (self.code[0] + at * _WIDE, self.code[1]), (self.digits[0] + digit * _WIDE, self.digits[1])
        return {(to[0] + x, to[1] + y): (source[0] + x, source[1] + y) for x in range(_WIDE) for y in range(_HIGH)}


def draw(footage: Footage) -> Card:
    """Draw the card of a video, which is no narrower than the ten digits."""
    columns, shown_rows = -(-footage.width // BLOCK), -(-footage.height // BLOCK)
    rows = shown_rows + _HIGH + 1
    ground, panel, accent = _colours(footage.task_id)
    image = Image.new("RGB", (columns * BLOCK, rows * BLOCK), ground)
    pen = ImageDraw.Draw(image)
    _test_bars(pen, columns, shown_rows)
    margin = min(_MARGIN, columns // 8)
    top = max(shown_rows // 3, 2)
    _fill(pen, (0, top - 1), columns, 13, ink=panel)
    _write(pen, (margin, top), footage.task_id, size=_LARGE, ink=_INK)
    _write(pen, (margin, top + 2), footage.model, size=_SMALL, ink=_SOFT)
    _write(pen, (margin, top + 4), _about(footage), size=_SMALL, ink=_SOFT)
    code = (margin, top + 6)
    for at, sign in enumerate(_CODE):
        _sign(pen, (code[0] + at * _WIDE, code[1]), sign, ink=accent)
    bar = tuple((margin + at, top + 9) for at in range(columns - 2 * margin))
    _fill(pen, bar[0], len(bar), 1, ink=ground)
    if footage.watermark:
        _write(pen, (margin, shown_rows - 3), "Kling AI watermark", size=_LARGE, ink=_INK)
    digits, piece = (0, shown_rows), (0, rows - 1)
    _fill(pen, digits, columns, _HIGH, ink=panel)
    for at, sign in enumerate(_DIGITS):
        _sign(pen, (digits[0] + at * _WIDE, digits[1]), sign, ink=accent)
    _fill(pen, piece, columns, 1, ink=accent)
    frames = footage.seconds * FRAMES_A_SECOND
    return Card(_planes(image), columns, rows, code, digits, bar, piece, frames)


def _colours(task_id: str) -> tuple[_Ink, _Ink, _Ink]:
    """Draw the colours of a task from its id: a dark ground, a darker panel, and a bright accent."""
    hue = sha256(task_id.encode()).digest()[0] * 360 // 256
    return _ink(hue, 45, 24), _ink(hue, 45, 12), _ink((hue + 150) % 360, 85, 72)


def _ink(hue: int, saturation: int, lightness: int) -> _Ink:
    named = Image.new("RGB", (1, 1), f"hsl({hue}, {saturation}%, {lightness}%)").getpixel((0, 0))
    assert isinstance(named, tuple)  # noqa: S101 - it is of three bands
    return named[0], named[1], named[2]


def _test_bars(pen: ImageDraw.ImageDraw, columns: int, shown_rows: int) -> None:
    rows = min(_BAR_ROWS, max(shown_rows // 4, 1))
    edges = [columns * at // len(_BARS) for at in range(len(_BARS) + 1)]
    for ink, left, right in zip(_BARS, edges, edges[1:], strict=False):
        _fill(pen, (left, 0), right - left, rows, ink=ink)


def _about(footage: Footage) -> str:
    sound = "with sound" if footage.sound else "no sound"
    return f"{footage.quality}  {footage.width} x {footage.height}  {footage.seconds} s  {sound}  klingmock"


def _time_code(frame: int) -> str:
    seconds, rest = divmod(frame, FRAMES_A_SECOND)
    minutes, seconds = divmod(seconds, 60)
    return f"{minutes:02}:{seconds:02}:{rest:02}"


def _fill(pen: ImageDraw.ImageDraw, place: Place, columns: int, rows: int, *, ink: _Ink) -> None:
    if columns > 0:
        left, top = place[0] * BLOCK, place[1] * BLOCK
        pen.rectangle((left, top, left + columns * BLOCK - 1, top + rows * BLOCK - 1), fill=ink)


def _write(pen: ImageDraw.ImageDraw, place: Place, text: str, *, size: int, ink: _Ink) -> None:
    # Capitals fill a row of macroblocks; only what reaches below the line costs more of them.
    line = (place[1] + 1) * BLOCK - 1
    pen.text((place[0] * BLOCK, line), text, fill=ink, font=_font(size), anchor="ls")


def _sign(pen: ImageDraw.ImageDraw, place: Place, sign: str, *, ink: _Ink) -> None:
    middle = (place[0] * 2 + _WIDE) * BLOCK // 2, (place[1] * 2 + _HIGH) * BLOCK // 2
    pen.text(middle, sign, fill=ink, font=_font(_SIGNS), anchor="mm")


@lru_cache(maxsize=8)
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def _planes(image: Image.Image) -> Picture:
    """Turn a picture into 4:2:0 planes by the matrix of BT.709, video range."""
    width, height = image.size
    luma = image.convert("L", _LUMA).point(_to_video_range)
    small = image.resize((width // 2, height // 2), Image.Resampling.BOX)
    blue, red = (small.convert("L", matrix) for matrix in (_BLUE, _RED))
    return Picture(width, height, luma.tobytes(), blue.tobytes(), red.tobytes())


_LUMA = (0.2126, 0.7152, 0.0722, 0)
_BLUE = (-0.1006, -0.3386, 0.4392, 128)
_RED = (0.4392, -0.3989, -0.0403, 128)


def _to_video_range(level: int) -> int:
    return 16 + (level * 219 + 127) // 255

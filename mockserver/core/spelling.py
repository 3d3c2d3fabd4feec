"""
The spellings of a secret: as it is, percent-encoded, escaped in JSON or Python, and within base64.

Whoever hides a secret must find all of them, and mixtures of the first three.
"""

import re
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterable, Iterator

__all__ = ["escaped", "in_base64", "in_utf8"]

_BITS_OF_BYTE, _BITS_OF_SIGN = 8, 6
_LATIN_1 = 0x100
_PERCENT = 0x25
_BACKSLASHES = re.compile(r"(\\*)([^\\])", re.DOTALL)


def in_utf8(word: str) -> str:
    """
    Read anew what was read as Latin-1 although it is UTF-8, as happens to header fields.

    >>> in_utf8("cafÃ©")
    'café'
    """
    try:
        return word.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return word


def in_base64(word: str) -> Iterator[str]:
    """
    Yield the signs that *word* makes within a base64 text, which depend on its place modulo three.

    Signs that hold bits of its neighbours are left out.

    >>> list(dict.fromkeys(in_base64("sk-test")))
    ['c2stdGVzd', 'NrLXRlc3', 'zay10ZXN0']
    """
    data = word.encode("utf-8", "surrogatepass")
    for shift in range(3):
        first = -(-shift * _BITS_OF_BYTE // _BITS_OF_SIGN)
        end = (shift + len(data)) * _BITS_OF_BYTE // _BITS_OF_SIGN
        for encode in (b64encode, urlsafe_b64encode):
            yield encode(bytes(shift) + data).decode("ascii")[first:end]


def escaped(words: Iterable[str]) -> re.Pattern[str]:
    r"""
    Make a pattern that finds *words*, whichever of their characters are escaped; the first word that fits is taken.

    It takes a time in proportion to the text, whatever the words and the text are.

    >>> [bool(escaped(["a/b"]).search(text)) for text in ("a%2fb", r"a\/b", r"\u0061\\/%2562", "a/c")]
    [True, True, True, False]
    """
    return re.compile("|".join(map(_word, words)))


def _word(word: str) -> str:
    # Its outer backslashes need not be hidden, and a pattern that begins with a run of them would be slow.
    inner = word.strip("\\")
    parts = [_sign(inner[0])] if inner else ["(?!)"]
    for backslashes, sign in _BACKSLASHES.findall(inner[1:]):
        # Each escaping puts more backslashes before a sign. Possessive, so that no run of them is tried twice.
        parts.append(rf"(?:\\|%(?:25)*+5[cC]|u005[cC]){{{len(backslashes)},}}+{_sign(sign)}")
    return "".join(parts)


def _sign(sign: str) -> str:
    return f"(?:{re.escape(sign)}|(?i:{'|'.join(dict.fromkeys(_ways(sign)))}))"


def _ways(sign: str) -> Iterator[str]:
    pair = sign.encode("utf-16-be", "surrogatepass").hex("-", 2).split("-")
    yield r"\\*+".join(f"u{unit}" for unit in pair)
    yield _percent(sign.encode("utf-8", "surrogatepass"))
    if ord(sign) < _LATIN_1:
        yield _percent(sign.encode("latin-1"))
        yield f"x{ord(sign):02x}"
    if sign == " ":
        yield r"\+"


def _percent(data: bytes) -> str:
    # A percent sign may have been encoded again and again, as %25.
    return "".join("%(?:25)++" if byte == _PERCENT else f"%(?:25)*+{byte:02x}" for byte in data)

"""Bit strings as H.264 writes them (Rec. ITU-T H.264, clauses 7.2, 7.4.1 and 9.1)."""

import re

__all__ = ["Bits", "exp_golomb", "nal_unit", "signed_exp_golomb"]

_EMULATION = re.compile(rb"\x00\x00(?=[\x00-\x03])")


def exp_golomb(value: int) -> str:
    """
    Write a whole number from 0, ``ue(v)``.

    >>> [exp_golomb(value) for value in range(4)]
    ['1', '010', '011', '00100']
    """
    coded = f"{value + 1:b}"
    return "0" * (len(coded) - 1) + coded


def signed_exp_golomb(value: int) -> str:
    """
    Write a whole number, ``se(v)``.

    >>> [signed_exp_golomb(value) for value in (0, 1, -1)]
    ['1', '010', '011']
    """
    return exp_golomb(2 * value - 1 if value > 0 else -2 * value)


class Bits:
    """Bits that are put one after the other, with whole bytes in between where they are aligned."""

    def __init__(self) -> None:
        self._done = bytearray()
        self._open: list[str] = []

    def put(self, *bits: str) -> None:
        """Add texts of 0 and 1."""
        self._open.extend(bits)

    def fixed(self, value: int, width: int) -> None:
        """Add a number of so many bits, ``u(n)``."""
        self._open.append(f"{value:0{width}b}")

    def put_bytes(self, data: bytes) -> None:
        """Add bytes, after zeros up to the next whole byte."""
        self._align("0")
        self._done += data

    def finished(self) -> bytes:
        """Return all of it, closed by a one and zeros (``rbsp_trailing_bits``)."""
        self._open.append("1")
        self._align("0")
        return bytes(self._done)

    def _align(self, filler: str) -> None:
        text = "".join(self._open)
        if not text:
            return
        text += filler * (-len(text) % 8)
        self._done += int(text, 2).to_bytes(len(text) // 8, "big")
        self._open.clear()


def nal_unit(kind: int, payload: bytes) -> bytes:
    """Wrap a payload; bytes that would look like a start code are told apart by a 3."""
    return bytes([0x60 | kind]) + _EMULATION.sub(b"\x00\x00\x03", payload)

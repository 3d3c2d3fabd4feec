import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mockserver.media.bits import Bits, exp_golomb, nal_unit, signed_exp_golomb


def read(text):
    """Read one number as the standard reads it: zeros, a one, and as many bits as there were zeros."""
    zeros = text.index("1")
    return 2**zeros - 1 + int(text[zeros + 1 : 2 * zeros + 1] or "0", 2), text[2 * zeros + 1 :]


@given(st.lists(st.integers(0, 100_000)))
def test_numbers_are_read_as_they_were_written(numbers):
    text = "".join(map(exp_golomb, numbers))

    found = []
    while text:
        number, text = read(text)
        found.append(number)

    assert found == numbers


@given(st.integers(-50_000, 50_000))
def test_signs_alternate_from_the_middle(number):
    coded, rest = read(signed_exp_golomb(number))

    assert rest == ""
    assert (coded + 1) // 2 * (1 if coded % 2 else -1) == number


@given(st.binary(max_size=40) | st.lists(st.sampled_from([0, 0, 0, 1, 2, 3, 4]), max_size=20).map(bytes))
@example(b"\x00\x00\x00\x00\x00")
@example(b"\x00\x00\x03")
def test_a_unit_never_holds_a_start_code_and_is_read_back(payload):
    unit = nal_unit(5, payload)

    assert unit[0] == 0x65
    assert not any(code in unit for code in (b"\x00\x00\x00", b"\x00\x00\x01", b"\x00\x00\x02"))
    read_back, zeros = bytearray(), 0
    for byte in unit[1:]:
        if zeros >= 2 and byte == 3:
            zeros = 0
            continue
        zeros = zeros + 1 if byte == 0 else 0
        read_back.append(byte)
    assert bytes(read_back) == payload


@pytest.mark.parametrize(("width", "expected"), [(1, b"\xe0\xff\x80"), (8, b"\x80\x80\xff\x80")])
def test_bytes_begin_at_a_whole_byte(width, expected):
    bits = Bits()
    bits.put("1" if width == 1 else "10000000", "11" if width == 1 else "1")

    bits.put_bytes(b"\xff")

    assert bits.finished() == expected

"""Whether bytes are a whole MP4: the boxes of the file add up to its length."""

__all__ = ["is_whole_mp4"]

_SHORT, _LONG = 8, 16  # bytes of a box's head: size and kind, and a longer size where that is needed


def is_whole_mp4(data: bytes) -> bool:
    """
    Say whether *data* begins as an MP4 does and ends where its last box ends.

    A download can break off without an error: behind a proxy, or where no length was announced.

    Source:
        ISO/IEC 14496-12, 4.2 (boxes) and 4.3 (ftyp comes first).
    """
    at = 0
    while at + _SHORT <= len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        head = _SHORT
        if size == 1:
            head = _LONG
            size = int.from_bytes(data[at + _SHORT : at + _LONG], "big")
        elif size == 0:  # to the end of the file
            size = len(data) - at
        if size < head:
            return False
        at += size
    return data[4:_SHORT] == b"ftyp" and at == len(data)

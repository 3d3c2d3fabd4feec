"""What the gateway thought about a call, beside its answer: for the journal."""

import msgspec

__all__ = ["Remarks"]


class Remarks(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """
    Why a call was answered as it was.

    *rules* are those that the request broke, *readings* the disputes that the verdict hangs on, with how they were
    read, *price* exact credits as text, *faults* the faults on purpose that met the call.
    """

    task: str | None = None
    rules: tuple[str, ...] = ()
    readings: tuple[tuple[str, str], ...] = ()
    price: str | None = None
    replayed: bool = False
    notes: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()

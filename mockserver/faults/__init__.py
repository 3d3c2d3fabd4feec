"""
The kinds of faults on purpose, one file each.

A kind is a frozen dataclass, a `mockserver.core.faults.FaultKind`; its fields are its settings in JSON. To add one,
write its file and its line in `KINDS`. Whether it is time for a fault is decided elsewhere: a kind only does it.
"""

from collections.abc import Mapping

from mockserver.core.faults import FaultKind
from mockserver.faults.close import Close
from mockserver.faults.latency import Latency
from mockserver.faults.reset import Reset
from mockserver.faults.silence import Silence
from mockserver.faults.status import Status

__all__ = ["KINDS"]

KINDS: Mapping[str, type[FaultKind]] = {
    "status": Status,
    "latency": Latency,
    "reset": Reset,
    "close": Close,
    "silence": Silence,
}

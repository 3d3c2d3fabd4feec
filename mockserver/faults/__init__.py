"""
The kinds of faults on purpose, one file each.

A kind is a frozen dataclass, a `mockserver.core.faults.FaultKind`; its fields are its settings in JSON. To add one,
write its file and its line in `KINDS`. Whether it is time for a fault is decided elsewhere: a kind only does it.
"""

from collections.abc import Mapping

from mockserver.core.faults import FaultKind
from mockserver.faults.close import Close
from mockserver.faults.dribble import Dribble
from mockserver.faults.empty import Empty
from mockserver.faults.field_added import FieldAdded
from mockserver.faults.field_missing import FieldMissing
from mockserver.faults.field_renamed import FieldRenamed
from mockserver.faults.field_retyped import FieldRetyped
from mockserver.faults.garbage import Garbage
from mockserver.faults.html import Html
from mockserver.faults.latency import Latency
from mockserver.faults.never_ends import NeverEnds
from mockserver.faults.no_link import NoLink
from mockserver.faults.not_json import NotJson
from mockserver.faults.rate_limit import RateLimit
from mockserver.faults.reset import Reset
from mockserver.faults.silence import Silence
from mockserver.faults.status import Status
from mockserver.faults.truncate import Truncate
from mockserver.faults.unknown_status import UnknownStatus

__all__ = ["KINDS"]

KINDS: Mapping[str, type[FaultKind]] = {
    "status": Status,
    "rate-limit": RateLimit,
    "latency": Latency,
    "dribble": Dribble,
    "reset": Reset,
    "close": Close,
    "silence": Silence,
    "truncate": Truncate,
    "empty": Empty,
    "not-json": NotJson,
    "html": Html,
    "garbage": Garbage,
    "field-missing": FieldMissing,
    "field-renamed": FieldRenamed,
    "field-retyped": FieldRetyped,
    "field-added": FieldAdded,
    "no-link": NoLink,
    "never-ends": NeverEnds,
    "unknown-status": UnknownStatus,
}

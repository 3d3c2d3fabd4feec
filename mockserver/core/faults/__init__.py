"""
The fault plan: which fault meets which call, decided by a seed and counted. What a fault then does is its kind's.

A world keeps its faults in a `FaultBook`. Whoever is about to do something that a fault may meet (the gateway before it
answers a call, the callbacks before an attempt) describes it as an `Occasion` and asks the book once::

    decision = world.faults.decide(Occasion(operation="callback", now=at, began=world.opened_at,
                                            seed=world.settings.seed, about=..., attempt=2))

The decision holds the faults that are due: `Decision.delays` only delay and join with all others; of the rest the
first takes the occasion: `Decision.hit`, None when nobody does. Its ``fault.kind`` is the value that the JSON settings
made, its ``draw`` is luck of its own. That the hit has fired is counted already; `Hit.release` takes it back when there
was nothing that it could do. A world without faults has an empty ``world.faults.entries``: look there first.

Kinds are values made by classes in `mockserver.faults`, which the core does not know: they are `FaultKind` objects.
A kind that meets calls overrides `FaultKind.spoil`.
"""

from mockserver.core.faults.book import Decision, Entry, FaultBook, Hit
from mockserver.core.faults.fault import Fault, parse_fault, parse_faults
from mockserver.core.faults.fault_error import FaultError
from mockserver.core.faults.kind import CALLS, OPERATIONS, Delay, FaultKind
from mockserver.core.faults.moment import Moment, Phase, Spoilt, real_wait, world_wait
from mockserver.core.faults.occasion import Occasion, Subject
from mockserver.core.faults.setting import (
    count,
    flag,
    meanings,
    number_between,
    one_of,
    read_settings,
    setting,
    settings_of,
    share,
    show_settings,
    span,
    text,
)
from mockserver.core.faults.when import When

__all__ = [
    "CALLS",
    "OPERATIONS",
    "Decision",
    "Delay",
    "Entry",
    "Fault",
    "FaultBook",
    "FaultError",
    "FaultKind",
    "Hit",
    "Moment",
    "Occasion",
    "Phase",
    "Spoilt",
    "Subject",
    "When",
    "count",
    "flag",
    "meanings",
    "number_between",
    "one_of",
    "parse_fault",
    "parse_faults",
    "read_settings",
    "real_wait",
    "setting",
    "settings_of",
    "share",
    "show_settings",
    "span",
    "text",
    "world_wait",
]

"""
The views of the page, one file each.

To add one, write its file with its ``VIEW``, its template, its title in `mockserver.page.strings`, and its line in
`VIEWS`, which is in the order of the navigation.
"""

from collections.abc import Mapping

from mockserver.page.view import View
from mockserver.page.views import callbacks, calls, clock, contract, faults, ledger, overview, playground, tasks, worlds

__all__ = ["VIEWS"]

VIEWS: Mapping[str, View] = {
    "overview": overview.VIEW,
    "calls": calls.VIEW,
    "tasks": tasks.VIEW,
    "callbacks": callbacks.VIEW,
    "ledger": ledger.VIEW,
    "faults": faults.VIEW,
    "clock": clock.VIEW,
    "playground": playground.VIEW,
    "contract": contract.VIEW,
    "worlds": worlds.VIEW,
}

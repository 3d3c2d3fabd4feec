"""
Tools for tests: a world of the mock server as an object, for pytest, unittest and scripts.

`klingmock` makes a world for the length of a ``with``, and raises at its end if something went wrong that the test did
not see. `kling_server` starts a server for many worlds. With pytest, the fixtures ``kling`` and ``kling_server`` give
the same objects.

* TestingError            the base of every error here
  - ExpectationError      what was expected did not come; an AssertionError too
  - SetupError            a world cannot be set up like this
  - SurpriseError         something went wrong that the test did not see; an AssertionError too
"""

from mockserver.testing.callbacks import Callbacks
from mockserver.testing.calls import Calls
from mockserver.testing.clock import Clock
from mockserver.testing.errors import ExpectationError, SetupError, SurpriseError, TestingError
from mockserver.testing.faults import Faults
from mockserver.testing.kling import Kling
from mockserver.testing.ledger import Ledger
from mockserver.testing.server import KlingServer, kling_server, klingmock
from mockserver.testing.spend import Spend
from mockserver.testing.tasks import Tasks
from mockserver.testing.world import World

__all__ = [
    "Callbacks",
    "Calls",
    "Clock",
    "ExpectationError",
    "Faults",
    "Kling",
    "KlingServer",
    "Ledger",
    "SetupError",
    "Spend",
    "SurpriseError",
    "Tasks",
    "TestingError",
    "World",
    "kling_server",
    "klingmock",
]

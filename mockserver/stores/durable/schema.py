"""The tables of a durable store. A change here needs a migration in `migrations/versions`; a test compares the two."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, MetaData, String, Table, Text

__all__ = [
    "RECORDS",
    "REVISIONS",
    "adjustments",
    "calls",
    "deliveries",
    "files",
    "forgotten",
    "metadata",
    "replays",
    "sendings",
    "servers",
    "tasks",
    "worlds",
]

REVISIONS = ("0001", "0002", "0003")
"""Every revision of the schema, the latest last."""

metadata = MetaData()

_Number = BigInteger().with_variant(Integer(), "sqlite")

worlds = Table(
    "worlds",
    metadata,
    Column("serial", _Number, primary_key=True, autoincrement=True),
    Column("id", String(20), nullable=False, unique=True),
    Column("version", BigInteger, nullable=False),
    Column("tasks_at", BigInteger, nullable=False),
    Column("deliveries_at", BigInteger, nullable=False),
    Column("sendings_at", BigInteger, nullable=False),
    Column("head", Text, nullable=False),
    Column("settings", Text, nullable=False),
    Column("faults", Text, nullable=False),
    Column("window", Text, nullable=False),
    Column("tally", Text, nullable=False),
    Column("due", BigInteger),
    Index("worlds_by_due", "due"),
    sqlite_autoincrement=True,
)
"""
*version* counts the changes; *tasks_at*, *deliveries_at* and *sendings_at* are the versions that last changed some.
*due* is when something falls due next in real time, in microseconds since 1970; null when nothing will by itself.
"""


def _of_a_world(name: str, *columns: "Column[object] | Index") -> Table:
    world = Column(
        "world", _Number, ForeignKey("worlds.serial", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    number = Column("number", BigInteger, primary_key=True, autoincrement=False)
    return Table(name, metadata, world, number, *columns, Column("record", Text, nullable=False))


tasks = _of_a_world(
    "tasks",
    Column("version", BigInteger, nullable=False),
    Column("body", Text, nullable=False),
    Index("tasks_by_version", "world", "version"),
)
deliveries = _of_a_world(
    "deliveries",
    Column("version", BigInteger, nullable=False),
    Index("deliveries_by_version", "world", "version"),
)
sendings = _of_a_world("sendings", Column("by", String(64)), Index("sendings_by_server", "by"))
replays = _of_a_world("replays", Column("key", String(255), nullable=False))
adjustments = _of_a_world("adjustments")
calls = _of_a_world("calls")
files = _of_a_world("files")

RECORDS = (tasks, deliveries, sendings, replays, adjustments, calls, files)
"""What a world has many of."""

servers = Table(
    "servers",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("beats", BigInteger, nullable=False),
)
"""The servers that use the store; each counts *beats* while it lives."""

forgotten = Table("forgotten", metadata, Column("id", Integer, primary_key=True), Column("tally", Text, nullable=False))
"""One row: what worlds had counted that are no more."""

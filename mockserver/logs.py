"""What the server says while it runs: one line an event, as text or JSON, without a key, a prompt or a body."""

import json
import logging
import re
from collections.abc import Mapping
from datetime import UTC, datetime

__all__ = ["FORMATS", "LEVELS", "log", "logs_calls", "set_up_logs"]

LEVELS = ("debug", "info", "warning", "error")

_LOGGER = logging.getLogger("klingmock")
_BARE = re.compile(r"[\w./:*@%+-]+", re.ASCII)


def log(level: str, event: str, **facts: object) -> None:
    """Say that something happened, and what is known about it; nothing is written below the level that is set."""
    _LOGGER.log(_number(level), event, extra={"facts": facts})


def logs_calls() -> bool:
    """Whether each call is said: not by default, so that nobody pays for it."""
    return _LOGGER.isEnabledFor(logging.INFO)


def set_up_logs(level: str, form: str) -> None:
    """Write to stderr what is at least of *level*, in the format *form*."""
    handler = logging.StreamHandler()
    handler.setFormatter(FORMATS[form]())
    _LOGGER.handlers = [handler]
    _LOGGER.propagate = False
    _LOGGER.setLevel(_number(level))


class _TextFormat(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        facts = " ".join(f"{name}={_shown(value)}" for name, value in _facts(record).items())
        return f"{_at(record)} {record.levelname.lower():<7} {record.getMessage()} {facts}".rstrip()


class _JsonFormat(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        known = {"time": _at(record), "level": record.levelname.lower(), "event": record.getMessage()}
        return json.dumps(known | _facts(record), default=str)


FORMATS: Mapping[str, type[logging.Formatter]] = {"text": _TextFormat, "json": _JsonFormat}
"""The formats by their names on the command line."""


def _number(level: str) -> int:
    return logging.getLevelNamesMapping()[level.upper()]


def _facts(record: logging.LogRecord) -> dict[str, object]:
    facts: dict[str, object] = getattr(record, "facts", {})
    return facts


def _at(record: logging.LogRecord) -> str:
    instant = datetime.fromtimestamp(record.created, UTC)
    return instant.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _shown(value: object) -> str:
    # Quoted where it could be taken for more than one fact, or for another line.
    text = str(value)
    return text if _BARE.fullmatch(text) else json.dumps(text)

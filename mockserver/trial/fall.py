"""How a subject can fall: end a case in no orderly way."""

from enum import StrEnum

__all__ = ["Fall", "FallError", "FallKind"]


class FallKind(StrEnum):
    """What happened."""

    CRASHED = "crashed"
    HUNG = "hung"
    FLOODED = "flooded"
    RUBBISH = "rubbish"
    EXITED = "exited"


_STORIES = {
    FallKind.CRASHED: "it crashed",
    FallKind.HUNG: "it hung",
    FallKind.FLOODED: "it flooded its output",
    FallKind.RUBBISH: "its answer is rubbish",
    FallKind.EXITED: "it exited early",
}


class Fall:
    """A fall, with what is known about it."""

    def __init__(self, kind: FallKind, message: str, *, output: str = "") -> None:
        self.kind = kind
        self.message = message
        self.output = output

    def __str__(self) -> str:
        return f"{_STORIES[self.kind]}: {self.message}"

    def to_json(self) -> dict[str, str]:
        """Write it as JSON; *output* is the end of what it wrote to stderr."""
        return {"kind": self.kind, "message": self.message, "output": self.output}


class FallError(Exception):
    """A subject has fallen."""

    def __init__(self, kind: FallKind, message: str, *, output: str = "") -> None:
        super().__init__(message)
        self.fall = Fall(kind, message, output=output)

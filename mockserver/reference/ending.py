"""How a generation ends, and the JSON that says so."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

__all__ = ["Ended", "Ending", "Status"]

Status = Literal["completed", "failed", "cancelled", "refused", "gave-up", "error"]


class Ended(Exception):  # noqa: N818 - no error: a generation that has failed has ended in good order
    """Nothing more is to be done."""

    def __init__(self, status: Status, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """
    What has come of it.

    ``refused``: the gateway did not take the request, and nothing is billed. ``gave-up``: the deadline came, or too
    many answers in a row were of no use; the task, if one is named, may still complete and be billed. ``error``: it
    ended in a way that nobody promised. Only ``completed`` has a *video*; an element that was made has none.
    """

    status: Status
    task_id: str | None = None
    message: str | None = None
    video: bytes | None = None

    def to_dict(self) -> dict[str, str | None]:
        """Write it as JSON, with the hash of the video in its place."""
        digest = None if self.video is None else sha256(self.video).hexdigest()
        return {"status": self.status, "task_id": self.task_id, "result_sha256": digest, "message": self.message}

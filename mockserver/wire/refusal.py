"""What is no request that anybody could answer: refused by the front itself."""

__all__ = ["RefusedError"]

_LONGEST = 200


class RefusedError(Exception):
    """The request is refused with *status*, and the connection ends. *message* may repeat what came in: it is cut."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message[:_LONGEST]

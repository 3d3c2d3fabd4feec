"""What an audit cannot do, in words for people."""

__all__ = ["AuditError"]


class AuditError(ValueError):
    """A file cannot be read, or is of no kind that is known; the message names it and says what to do."""

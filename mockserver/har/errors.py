"""What can be wrong with an HTTP Archive as a whole."""

__all__ = ["HarError"]


class HarError(ValueError):
    """A file is no HTTP Archive that can be used; the message says why, and what to do."""

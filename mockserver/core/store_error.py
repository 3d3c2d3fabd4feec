"""What is raised where worlds cannot be kept."""

__all__ = ["StoreError"]


class StoreError(Exception):
    """The store cannot be reached, read or written; nothing of what was about to be kept has been kept."""

"""Strategies about requests that need no model to be named."""

from hypothesis import strategies as st

from contracts import model_names

__all__ = ["models"]


def models() -> st.SearchStrategy[str]:
    """Draw the name of a model under contract; ``models().flatmap(valid_requests)`` draws a request to any."""
    return st.sampled_from(model_names())

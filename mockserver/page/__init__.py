"""The page: what a server has seen and done, for people. It decides nothing and knows only the control routes."""

from mockserver.page.blueprint import make_page
from mockserver.page.door import Ask, Door

__all__ = ["Ask", "Door", "make_page"]

"""
The operations of the gateway, one file each.

To add one, write its file, its line in `OPERATIONS`, and its route in ``contracts/api.toml``.
"""

from collections.abc import Callable, Mapping

from mockserver.core.context import Context
from mockserver.core.operations.batch import batch
from mockserver.core.operations.create import create
from mockserver.core.operations.credits import show_credits
from mockserver.core.operations.models import models
from mockserver.core.operations.query import query
from mockserver.core.operations.task_list import task_list
from mockserver.core.wire import Answer, Call

__all__ = ["OPERATIONS", "Operation"]

Operation = Callable[[Context, Call], Answer]

OPERATIONS: Mapping[str, Operation] = {
    "create": create,
    "query": query,
    "list": task_list,
    "batch": batch,
    "credits": show_credits,
    "models": models,
}

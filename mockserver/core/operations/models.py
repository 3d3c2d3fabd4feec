"""``GET /v1/models``: name the models."""

from contracts import model_names
from mockserver.core.context import Context
from mockserver.core.wire import Answer, Call

__all__ = ["models"]


def models(_: Context, __: Call) -> Answer:
    """
    Name every model under contract.

    Source:
        client-cli, Platform, models.
    """
    return Answer({"data": [{"id": name} for name in model_names()]})

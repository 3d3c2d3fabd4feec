"""``GET /v1/credits``: say what is left."""

from mockserver.core.context import Context
from mockserver.core.money import number
from mockserver.core.wire import Answer, Call

__all__ = ["show_credits"]


def show_credits(context: Context, _: Call) -> Answer:
    """
    Show the balance of the token and of its account, which are one here.

    Source:
        docs/get-credits, Responses.
    """
    totals = context.world.totals
    remaining, used = number(totals.available), number(totals.spent)
    return Answer(
        {
            "success": True,
            "message": "",
            "data": {
                "token": {
                    "remaining_credits": remaining,
                    "unlimited_credits": False,
                    "used_credits": used,
                },
                "user": {"remaining_credits": remaining, "used_credits": used},
            },
        }
    )

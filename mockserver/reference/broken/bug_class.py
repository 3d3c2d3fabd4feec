"""The classes of bugs that the broken clients stand for, each with a place where it was seen."""

from enum import Enum

__all__ = ["BugClass"]


class BugClass(Enum):
    """What went wrong, as its value tells; and where somebody met it, or what says that it is wrong."""

    CHARGED_TWICE = "a creation is repeated after a lost answer, and charged twice", "Comfy-Org/ComfyUI#16204"
    FRESH_KEY = "each attempt has an idempotency key of its own", "Comfy-Org/docs#1723"
    ONE_BAD_POLL = "one bad poll marks a paid job as failed", "vikasprogrammer/agentric#270"
    STRANDED_JOB = "the client stops polling, and the job is never collected", "openslop/openslop#526"
    HTML_PAGE = "an HTML error page kills the poll loop", "ConesaLab/paintomics4#155"
    FAILED_FOR_EVER = "a failed job is polled for ever", "gitroomhq/postiz-app#1809"
    NO_LINK = "a completed job without a link is waited for", "lidge-jun/opencodex#582"
    UNKNOWN_STATUS = "an unknown status is taken for a pending one", "evolink-cli, task list, status"
    NO_TIMEOUT = "a request has no timeout", "juspay/neurolink#742"
    FALSE_SUCCESS = "a timeout is reported as success, or answered with running it again", "tinyhumansai/openhuman#5411"
    LINK_KEPT = "the link of a result is stored, and not its bytes", "openslop/openslop#526"
    WRONG_ESTIMATE = "an estimate ignores a multiplier", "openstory-so/openstory#1382"
    CALLBACK_TWICE = "a callback is taken into account twice", "stellarBank/StellarBank#39"
    IMPATIENCE = "a gateway that is overloaded is asked again too soon", "RFC 9110, 10.2.3"
    REFUSAL = "a request that can only be refused is sent again", "RFC 9110, 15.5"
    BROKEN_RULE = "a request breaks a rule of the documentation", "kling-o3, Request Parameters"
    LEAKED_KEY = "the key is told to somebody who is not to know it", "RFC 6750, 5.3"
    BRITTLENESS = "what is new in an answer breaks the client", "RFC 9413, 4"

    def __init__(self, story: str, evidence: str) -> None:
        self.story = story
        self.evidence = evidence

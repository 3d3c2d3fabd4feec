"""
The first floor: is a request allowed, what does it cost, and why.

Pure: no clock, no luck, no file, no socket. Everything it knows comes from the contracts.
"""

from validator.errors import (
    ImageError,
    QuoteError,
    RuleKindError,
    UnknownReadingError,
    UnknownRuleError,
    ValidatorError,
)
from validator.images import read_image_facts
from validator.judge import Defect, Judge, judge_for
from validator.media import ImageFacts, Media, VideoFacts
from validator.oracle import check, quote
from validator.outcomes import Outcome, Outcomes
from validator.pricing import Line, Quote
from validator.readings import Readings
from validator.verdict import Verdict
from validator.violation import Violation

__all__ = [
    "Defect",
    "ImageError",
    "ImageFacts",
    "Judge",
    "Line",
    "Media",
    "Outcome",
    "Outcomes",
    "Quote",
    "QuoteError",
    "Readings",
    "RuleKindError",
    "UnknownReadingError",
    "UnknownRuleError",
    "ValidatorError",
    "Verdict",
    "VideoFacts",
    "Violation",
    "check",
    "judge_for",
    "quote",
    "read_image_facts",
]

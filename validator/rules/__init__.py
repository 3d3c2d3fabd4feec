"""The rule kinds: one file each, one line each in `KINDS`."""

from collections.abc import Mapping

from validator.rules.at_least_one import AtLeastOne
from validator.rules.at_most import AtMost
from validator.rules.each_at_most import EachAtMost
from validator.rules.forbidden import Forbidden
from validator.rules.https_url import HttpsUrl
from validator.rules.ignored import Ignored
from validator.rules.integral_number import IntegralNumber
from validator.rules.kind import Kind
from validator.rules.media_limit import MediaLimit
from validator.rules.minimum_billing import MinimumBilling
from validator.rules.placeholder import Placeholder
from validator.rules.public_host import PublicHost
from validator.rules.required import Required
from validator.rules.requires import Requires
from validator.rules.sequence import Sequence
from validator.rules.sum_equals import SumEquals
from validator.rules.text_shots import TextShots
from validator.rules.undocumented import Undocumented
from validator.rules.unknown_parameter import UnknownParameter
from validator.rules.unobservable import Unobservable
from validator.rules.utf16_length import Utf16Length

__all__ = ["KINDS", "Kind"]

KINDS: Mapping[str, type[Kind]] = {
    "at-least-one": AtLeastOne,
    "at-most": AtMost,
    "each-at-most": EachAtMost,
    "forbidden": Forbidden,
    "https-url": HttpsUrl,
    "ignored": Ignored,
    "integral-number": IntegralNumber,
    "media-limit": MediaLimit,
    "minimum-billing": MinimumBilling,
    "placeholder": Placeholder,
    "public-host": PublicHost,
    "required": Required,
    "requires": Requires,
    "sequence": Sequence,
    "sum-equals": SumEquals,
    "text-shots": TextShots,
    "undocumented": Undocumented,
    "unknown-parameter": UnknownParameter,
    "unobservable": Unobservable,
    "utf16-length": Utf16Length,
}

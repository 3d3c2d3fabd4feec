"""``https-url``: an address that begins with https and names a host."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self

from contracts import Rule
from validator.addresses import EXTRAORDINARY, parse_address
from validator.case import Case, Pick
from validator.media import Media
from validator.path import get, pointer, steps
from validator.rules.kind import Breach, RuleKind, settings
from validator.shape import Shape
from validator.signs import Formula, Sign

__all__ = ["HttpsUrl"]


class HttpsUrl(RuleKind, frozen=True):
    """*parameter* is an HTTPS address."""

    parameter: str
    path: tuple[str, ...]

    @classmethod
    def of(cls, rule: Rule, shape: Shape) -> Self:
        """Compile *rule*."""
        settings(rule)
        return cls(rule.parameter, steps(rule.parameter))

    def suspicion(self) -> Formula:
        """Suspect whatever is no ordinary address."""
        return Sign(self.path, EXTRAORDINARY)

    def breaches(self, request: dict[str, Any], media: Media) -> Iterable[Breach]:
        """Report the parameter."""
        url = get(request, self.path)
        if not isinstance(url, str):
            return ()
        address = parse_address(url)
        if address.problem:
            return ((pointer(self.parameter), f"{self.parameter} {address.problem}"),)
        if address.scheme != "https":
            return (
                (
                    pointer(self.parameter),
                    f"{self.parameter} must be HTTPS, not {address.scheme[:20]}",
                ),
            )
        return ()

    def describe(self) -> str:
        """Say the rule."""
        return f"`{self.parameter}` is an HTTPS address"

    def breach(self, case: Case, pick: Pick) -> None:
        """Send another scheme, no host, or no address at all."""
        bad = (
            "http://your-domain.com/hook",
            "ftp://your-domain.com/hook",
            "your-domain.com/hook",
            "https://",
            "https://a b.com/",
            "https://your-domain.com:99999/",
            "",
        )
        case.put(self.parameter, pick(bad))

    def mend(self, case: Case, pick: Pick) -> None:
        """Send the example."""
        case.put_example(self.parameter)

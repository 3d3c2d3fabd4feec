"""``public-host``: an address whose host is no machine of an internal network, in whatever spelling."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self

from contracts import Rule
from validator.addresses import EXTRAORDINARY, internal, parse_address
from validator.case import Case, Pick
from validator.errors import RuleKindError
from validator.media import Media
from validator.path import get, pointer, steps
from validator.rules.kind import Breach, RuleKind, settings
from validator.shape import Shape
from validator.signs import Formula, Sign

__all__ = ["PublicHost"]

_EXAMPLES = {
    "listed": (
        "127.0.0.1",
        "10.1.2.3",
        "172.31.255.255",
        "192.168.0.1",
        "0x7f000001",
        "2130706433",
        "0177.0.0.01",
        "127.1",
        "[::ffff:10.0.0.1]",
    ),
    "unlisted": (
        "localhost",
        "app.localhost",
        "[::1]",
        "0.0.0.0",  # noqa: S104 - an example of what is refused
        "127.8.8.8",
        "169.254.169.254",
        "[fe80::1]",
        "[fd00::1]",
        "printer.local",
        "db.internal",
    ),
}


class PublicHost(RuleKind, frozen=True):
    """The host of *parameter* is public; *ranges* says which internal ones are meant: the listed, or the others."""

    parameter: str
    path: tuple[str, ...]
    ranges: str

    @classmethod
    def of(cls, rule: Rule, shape: Shape) -> Self:
        """Compile *rule*."""
        ranges = settings(rule, "ranges")["ranges"]
        if ranges not in _EXAMPLES:
            raise RuleKindError(f"rule {rule.id}: ranges is listed or unlisted, not {ranges!r}")
        return cls(rule.parameter, steps(rule.parameter), ranges)

    def suspicion(self) -> Formula:
        """Suspect whatever is no ordinary address."""
        return Sign(self.path, EXTRAORDINARY)

    def breaches(self, request: dict[str, Any], media: Media) -> Iterable[Breach]:
        """Report the parameter."""
        url = get(request, self.path)
        if not isinstance(url, str):
            return ()
        address = parse_address(url)
        found = None if address.problem else internal(address.host)
        if found is None or found.listed != (self.ranges == "listed"):
            return ()
        message = f"{self.parameter} must be reachable from the internet: {found.why}"
        return ((pointer(self.parameter), message),)

    def describe(self) -> str:
        """Say the rule."""
        which = (
            "127.0.0.1, 10.x, 172.16 to 172.31 or 192.168.x"
            if self.ranges == "listed"
            else "any other loopback, link-local, unique-local or local name"
        )
        return f"The host of `{self.parameter}` is not internal: {which}, in whatever spelling"

    def breach(self, case: Case, pick: Pick) -> None:
        """Send an internal address."""
        case.put(self.parameter, f"https://{pick(_EXAMPLES[self.ranges])}/hook")

    def mend(self, case: Case, pick: Pick) -> None:
        """Send the example."""
        case.put_example(self.parameter)

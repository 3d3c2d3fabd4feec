"""``media-limit``: what an image or a video that the request names must be like, as far as its facts are known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Context, Decimal
from typing import Any, Self

from msgspec.structs import replace

from contracts import Rule
from validator.case import Case, Pick
from validator.errors import RuleKindError
from validator.media import ImageFacts, Media, VideoFacts
from validator.path import values
from validator.rules.kind import Breach, RuleKind, settings
from validator.shape import Shape
from validator.signs import Formula, Some, is_there

__all__ = ["FACTS", "MediaLimit"]

FACTS = {
    "image": ("format", "bytes", "side", "ratio"),
    "video": ("format", "bytes", "side", "width", "seconds", "fps"),
}

_UNITS = {
    "bytes": " bytes",
    "side": " px",
    "width": " px",
    "seconds": " s",
    "fps": " frames a second",
    "ratio": ":1",
}
_GOOD_IMAGE = ImageFacts("jpeg", 200_000, 1280, 1280)
_GOOD_VIDEO = VideoFacts(Decimal(5), "mp4", 2_000_000, 1080, 1080, Decimal(30))

# A context of its own: what the caller set for his own sums must not move a limit.
_EXACT = Context(prec=60)

_Number = int | Decimal


class MediaLimit(RuleKind, frozen=True):
    """One *fact* of every image or video of *paths* is among *options*, or from *minimum* to *maximum*."""

    media: str
    fact: str
    minimum: _Number | None
    maximum: _Number | None
    options: tuple[str, ...]
    paths: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, rule: Rule, shape: Shape) -> Self:
        """Compile *rule*."""
        found = settings(rule, "media", "fact", optional=("minimum", "maximum", "options"))
        if found["fact"] not in FACTS.get(found["media"], ()):
            raise RuleKindError(f"rule {rule.id}: {found['media']} has no fact {found['fact']!r}; known: {FACTS}")
        options = tuple(found.get("options", ()))
        paths = shape.media[found["media"]]
        return cls(
            found["media"],
            found["fact"],
            found.get("minimum"),
            found.get("maximum"),
            options,
            paths,
        )

    def suspicion(self) -> Formula:
        """Suspect a request that names such media."""
        return Some(tuple(is_there(path) for path in self.paths))

    def breaches(self, request: dict[str, Any], media: Media) -> Iterable[Breach]:
        """Report the parameter of each image or video that is outside the limit."""
        known: Any = media.images if self.media == "image" else media.videos
        if not known:
            return ()
        return [
            (at, f"{name}: {message}")
            for name, at, facts in self._known(request, known)
            for message in self._outside(facts)
        ]

    def describe(self) -> str:
        """Say the rule."""
        return f"The {self.fact} of each {self.media} is {self._limits()}"

    def breach(self, case: Case, pick: Pick) -> None:
        """Make one known, with a bad fact."""
        url = self._some_url(case, pick)
        if self.media == "image":
            case.images[url] = self._bad_image(pick)
        else:
            case.videos[url] = self._bad_video(pick)

    def mend(self, case: Case, pick: Pick) -> None:
        """Make them unknown."""
        case.images.clear()
        case.videos.clear()

    def dead(self, shape: Shape) -> str | None:
        """Dead where the model takes no such media."""
        return None if self.paths else f"this model takes no {self.media}"

    def _known(self, request: dict[str, Any], known: Any) -> Iterator[tuple[str, str, Any]]:
        for path in self.paths:
            for at, url in values(request, path):
                if isinstance(url, str) and url in known:
                    yield path[-1] if path[-1] != "[]" else path[-2], at, known[url]

    def _outside(self, facts: ImageFacts | VideoFacts) -> Iterator[str]:
        for name, value in _of(facts, self.fact):
            if self.options and value not in self.options:
                yield f"the {self.media} is {value}; allowed: {', '.join(self.options)}"
            elif not self.options and isinstance(value, int | Decimal):
                low = self.minimum is not None and value < self.minimum
                high = self.maximum is not None and value > self.maximum
                if low or high:
                    shown = value if isinstance(value, int) else f"{value:.4f}".rstrip("0").rstrip(".")
                    yield f"the {self.media}'s {name} is {shown}{_UNITS[self.fact]}; it must be {self._limits()}"

    def _limits(self) -> str:
        if self.options:
            return " or ".join(self.options)
        unit = _UNITS[self.fact]
        low = f"at least {self.minimum}{unit}" if self.minimum is not None else ""
        high = f"at most {self.maximum}{unit}" if self.maximum is not None else ""
        return " and ".join(part for part in (low, high) if part)

    def _some_url(self, case: Case, pick: Pick) -> str:
        there = [url for path in self.paths for _, url in values(case.request, path) if isinstance(url, str)]
        if not there:
            name = ".".join(pick(self.paths)).replace(".[]", "[]")
            case.put_example(name)
            there = [case.shape.example(name)]
        return pick(there)

    def _beyond(self, pick: Pick) -> _Number:
        least = self.minimum - 1 if self.minimum is not None else None
        most = self.maximum + 1 if self.maximum is not None else None
        return pick([bad for bad in (least, most) if bad is not None])

    def _bad_image(self, pick: Pick) -> ImageFacts:
        if self.fact == "format":
            return replace(_GOOD_IMAGE, format=pick(("webp", "gif", "unknown")))
        bad = int(self._beyond(pick))
        if self.fact == "bytes":
            return replace(_GOOD_IMAGE, bytes=bad)
        if self.fact == "side":
            width, height = pick(((bad, bad + 101), (bad + 101, bad), (bad, bad)))
            return replace(_GOOD_IMAGE, width=width, height=height)
        width, height = pick(((1000, 1000 * (bad + 1)), (1000 * (bad + 1), 1000)))
        return replace(_GOOD_IMAGE, width=width, height=height)

    def _bad_video(self, pick: Pick) -> VideoFacts:
        if self.fact == "format":
            return replace(_GOOD_VIDEO, format=pick(("webm", "avi")))
        bad = self._beyond(pick)
        if self.fact == "seconds":
            return replace(_GOOD_VIDEO, seconds=Decimal(bad))
        if self.fact == "fps":
            return replace(_GOOD_VIDEO, fps=Decimal(bad))
        if self.fact == "bytes":
            return replace(_GOOD_VIDEO, bytes=int(bad))
        return replace(_GOOD_VIDEO, width=int(bad), height=int(bad))


def _of(facts: ImageFacts | VideoFacts, fact: str) -> Iterator[tuple[str, str | _Number]]:
    """Yield the fact by its name; what is unknown is not judged."""
    if fact == "side":
        pairs: tuple[tuple[str, Any], ...] = (("width", facts.width), ("height", facts.height))
    elif fact == "ratio":
        pairs = (("ratio of long to short side", _ratio(facts.width, facts.height)),)
    else:
        pairs = ((fact, getattr(facts, fact)),)
    for name, value in pairs:
        if value is not None:
            yield name, value


def _ratio(width: int | None, height: int | None) -> Decimal | None:
    """Return the long side over the short one; an image without a side has no ratio."""
    if not width or not height:
        return None
    return _EXACT.divide(Decimal(max(width, height)), Decimal(min(width, height)))

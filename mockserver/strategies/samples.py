"""
Made-up names, prompts in several scripts, addresses and whole requests, from a seed.

Needs Faker (``pip install 'klingmock[test]'``). The same seed gives the same text, whatever else uses Faker.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache
from random import Random
from typing import Any

from faker import Faker
from hypothesis import strategies as st

from contracts import load
from mockserver.core import chance
from validator import Readings, judge_for
from validator.derive.examples import breaking_case, dead_reason, nth_pick, rules_of, valid_case
from validator.judge import Judge

__all__ = ["LANGUAGES", "broken_samples", "image_url", "name", "prompt", "prompts", "samples"]

LANGUAGES = ("en_US", "ja_JP", "zh_CN", "ko_KR", "ar_AA", "he_IL", "hi_IN", "th_TH", "ru_RU", "el_GR", "fr_FR", "de_DE")
"""The locales of Faker that texts are drawn of, in as many scripts."""

_SIGNS = ("", "", "", " \N{SAILBOAT}", " \N{CLAPPER BOARD}\N{SPARKLES}", " <<<element_1>>>")
_ENDINGS = ("jpg", "jpeg", "png")
_ATTEMPTS = 20
_SEEDS = 2**32


def prompt(seed: int, *, longest: int = 2_500) -> str:
    """Make up a prompt of at most so many code points, in a language that the seed draws."""
    luck = Random(seed)  # noqa: S311 - seeded, for examples
    made = _faker(luck.choice(LANGUAGES), seed)
    # Some languages of Faker have names of their own, but Latin sentences.
    text = f"{made.name()}: {made.paragraph(nb_sentences=luck.randint(1, 3))}{luck.choice(_SIGNS)}"
    return text[:longest]


def name(seed: int, *, longest: int = 20) -> str:
    """Make up a person's name of at most so many code points."""
    return _faker(Random(seed).choice(LANGUAGES), seed).name()[:longest]  # noqa: S311 - seeded, for examples


def image_url(seed: int) -> str:
    """Make up the address of an image."""
    made = _faker(LANGUAGES[0], seed)
    return f"https://{made.domain_name()}/{made.slug()}.{Random(seed).choice(_ENDINGS)}"  # noqa: S311 - as above


def prompts(*, longest: int = 2_500) -> st.SearchStrategy[str]:
    """Draw made-up prompts; they shrink to simpler seeds, not to shorter texts."""
    return st.integers(0, _SEEDS - 1).map(lambda seed: prompt(seed, longest=longest))


def samples(model: str, *, seed: int = 0, readings: Readings | None = None) -> Iterator[dict[str, Any]]:
    """
    Yield valid requests to *model* without end, each with texts and addresses of its own.

    Raises:
        UnknownModelError: There is no contract for it.
    """
    judge = judge_for(load(model).model, readings or Readings.of())
    number = 0
    while True:
        request = _valid(judge, chance.nth(seed, "sample", number))
        number += 1
        if request is not None:
            yield request


def broken_samples(
    model: str, *, seed: int = 0, readings: Readings | None = None
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield requests to *model* without end, each with the one rule that it breaks; rules take turns."""
    judge = judge_for(load(model).model, readings or Readings.of())
    rules = {name: rule for name, rule in rules_of(judge).items() if dead_reason(judge, rule) is None}
    number = 0
    while True:
        for name_of_rule, rule in rules.items():
            drawn = chance.nth(seed, "broken sample", number)
            number += 1
            pick = nth_pick(drawn + 1)
            base = valid_case(judge, pick=pick, text=_texts(drawn))
            broken = breaking_case(judge, rule, base, pick=pick) if base else None
            # A rule about images or videos is broken by what is in them, which a request does not say.
            if broken and {one.rule for one in judge.check(broken.request).errors} == {name_of_rule}:
                yield name_of_rule, broken.request


def _valid(judge: Judge, drawn: int) -> dict[str, Any] | None:
    case = valid_case(judge, pick=nth_pick(drawn + 1), text=_texts(drawn))
    if case is None:
        return None
    for attempt in range(_ATTEMPTS):
        request: dict[str, Any] = _with_own_addresses(case.request, drawn + attempt)
        if not judge.check(request).errors:
            return request
    return case.request if not judge.check(case.request).errors else None


def _texts(drawn: int) -> Callable[[int], str]:
    seeds = Random(drawn)  # noqa: S311 - seeded, for examples
    return lambda longest: prompt(seeds.randrange(_SEEDS), longest=longest)


def _with_own_addresses(value: Any, seed: int) -> Any:
    if isinstance(value, dict):
        return {key: _with_own_addresses(member, seed + at) for at, (key, member) in enumerate(value.items())}
    if isinstance(value, list):
        return [_with_own_addresses(member, seed + at) for at, member in enumerate(value)]
    ours = isinstance(value, str) and value.startswith("https://example.com/") and value.endswith(_ENDINGS)
    return image_url(seed) if ours else value


@lru_cache(maxsize=len(LANGUAGES))
def _speaker(language: str) -> Faker:
    return Faker(language)


def _faker(language: str, seed: int) -> Faker:
    made = _speaker(language)
    made.seed_instance(seed)
    return made

"""Texts of which it is enough to know that they are ordinary: most prompts and addresses."""

from collections.abc import Callable

from contracts import load, model_names
from validator.likeness import FreeText
from validator.outcomes import Outcomes

__all__ = ["free_texts", "is_ordinary"]


def free_texts(outcomes: Outcomes) -> dict[str, FreeText]:
    """
    Return what every model that knows it takes for a free text, each ordinary only where all of them find it so.

    Of what a model does not know, it does not look at the value.
    """
    found: dict[str, list[FreeText]] = {}
    for model in model_names():
        for name, text in outcomes.texts(model).items():
            found.setdefault(name, []).append(text)
    takers = {name: sum(name in load(model).parameters for model in model_names()) for name in found}
    return {name: FreeText.strictest(texts) for name, texts in found.items() if len(texts) == takers[name]}


def is_ordinary(text: FreeText) -> Callable[[str], bool]:
    """Return the short way to know that a value is an ordinary one of *text*: as few calls as there are questions."""
    shortest, longest = text.shortest, text.longest
    match text.questions:
        case ():
            return lambda value: shortest <= len(value) <= longest
        case (asked,):
            return lambda value: shortest <= len(value) <= longest and not asked(value)
        case (asked, also):
            return lambda value: shortest <= len(value) <= longest and not (asked(value) or also(value))
        case questions:
            return lambda value: shortest <= len(value) <= longest and not any(asked(value) for asked in questions)

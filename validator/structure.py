"""
What one parameter may be: judged by the JSON Schema derived from the contract.

Two judges read that schema. ``jsonschema-rs`` is the fast one; ``jsonschema`` is the independent second opinion, and a
property test holds both to the same verdict under the same rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any

import jsonschema_rs
from msgspec import Struct

from contracts import Parameter
from validator.addresses import EXTRAORDINARY, parse_address
from validator.case import Case, Pick
from validator.path import name_of, pointer_of, steps, values
from validator.schema import KEYWORDS, fragment, json_schema
from validator.shape import Shape
from validator.shown import shown
from validator.signs import Formula, either

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator

__all__ = ["Finding", "Structure", "StructureRule", "fits"]

_FORMAT_KEYWORDS = ("pattern", "not", "then")

_WRONG_VALUES: dict[str, Any] = {
    "string": "x",
    "integer": 7,
    "number": 0.5,
    "boolean": True,
    "array": [],
    "object": {},
}


class StructureRule(Struct, frozen=True):
    """One limit of one parameter; `keyword` is JSON Schema's word for it, or ``required``, ``type`` or ``format``."""

    id: str
    parameter: Parameter
    keyword: str

    def describe(self) -> str:
        """Say the rule in one sentence without its full stop."""
        name, parameter = f"`{self.parameter.name}`", self.parameter
        says = {
            "required": "is required",
            "type": f"is {_types(parameter)}",
            "enum": f"is {' or '.join(f'`{option}`' for option in parameter.enum)}",
            "minimum": f"is at least {parameter.minimum}",
            "maximum": f"is at most {parameter.maximum}",
            "minLength": f"has at least {parameter.min_length} characters",
            "maxLength": f"has at most {parameter.max_length} characters (Unicode code points)",
            "minItems": f"has at least {parameter.min_items} items",
            "maxItems": f"has at most {parameter.max_items} items",
            "format": "is an http(s) address"
            if parameter.format == "url"
            else "is a number of at least 1, in digits only",
        }
        return f"{name} {says[self.keyword]}"

    def breach(self, case: Case, pick: Pick) -> None:
        """Change *case* so that it breaks this limit."""
        name, parameter = self.parameter.name, self.parameter
        if self.keyword == "required":
            case.put_example(name)
            case.drop(name)
            return
        bad: dict[str, Any] = {
            "type": lambda: pick(
                [
                    *(value for kind, value in _WRONG_VALUES.items() if kind not in _also(parameter.types)),
                    None,
                ]
            ),
            "enum": lambda: pick(("", "unknown", (parameter.enum or ("",))[0].upper() + " ")),
            "minimum": lambda: pick((int(parameter.minimum or 0) - 1, int(parameter.minimum or 0) - 1000)),
            "maximum": lambda: pick((int(parameter.maximum or 0) + 1, 10**30)),
            "minLength": lambda: "x" * ((parameter.min_length or 1) - 1),
            "maxLength": lambda: self._too_long(pick),
            "format": lambda: pick(
                (
                    "",
                    "example.com/a.jpg",
                    "ftp://example.com/a.jpg",
                    "https://",
                    "https://a b/c.jpg",
                )
                if parameter.format == "url"
                else ("", "five", "0", "-1", "1.5", "5\n", "\u0665")
            ),
        }
        if self.keyword == "minItems":
            case.put(name, [case.item(name, number) for number in range(1, parameter.min_items or 1)])
        elif self.keyword == "maxItems":
            case.put(
                name,
                [case.item(name, number) for number in range(1, (parameter.max_items or 0) + 2)],
            )
        else:
            case.put(name, bad[self.keyword]())

    def _too_long(self, pick: Pick) -> str:
        longest, example = self.parameter.max_length or 0, str(self.parameter.example)
        if "://" in example:
            return example + "x" * (longest + 1 - len(example))
        return pick(("x", "\N{GRINNING FACE}", "\u5b57")) * (longest + 1)

    def mend(self, case: Case, pick: Pick) -> None:  # noqa: ARG002 - one signature for all rules
        """Change *case* so that it keeps this limit, in the first place where it stands."""
        name = self.parameter.name
        if self.keyword == "maxItems":
            del case.array(name)[self.parameter.max_items :]
        elif "[]" in name and not name.endswith("[]"):
            *way, last = steps(name)
            for _, holder in list(values(case.request, tuple(way))):
                if isinstance(holder, dict):
                    holder[last] = case.shape.example(name)
        else:
            case.put_example(name)

    def message(self, value: object) -> str:
        """Say what is wrong with *value*."""
        name, parameter = self.parameter.name.rpartition(".")[2], self.parameter
        if self.keyword == "required":
            return f"{name} is required"
        if self.keyword in ("minLength", "maxLength"):
            bound = (
                f"at least {parameter.min_length}" if self.keyword == "minLength" else f"at most {parameter.max_length}"
            )
            return f"{name} has {len(str(value))} characters; it must have {bound}"
        if self.keyword in ("minItems", "maxItems"):
            count = len(value) if isinstance(value, list) else 0
            bound = (
                f"at least {parameter.min_items}" if self.keyword == "minItems" else f"at most {parameter.max_items}"
            )
            return f"{name} has {count} items; it must have {bound}"
        if self.keyword == "format" and parameter.format == "url":
            problem = parse_address(value).problem if isinstance(value, str) else None
            return f"{name} must be an http(s) address: {shown(value)} {problem or 'is another kind of address'}"
        wanted = {
            "type": _types(parameter),
            "enum": " or ".join(parameter.enum),
            "minimum": f"at least {parameter.minimum}",
            "maximum": f"at most {parameter.maximum}",
            "format": 'a string of digits, at least 1, such as "5"',
        }
        return f"{name} must be {wanted[self.keyword]}, not {shown(value)}"


class Finding(Struct, frozen=True):
    """One broken limit: where, which, and the value."""

    at: str
    rule: StructureRule
    value: Any


class Structure:
    """The judge of one shape's structure."""

    def __init__(self, shape: Shape) -> None:
        self.schema = json_schema(shape)
        self.rules = {rule.id: rule for rule in _rules(shape)}
        self._prefix = shape.contract.prefix
        self._fast = jsonschema_rs.validator_for(self.schema)
        self.is_valid = self._fast.is_valid
        self._urls = tuple(steps(name) for name, parameter in shape.parameters.items() if parameter.format == "url")

    def suspicion(self) -> Formula:
        """Return the signs without which every address in a request is a good one."""
        return either(self._urls, EXTRAORDINARY)

    def holds(self, request: dict[str, Any]) -> bool:
        """Say fast whether *request* keeps every limit."""
        return self.is_valid(request) and not any(True for _ in self._bad_urls(request))

    def findings(self, request: dict[str, Any]) -> list[Finding]:
        """Return every broken limit, sorted by place and rule."""
        errors = (
            (list(error.instance_path), _keyword(error.schema_path), None) for error in self._fast.iter_errors(request)
        )
        return self._findings(request, self._missing_named(request, errors))

    def second_opinion(self, request: dict[str, Any]) -> list[Finding]:
        """Return the same from ``jsonschema``, an independent implementation."""
        errors = (
            (list(error.absolute_path), _keyword(error.absolute_schema_path), None)
            for error in self._slow.iter_errors(request)
        )
        return self._findings(request, self._missing_named(request, errors))

    @cached_property
    def _slow(self) -> Draft202012Validator:
        from jsonschema import Draft202012Validator  # noqa: PLC0415 - the second opinion is rarely asked, and slow to load

        return Draft202012Validator(self.schema)

    def _missing_named(
        self, request: dict[str, Any], errors: Iterable[tuple[list[str | int], str, None]]
    ) -> Iterator[tuple[list[str | int], str]]:
        """Turn each "a member is missing" of an object into one error per missing member, at that member."""
        for place, keyword, _ in errors:
            if keyword != "required":
                yield place, keyword
                continue
            holder = _value_at(request, place)
            inside = name_of(place)
            for rule in self.rules.values():
                if rule.keyword == "required" and rule.parameter.parent == inside and rule.parameter.key not in holder:
                    yield [*place, rule.parameter.key], keyword

    def _findings(self, request: dict[str, Any], errors: Iterable[tuple[list[str | int], str]]) -> list[Finding]:
        found: dict[tuple[str, str], Finding] = {}
        for place, keyword in [*errors, *self._bad_urls(request)]:
            rule = self.rules.get(f"{self._prefix}/{name_of(place)}/{keyword}")
            if rule is not None:
                value = _value_at(request, place)
                found[pointer_of(place), rule.id] = Finding(pointer_of(place), rule, value)
        mistyped = {at for (at, _), finding in found.items() if finding.rule.keyword == "type"}
        return [
            finding
            for (at, _), finding in sorted(found.items())
            if at not in mistyped or finding.rule.keyword == "type"
        ]

    def _bad_urls(self, request: dict[str, Any]) -> Iterator[tuple[list[str | int], str]]:
        for path in self._urls:
            for at, url in values(request, path):
                if isinstance(url, str) and parse_address(url).problem:
                    yield (
                        [int(step) if step.isdigit() else step for step in at.split("/")[1:]],
                        "format",
                    )


def _rules(shape: Shape) -> Iterator[StructureRule]:
    """Yield a rule for each limit of each parameter; `model` has none, for it decides which contract is asked."""
    for name, parameter in shape.parameters.items():
        if name != "model":
            keywords = ["type", *(["required"] if parameter.required else [])]
            keywords += [
                keyword for keyword, attribute in KEYWORDS.items() if getattr(parameter, attribute) not in (None, ())
            ]
            keywords += ["format"] if parameter.format else []
            for keyword in keywords:
                yield StructureRule(f"{shape.contract.prefix}/{name}/{keyword}", parameter, keyword)


def fits(parameter: Parameter, value: object) -> bool:
    """Say whether *value* keeps every limit of *parameter* alone."""
    return bool(jsonschema_rs.is_valid(fragment(parameter), value))


def _keyword(path: Iterable[str | int]) -> str:
    words = [word for word in path if isinstance(word, str)]
    return "format" if set(words[-3:]) & set(_FORMAT_KEYWORDS) else words[-1]


def _value_at(request: Any, place: list[str | int]) -> Any:
    value = request
    for step in place:
        value = value.get(step) if isinstance(value, dict) else value[step]
    return value


def _types(parameter: Parameter) -> str:
    names = {"integer": "an integer", "array": "an array", "object": "an object"}
    return " or ".join(names.get(kind, f"a {kind}") for kind in parameter.types)


def _also(types: tuple[str, ...]) -> set[str]:
    return {*types, "integer"} if "number" in types else set(types)

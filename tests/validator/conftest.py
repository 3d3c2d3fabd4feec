"""The cases of ``fixtures/``, one test each, and how to read what JSON cannot write at length."""

import json
from functools import cache
from pathlib import Path

import pytest

from validator import ImageFacts, VideoFacts

FIXTURES = Path(__file__).parents[2] / "fixtures"
CHUNK = 1000  # digits; Python reads no integer of many thousands at once

# A test that takes an argument of this name runs once for each entry under that key of those files.
CASES = {
    "request_case": ("requests/*.json", "cases"),
    "price_cell": ("prices/kling-*.json", "cases"),
    "price_case": ("prices/other-prices.json", "cases"),
    "internal_address": ("callbacks/addresses.json", "internal"),
    "public_address": ("callbacks/addresses.json", "public"),
    "malformed_address": ("callbacks/addresses.json", "malformed"),
    "image_file": ("images/headers.json", "files"),
    "image_case": ("images/facts.json", "cases"),
}


def grown(value):
    """Replace each generator by what it stands for: repeat, join, integer."""
    if isinstance(value, list):
        return [grown(item) for item in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == {"repeat"}:
        text, times = value["repeat"]
        return text * times
    if value.keys() == {"join"}:
        return "".join(grown(part) for part in value["join"])
    if value.keys() == {"integer"}:
        return integer(grown(value["integer"]))
    return {name: grown(member) for name, member in value.items()}


def integer(text):
    digits, found = text.removeprefix("-"), 0
    for at in range(0, len(digits), CHUNK):
        part = digits[at : at + CHUNK]
        found = found * 10 ** len(part) + int(part)
    return -found if text.startswith("-") else found


@cache
def entries(pattern, key):
    files = sorted(FIXTURES.glob(pattern))
    assert files, f"no fixtures match {pattern}"
    return [(file.stem, entry) for file in files for entry in json.loads(file.read_text(encoding="utf-8"))[key]]


def pytest_generate_tests(metafunc):
    for argument, (pattern, key) in CASES.items():
        if argument in metafunc.fixturenames:
            found = entries(pattern, key)
            if argument == "request_case":
                found = [(stem, entry) for stem, entry in found if "verdicts" not in entry]
            names = [
                f"{stem}-{entry.get('name') or entry.get('url') or number}"
                for number, (stem, entry) in enumerate(found)
            ]
            metafunc.parametrize(argument, [grown(entry) for _, entry in found], ids=names)


@pytest.fixture(scope="session")
def dispute_cases():
    """Return the cases that show each reading of each dispute, by dispute."""
    return {entry["dispute"]: grown(entry) for _, entry in entries("requests/disputes.json", "cases")}


@pytest.fixture(scope="session")
def facts():
    """Turn the videos of a case into what the judge takes."""

    def read(case):
        images = {url: ImageFacts(**found) for url, found in case.get("images", {}).items()}
        videos = {url: VideoFacts(**found) for url, found in case.get("videos", {}).items()}
        return {"images": images, "videos": videos}

    return read


@pytest.fixture(scope="session")
def found():
    """Write violations as the fixtures do; notes on defaults are left out there, for every request has them."""

    def pairs(violations):
        return [{"rule": one.rule, "at": one.at} for one in violations if not one.rule.endswith("/default")]

    return pairs


@pytest.fixture(scope="session")
def ordered():
    """Sort violations as the fixtures write them, for their order is not promised."""

    def order(pairs):
        return sorted(pairs, key=lambda pair: (pair["rule"], pair["at"]))

    return order


@pytest.fixture(scope="session")
def fixtures():
    """Return the folder of the fixtures."""
    return FIXTURES

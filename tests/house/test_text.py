"""What the project's own text may not say."""

import io
import re
import tokenize
from itertools import groupby

import pytest

# Bracketed letters keep these patterns from finding themselves.
MACHINE_PATH = re.compile(r"(?<![\w.:/~<\]\-])/(?:wor[k]|tm[p]|hom[e]|roo[t]|User[s])/\w")
UNFINISHED = re.compile(r"\b(?:TOD[O]|FIXM[E])\b")

WALL_CLOCK_AND_LUCK = re.compile(
    r"datetime\.(?:now|utcnow|today)\b|date\.today\b|time\.(?:time|monotonic|perf_counter)\b"
    r"|\b(?:import|from) (?:random|secrets)\b|\b(?:random|secrets)\.|\burandom\b|\buuid[14]\b"
)
FLOAT = re.compile(r"\bfloat \(")
FILES = re.compile(r"(?<!\. )\bopen \(|\b(?:read|write)_(?:text|bytes)\b")
REASON = re.compile(r"#.*\bon purpose: \w")


def code_lines(text):
    """Yield each line's code, tokens one space apart and without its strings, and its comment."""
    silent = {tokenize.STRING, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    for line, group in groupby(tokens, key=lambda token: token.start[0]):
        row = list(group)
        words = [t.string for t in row if t.type not in silent | {tokenize.COMMENT}]
        notes = [t.string for t in row if t.type == tokenize.COMMENT]
        yield line, " ".join(words).replace(" . ", "."), " ".join(notes)


def offences(text, pattern):
    """Name the lines of *text* whose code matches *pattern* and gives no reason for it."""
    return [line for line, code, comment in code_lines(text) if pattern.search(code) and not REASON.search(comment)]


def offenders(files, pattern, root):
    return [
        f"{file.relative_to(root)}:{line}"
        for file in files
        for line in offences(file.read_text(encoding="utf-8"), pattern)
    ]


def matches(files, pattern, root):
    for file in files:
        text = file.read_bytes().decode("utf-8", "replace")
        for number, line in enumerate(text.splitlines(), 1):
            if pattern.search(line):
                yield f"{file.relative_to(root)}:{number}: {line.strip()[:80]}"


def test_no_file_names_a_place_of_one_machine(shipped, root):
    assert list(matches(shipped, MACHINE_PATH, root)) == []


def test_no_file_says_that_it_is_unfinished(shipped, root):
    assert list(matches(shipped, UNFINISHED, root)) == []


def test_nothing_below_the_server_asks_for_the_time_or_for_luck(sources, root):
    files = sources("contracts", "validator", "mockserver/core")

    assert offenders(files, WALL_CLOCK_AND_LUCK, root) == []


def test_nothing_below_the_server_makes_a_float(sources, root):
    files = sources("contracts", "validator", "mockserver/core")

    assert offenders(files, FLOAT, root) == []


def test_the_judge_and_the_core_touch_no_file(sources, root):
    assert offenders(sources("validator", "mockserver/core"), FILES, root) == []


@pytest.mark.parametrize(
    ("pattern", "code"),
    [
        (WALL_CLOCK_AND_LUCK, "now = datetime.now(UTC)"),
        (WALL_CLOCK_AND_LUCK, "now = datetime.datetime.utcnow()"),
        (WALL_CLOCK_AND_LUCK, "now = time.time()"),
        (WALL_CLOCK_AND_LUCK, "import random"),
        (WALL_CLOCK_AND_LUCK, "from random import choice"),
        (WALL_CLOCK_AND_LUCK, "draw = random.random()"),
        (WALL_CLOCK_AND_LUCK, "name = secrets.token_hex()"),
        (WALL_CLOCK_AND_LUCK, "name = uuid4()"),
        (FLOAT, "price = float(text)"),
        (FLOAT, "price = f(\n    1,\n    float(text),\n)"),
        (FILES, "text = open(name).read()"),
        (FILES, "text = path.read_text()"),
    ],
)
def test_an_offence_is_seen_and_a_reason_excuses_it(pattern, code):
    excused = "\n".join(f"{line}  # on purpose: shown" for line in code.splitlines())

    assert offences(code, pattern) != []
    assert offences(excused, pattern) == []
    assert offences(repr(code), pattern) == []
    assert offences(f"# {code.splitlines()[0]}", pattern) == []


@pytest.mark.parametrize("text", ["see /{}/main", "cd /{}/main", "`/{}/x`", '"/{}/x"', "file:///{}/x", "a=/{}/x"])
def test_a_place_of_one_machine_is_seen(text):
    assert MACHINE_PATH.search(text.format("wor" + "k")) or "file:" in text


@pytest.mark.parametrize("text", ["https://example.com/{}/x", "my/{}/x", "../{}/x"])
def test_a_path_of_a_url_or_a_relative_path_is_no_place_of_one_machine(text):
    assert not MACHINE_PATH.search(text.format("wor" + "k"))

"""``sarif``: SARIF 2.1.0, for code scanning services and editors."""

import json
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import quote

from mockserver.cli.judged import Judged
from mockserver.cli.request_file import STDIN
from validator import Violation

__all__ = ["sarif"]

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_FINGERPRINT = "klingmock/v1"


def sarif(judged: Sequence[Judged], notes: bool) -> Iterator[str]:  # noqa: FBT001 - one signature for all reports
    """Write one run; rule ids are the contract's, paths are relative to the current folder."""
    found = [(one, kind, v) for one in judged for kind, v in one.remarks(notes=notes)]
    rules: dict[str, Violation] = {}
    for _, _, violation in found:
        rules.setdefault(violation.rule, violation)
    order = {rule: index for index, rule in enumerate(rules)}
    seen: Counter[str] = Counter()
    results = [
        _result(one, violation, level=kind, index=order[violation.rule], seen=seen) for one, kind, violation in found
    ]
    driver = {
        "name": "klingmock",
        "semanticVersion": version("klingmock"),
        "rules": [_rule(violation) for violation in rules.values()],
    }
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    yield json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


def _rule(violation: Violation) -> dict[str, Any]:
    return {
        "id": violation.rule,
        "shortDescription": {"text": f"{violation.rule}, after {violation.source}"},
        "help": {"text": f"klingmock explain {violation.rule}"},
        "properties": {"source": violation.source.to_dict(), "dispute": violation.dispute},
    }


def _result(one: Judged, violation: Violation, *, level: str, index: int, seen: Counter[str]) -> dict[str, Any]:
    region = {"startLine": one.line_at(violation)}
    if one.column:
        region["startColumn"] = one.column
    said = f"{violation.at or '(request)'}: {violation.message}"
    print_ = _fingerprint(one, violation)
    seen[print_] += 1
    return {
        "ruleId": violation.rule,
        "ruleIndex": index,
        "level": level,
        "message": {"text": said},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": _uri(one.file)},
                    "region": region,
                },
                "logicalLocations": [{"fullyQualifiedName": violation.at or "/"}],
            }
        ],
        # The count keeps two equal lines of one file apart.
        "partialFingerprints": {_FINGERPRINT: f"{print_}:{seen[print_]}"},
    }


def _fingerprint(one: Judged, violation: Violation) -> str:
    """Hash what stays when lines move: file, rule, place in the request, and the request itself."""
    subject = [_uri(one.file), violation.rule, violation.at, one.request]
    return sha256(json.dumps(subject, sort_keys=True).encode()).hexdigest()[:32]


def _uri(file: str) -> str:
    if file == STDIN:
        return "stdin"
    path = Path(os.path.normpath(Path(file).absolute()))
    try:
        return quote(path.relative_to(Path.cwd()).as_posix())
    except ValueError:
        return path.as_uri()

"""
The harnesses, one file each: what of klingmock is fuzzed from the inside, guided by the lines that it reaches.

To add one, write its module, with ``seeds()`` and ``attempt(data)``, and its line in `HARNESSES`.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["HARNESSES", "Harness"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Harness:
    """
    One harness.

    Args:
        module: Where it is: ``seeds()`` yields inputs to begin with, ``attempt(data)`` raises when it finds something.
        about: What it is about, in a line.
        watched: The packages and modules whose lines guide it.
        mutator: How inputs are changed, by its name in `fuzz.mutators`.
        largest: Bytes of the longest input.
        runs: How many inputs the short version in the test suite tries.
    """

    module: str
    about: str
    watched: tuple[str, ...]
    mutator: str
    largest: int
    runs: int


HARNESSES: dict[str, Harness] = {
    "judge": Harness(
        module="fuzz.judge",
        about="any body is judged and priced under each preset, the same however it is looked at",
        watched=("validator",),
        mutator="json",
        largest=16_384,
        runs=1_000,
    ),
    "contracts": Harness(
        module="fuzz.contract_files",
        about="any contract file is read or refused in words",
        watched=("contracts", "tomllib"),
        mutator="lines",
        largest=16_384,
        runs=150,
    ),
    "images": Harness(
        module="fuzz.images",
        about="any bytes are an image with sides, or none",
        watched=("validator.images", "validator.media"),
        mutator="bytes",
        largest=4_096,
        runs=20_000,
    ),
    "videos": Harness(
        module="fuzz.videos",
        about="any bytes are a whole MP4 or not, and a box more changes nothing in that",
        watched=("mockserver.reference.mp4",),
        mutator="bytes",
        largest=65_536,
        runs=5_000,
    ),
    "archives": Harness(
        module="fuzz.archives",
        about="any HTTP Archive is read, cleaned of keys and taken as evidence, or refused in words",
        watched=("mockserver.har", "mockserver.evidence", "mockserver.core.redaction"),
        mutator="json",
        largest=16_384,
        runs=300,
    ),
    "uploads": Harness(
        module="fuzz.uploads",
        about="any upload, as a form or as JSON, is answered in the envelope",
        watched=("mockserver.web", "mockserver.core", "werkzeug.formparser", "werkzeug.sansio.multipart"),
        mutator="bytes",
        largest=8_192,
        runs=500,
    ),
    "audit": Harness(
        module="fuzz.audit_files",
        about="any file is audited, or refused in words",
        watched=("mockserver.audit", "mockserver.har", "gzip"),
        mutator="lines",
        largest=8_192,
        runs=500,
    ),
}

"""HTTP Archives: read with a bound, cleaned of keys, and written so that a crash tears one entry at most."""

from mockserver.har.errors import HarError
from mockserver.har.reader import LARGEST, HarEntry, har_entries, read_har
from mockserver.har.scrub import scrub
from mockserver.har.writer import HarWriter

__all__ = ["LARGEST", "HarEntry", "HarError", "HarWriter", "har_entries", "read_har", "scrub"]

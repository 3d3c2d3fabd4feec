"""Evidence: what recorded traffic of the real gateway proves of the contract, and what it does not."""

from mockserver.evidence.intake import FileReport, Intake, take_in
from mockserver.evidence.weigh import Evidence, Finding, weigh

__all__ = ["Evidence", "FileReport", "Finding", "Intake", "take_in", "weigh"]

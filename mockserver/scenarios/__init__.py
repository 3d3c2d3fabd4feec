"""
Scenarios that are shipped, one TOML file each, and the reader of files like them.

To add one, write its file: ``title``, ``about``, any setting of a world, and ``[[faults]]``.
"""

from mockserver.scenarios.files import ScenarioFileError, find_scenario, shipped_names, shipped_scenarios
from mockserver.scenarios.stage import stage

__all__ = ["ScenarioFileError", "find_scenario", "shipped_names", "shipped_scenarios", "stage"]

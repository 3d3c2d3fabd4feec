"""
The ground floor: the only place where the API is written down.

Each model has one TOML file; ``api.toml`` says what they share, ``sources.toml`` which pages may be cited and
``disputes.toml`` where those pages contradict each other. The loader turns them into frozen values, and refuses
whatever it does not understand.
"""

from contracts.api import AnswerField, Api, ErrorAnswer, RequestRule, Route, State, TaskError
from contracts.billing import Billing, Tier
from contracts.dispute import PRESETS, Dispute
from contracts.errors import ContractError, ContractsError, UnknownModelError
from contracts.loader import Library, api, disputes, load, model_names, sources
from contracts.model import Contract
from contracts.parameter import Parameter
from contracts.rule import Rule
from contracts.source import Page, Source, Sources
from contracts.task import ResponseField, TaskShape

__all__ = [
    "PRESETS",
    "AnswerField",
    "Api",
    "Billing",
    "Contract",
    "ContractError",
    "ContractsError",
    "Dispute",
    "ErrorAnswer",
    "Library",
    "Page",
    "Parameter",
    "RequestRule",
    "ResponseField",
    "Route",
    "Rule",
    "Source",
    "Sources",
    "State",
    "TaskError",
    "TaskShape",
    "Tier",
    "UnknownModelError",
    "api",
    "disputes",
    "load",
    "model_names",
    "sources",
]

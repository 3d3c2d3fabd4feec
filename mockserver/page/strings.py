"""Every sentence and label of the page, so that a translation is one file."""

from collections.abc import Mapping
from typing import Final

__all__ = ["DONE", "TEXTS", "VIEW_TITLES"]

VIEW_TITLES: Final[Mapping[str, str]] = {
    "overview": "Overview",
    "calls": "Calls",
    "worlds": "Worlds",
}
"""What a view is called in the navigation, by its name."""

DONE: Final[Mapping[str, str]] = {
    "reset": "The world has begun anew.",
}
"""What is said when something has been done."""

TEXTS: Final[Mapping[str, str]] = {
    "actions": "Actions",
    "answer": "Answer",
    "available": "Available",
    "back": "Back",
    "balance": "Balance",
    "body_bytes": "{bytes} bytes",
    "call": "Call {number}",
    "calls": "Calls",
    "calls_dropped": "{dropped} older calls are no longer kept.",
    "calls_found": "{found} of {total} calls",
    "calls_none": "No call has come in yet.",
    "calls_none_fit": "No call fits.",
    "clear": "Clear",
    "clock": "Clock",
    "credits": "credits",
    "done_tasks": "Tasks done",
    "error_title": "That did not work",
    "fault": "Fault",
    "faults": "Faults",
    "filter": "Filter",
    "filter_operation": "Operation",
    "filter_status": "Status",
    "filter_task": "Task",
    "filter_text": "Text in a body",
    "headers": "Headers",
    "key": "Key",
    "live": "Live",
    "live_off": "Not live",
    "live_poll": "Looking every 2 s",
    "navigation": "Views",
    "newer": "Newer",
    "no_body": "No body",
    "no_worlds": "No call has come in yet. Send one, and its world shows up here:",
    "notes": "Notes",
    "number": "No.",
    "older": "Older",
    "operation": "Operation",
    "price": "Price",
    "readings": "Readings",
    "replayed": "Replayed for its Idempotency-Key",
    "request": "Request",
    "reserved": "Reserved",
    "reset": "Begin anew",
    "rule": "Rule",
    "rules": "Rules broken",
    "running_tasks": "Tasks running",
    "show": "Show",
    "sign_in": "Sign in",
    "sign_in_lead": "This server asks for its control token: what --control-token or KLINGMOCK_CONTROL_TOKEN says.",
    "sign_in_token": "Control token",
    "sign_in_wrong": "That is not the control token.",
    "skip": "Skip to the content",
    "spent": "Spent",
    "status": "Status",
    "task": "Task",
    "tasks": "Tasks",
    "theme": "Dark or light",
    "time": "World time",
    "what": "What",
    "world": "World",
    "worlds": "Worlds",
    "worlds_lead": "Each API key has a world of its own. Keys are never shown whole.",
}

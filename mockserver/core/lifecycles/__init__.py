"""
Lifecycles: how a task's future is decided when it is accepted. One file per kind.

To add one, write its file and its line in `LIFECYCLES`.
"""

from collections.abc import Mapping

import msgspec

from mockserver.core.lifecycles.after import After
from mockserver.core.lifecycles.distribution import Distribution
from mockserver.core.lifecycles.failover import Failover
from mockserver.core.lifecycles.immediate import Immediate
from mockserver.core.lifecycles.lifecycle import Lifecycle, LifecycleError
from mockserver.core.lifecycles.polls import Polls
from mockserver.core.lifecycles.script import Script

__all__ = ["DEFAULT", "LIFECYCLES", "PRESETS", "Lifecycle", "LifecycleError", "parse_lifecycle"]

LIFECYCLES: Mapping[str, type[Lifecycle]] = {
    "immediate": Immediate,
    "after": After,
    "polls": Polls,
    "distribution": Distribution,
    "script": Script,
    "failover": Failover,
}

DEFAULT: Lifecycle = After()

PRESETS: Mapping[str, Lifecycle] = {"default": DEFAULT, "real": Distribution()}
"""Names for whole lifecycles; ``real`` takes minutes, as the real one does."""


def parse_lifecycle(value: object) -> Lifecycle:
    """
    Read a lifecycle.

    Args:
        value: Text such as ``immediate``, ``after:2s``, ``polls:2``, ``distribution:3m,10m``,
            ``failover:1m,10m,3m`` or ``real``; or JSON, as text or decoded: ``{"kind": "after", ...}``,
            or a list of steps.

    Raises:
        LifecycleError: It is none of these.
    """
    if isinstance(value, str) and value.lstrip().startswith(("{", "[")):
        value = _decode(value)
    if isinstance(value, str):
        return _from_text(value)
    if isinstance(value, list):
        return Script.from_json({"steps": value})
    if isinstance(value, dict):
        kind = value.get("kind")
        return _kind(kind).from_json({key: value[key] for key in value if key != "kind"})
    raise LifecycleError("a lifecycle is a text such as after:2s, an object with kind, or a list")


def _from_text(text: str) -> Lifecycle:
    if text in PRESETS:
        return PRESETS[text]
    kind, _, rest = text.partition(":")
    return _kind(kind).from_text(rest)


def _kind(kind: object) -> type[Lifecycle]:
    if not isinstance(kind, str) or kind not in LIFECYCLES:
        known = ", ".join((*LIFECYCLES, *PRESETS))
        said = repr(kind)[:64]
        raise LifecycleError(f"{said} is not a kind of lifecycle; known: {known}")
    return LIFECYCLES[kind]


def _decode(text: str) -> object:
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise LifecycleError(f"the lifecycle is not JSON: {error}") from None

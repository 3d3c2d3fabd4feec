"""The settings: what a flag, the environment and pyproject.toml call by one name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import click

__all__ = ["FROM_PROJECT", "SETTINGS", "Setting", "images_option", "reading_option", "setting"]

FROM_PROJECT = "klingmock.project"
"""Where a context's ``meta`` keeps what the project file sets."""

_Command = TypeVar("_Command", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting; *many* may be given more than once."""

    help: str
    metavar: str = "TEXT"
    many: bool = False
    flag: bool = False


SETTINGS: Mapping[str, Setting] = {
    "host": Setting("Address to listen on. [default: 127.0.0.1]"),
    "port": Setting("Port to listen on; 0 picks a free one. [default: 8080]", "NUMBER"),
    "clock": Setting("real, scaled:N, manual or auto. [default: real]", "MODE"),
    "lifecycle": Setting(
        "immediate, after:2s, polls:2, distribution:3m,10m, real, or JSON. [default: after]",
        "KIND",
    ),
    "seed": Setting("Seed of every random choice. [default: 0]", "NUMBER"),
    "start": Setting("World time at which each world begins, such as 2026-01-01T00:00:00Z.", "TIME"),
    "reading": Setting("A preset (strict, lenient, public) or DISPUTE=READING; repeatable.", "WORD", many=True),
    "balance": Setting("Credits that each world begins with. [default: 10000]", "CREDITS"),
    "key": Setting("Accept this API key only; repeatable. [default: every key]", "KEY", many=True),
    "callback_route": Setting(
        "Deliver callbacks for a public address on this machine, such as "
        "https://your-domain.com=http://127.0.0.1:9000; repeatable. [default: record only]",
        "FROM=TO",
        many=True,
    ),
    "allow_remote_callbacks": Setting("Let callback routes leave this machine.", flag=True),
    "webhook_secret": Setting(
        "Sign callbacks by Standard Webhooks; whsec_ and 24 to 64 bytes in base64. [default: unsigned]", "SECRET"
    ),
    "images": Setting("Folder of images whose facts are judged.", "FOLDER"),
    "store": Setting("Where worlds are kept: memory, sqlite:///FILE or postgresql://... [default: memory]", "STORE"),
    "control_token": Setting("What /_mock demands besides the API key.", "TOKEN"),
    "scenario": Setting("What worlds begin with: calm, flaky, bad-day ..., or a TOML file; flags win.", "NAME|FILE"),
    "faults": Setting("Fault plan that each world begins with; it takes the place of the scenario's.", "JSON|FILE"),
    "record_from": Setting(
        "Forward the gateway's routes to this address, with the client's own key, and record what comes back. "
        "[default: nothing is forwarded]",
        "URL",
    ),
    "record_to": Setting("File that is recorded into, as HAR without keys. [default: recording.har]", "FILE"),
    "record_strict": Setting("Keep back a creation that our judge refuses: it would cost for nothing.", flag=True),
    "public_url": Setting("Address that result links begin with.", "URL"),
    "url": Setting("Address of the running server. [default: http://127.0.0.1:8080]", "URL"),
    "api_key": Setting("API key: it selects the world. [default: sk-test]", "KEY"),
}


class _Option(click.Option):
    """An option whose default the project may set."""

    def get_default(self, ctx: click.Context, call: bool = True) -> Any:  # noqa: FBT001, FBT002 - click's signature
        found: Mapping[str, Any] = ctx.meta.get(FROM_PROJECT, {})
        return found[self.name] if self.name in found else super().get_default(ctx, call=call)


def setting(name: str) -> Callable[[_Command], _Command]:
    """Make the option for one setting; left out, its value is None, or an empty tuple where it may be repeated."""
    one = SETTINGS[name]
    flag = f"--{name.replace('_', '-')}"
    envvar = f"KLINGMOCK_{name.upper()}"
    if one.flag:
        return click.option(flag, cls=_Option, is_flag=True, envvar=envvar, show_envvar=True, help=one.help)
    return click.option(
        flag,
        cls=_Option,
        metavar=one.metavar,
        multiple=one.many,
        envvar=envvar,
        show_envvar=True,
        help=one.help,
    )


reading_option = setting("reading")
images_option = setting("images")

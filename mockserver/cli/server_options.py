"""The options of every command that drives a running server, and the client that they make."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from mockserver.cli.program import CommandError
from mockserver.cli.setting import setting
from mockserver.client import Client, ClientError, LateError, UnreachableError

__all__ = ["with_client"]

_URL = "http://127.0.0.1:8080"
_API_KEY = "sk-test"


def with_client(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give *command* a `Client` as its first argument, made of ``--url``, ``--api-key`` and ``--control-token``."""

    @wraps(command)
    def run(*, url: str | None, api_key: str | None, control_token: str | None, **options: Any) -> Any:
        with _explained():
            client = Client(url or _URL, api_key=api_key or _API_KEY, control_token=control_token)
            return command(client, **options)

    for name in ("control_token", "api_key", "url"):
        run = setting(name)(run)
    return run


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except LateError as error:
        raise CommandError(str(error)) from error
    except UnreachableError as error:
        hint = "start a server with `klingmock serve`, or name one with --url or KLINGMOCK_URL"
        raise CommandError(f"{error}; {hint}") from error
    except ClientError as error:
        raise CommandError(str(error)) from error

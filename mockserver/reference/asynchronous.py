"""The client on httpx and asyncio. Needs ``pip install 'klingmock[clients]'``."""

import asyncio
import ssl
import time
from collections.abc import Awaitable, Callable, Mapping
from functools import cache
from typing import Any, TypeVar

import httpx

from mockserver.reference.blocking import BlockingClient
from mockserver.reference.client import Client
from mockserver.reference.ending import Ending
from mockserver.reference.messages import Answer, Event, Lost, Send, Steps

__all__ = ["AsyncClient", "AsyncSubject"]

_T = TypeVar("_T")


class AsyncClient(Client):
    """Its `generate` is a coroutine; connections are kept for the length of one."""

    async def generate(
        self,
        request: Mapping[str, Any],
        *,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        monotonic: Callable[[], float] = time.monotonic,
        **options: Any,
    ) -> dict[str, str | None]:
        """Make one video, and wait for it; *options* are those of `Intent`, and it raises as little as any."""
        generation = self.begin(request, monotonic=monotonic, **options)
        return self.conclude(await _play(generation.run(), sleep))


class AsyncSubject(BlockingClient):
    """The asynchronous client as a trial asks it: by plain calls, each with an event loop of its own."""

    def play(self, steps: Steps[Ending], sleep: Callable[[float], object]) -> Ending:
        """Take every step, and return the end."""

        async def nap(seconds: float) -> None:
            sleep(seconds)  # nothing else runs on this loop

        return asyncio.run(_play(steps, nap))


async def _play(steps: Steps[_T], sleep: Callable[[float], Awaitable[object]]) -> _T:
    """Do what `drive` does; coroutines cannot share its loop."""
    # No timeouts of httpx's own, which are for each read: the whole request has one, below.
    async with httpx.AsyncClient(trust_env=False, timeout=None, verify=_tls()) as http:  # noqa: S113 - see above
        event: Event = None
        while True:
            try:
                step = steps.send(event)
            except StopIteration as end:
                ended_with: _T = end.value
                return ended_with
            event = None
            if isinstance(step, Send):
                event = await _send(http, step)
            else:
                await sleep(step.seconds)


async def _send(http: httpx.AsyncClient, step: Send) -> Event:
    try:
        async with asyncio.timeout(step.patience):
            answer = await http.request(step.method, step.url, headers=step.headers, content=step.body)
    except TimeoutError:
        return Lost("the request took too long")
    except (httpx.TransportError, httpx.InvalidURL, httpx.DecodingError) as error:
        return Lost(f"{type(error).__name__}: {error}")
    return Answer(answer.status_code, {name.lower(): value for name, value in answer.headers.items()}, answer.content)


@cache
def _tls() -> ssl.SSLContext:
    """Read the certificates that are trusted once: it takes longer than many a request."""
    return httpx.create_ssl_context()

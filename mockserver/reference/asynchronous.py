"""The client on httpx and asyncio. Needs ``pip install 'klingmock[clients]'``."""

import asyncio
import ssl
import time
from collections.abc import Awaitable, Callable, Mapping
from functools import cache
from typing import Any, TypeVar

import httpx

from mockserver.reference.client import Client
from mockserver.reference.messages import Answer, Event, Lost, Send, Steps

__all__ = ["AsyncClient"]

_T = TypeVar("_T")


class AsyncClient(Client):
    """Its `generate` is a coroutine; connections are kept for the length of one."""

    async def generate(  # noqa: PLR0913 - the same as of the others
        self,
        request: Mapping[str, Any],
        *,
        base_url: str,
        api_key: str,
        poll_interval: float = 10.0,
        deadline: float = 1800.0,
        request_timeout: float = 30.0,
        idempotency_key: str | None = None,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> dict[str, str | None]:
        """Make one video, and wait for it, as a `BlockingClient` does: with the same arguments and the same answer."""
        generation = self.begin(
            request,
            base_url=base_url,
            api_key=api_key,
            poll_interval=poll_interval,
            deadline=deadline,
            request_timeout=request_timeout,
            idempotency_key=idempotency_key,
            monotonic=monotonic,
        )
        return self.conclude(await _play(generation.run(), sleep))


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

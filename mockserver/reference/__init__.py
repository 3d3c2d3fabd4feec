"""
Clients that do it right, to copy from and to try things on: they need nothing of this project.

What to do next is decided once, in `generation`, by generators that know no socket: they yield what to send and how
long to wait, and are told what came. A transport is a short loop around them: `synchronous` and `asynchronous` (httpx:
``pip install 'klingmock[clients]'``), `standard_library`, and the same decisions once more in JavaScript, `client.mjs`.

Which habits they keep, and why, is said where each is kept. `broken` has clients that are one habit away.
"""

__all__ = ["CLIENTS"]

CLIENTS = {
    "sync": "mockserver.reference.synchronous:SyncClient",
    "sync-without-keys": "mockserver.reference.synchronous:without_keys",
    "async": "mockserver.reference.asynchronous:AsyncClient",
    "standard-library": "mockserver.reference.standard_library:StandardLibraryClient",
}
"""The good clients in Python, as ``module:factory``; `generate` of the asynchronous one is a coroutine."""

"""One world of the mock server, as a test holds it."""

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cached_property

from mockserver.client import Client, JsonObject
from mockserver.testing.callbacks import Callbacks
from mockserver.testing.calls import Calls
from mockserver.testing.clock import Clock
from mockserver.testing.errors import SurpriseError
from mockserver.testing.faults import Faults
from mockserver.testing.ledger import Ledger
from mockserver.testing.spend import Spend
from mockserver.testing.story import tell_calls
from mockserver.testing.surprises import from_accidents, unknown_routes, unused_faults
from mockserver.testing.tasks import Tasks
from mockserver.testing.world import World

__all__ = ["Kling"]


class Kling:
    """
    A world of its own: the client under test takes `base_url` and `api_key`, the test looks behind the scenes.

    Money is `Decimal`, time an aware `datetime`, everything else as the server's JSON has it. Faults whose ids are in
    the *background* may stay unused: those of a scenario come when they come.
    """

    def __init__(
        self,
        client: Client,
        *,
        accidents: Callable[[], Iterable[JsonObject]],
        allow_unused_faults: bool = False,
        allow_unknown_routes: bool = False,
        background: Collection[str] = (),
    ) -> None:
        self._client = client
        self._accidents = accidents
        self._background = background
        self.allow_unused_faults = allow_unused_faults
        self.allow_unknown_routes = allow_unknown_routes

    @property
    def base_url(self) -> str:
        """The address that stands for ``https://api.evolink.ai``."""
        return self._client.url

    @property
    def api_key(self) -> str:
        """The key that selects this world."""
        return self._client.api_key

    @cached_property
    def clock(self) -> Clock:
        """Its time."""
        return Clock(self._client)

    @cached_property
    def faults(self) -> Faults:
        """What goes wrong in it on purpose."""
        return Faults(self._client)

    @cached_property
    def calls(self) -> Calls:
        """What was asked and answered."""
        return Calls(self._client)

    @cached_property
    def callbacks(self) -> Callbacks:
        """What was delivered."""
        return Callbacks(self._client)

    @cached_property
    def tasks(self) -> Tasks:
        """Its tasks, from behind."""
        return Tasks(self._client)

    @cached_property
    def world(self) -> World:
        """Its settings."""
        return World(self._client)

    @property
    def ledger(self) -> Ledger:
        """Its money as it stands now."""
        return Ledger.read(self._client)

    @property
    def spend(self) -> Spend:
        """What its tasks would have cost until now."""
        return Spend.read(self._client)

    def story(self) -> str:
        """Tell the last calls, a line each, for people."""
        return tell_calls(self._client)

    def surprises(self, *, failed: bool = False) -> tuple[str, ...]:
        """
        Say what went wrong without the test seeing it; nothing is good.

        Args:
            failed: The test has failed, so it is no wonder that faults were not used.
        """
        return tuple(self._surprises(look_for_unused=not (failed or self.allow_unused_faults)))

    def check(self) -> None:
        """
        Make sure that nothing went wrong unseen.

        Raises:
            SurpriseError: The server failed, a call had an unknown route, or a fault has never fired.
        """
        surprises = self.surprises()
        if surprises:
            raise SurpriseError(surprises)

    def _surprises(self, *, look_for_unused: bool) -> Iterator[str]:
        yield from from_accidents(self._accidents(), world=self.world.id)
        if not self.allow_unknown_routes:
            yield from unknown_routes(self._client)
        if look_for_unused:
            yield from unused_faults(self._client, background=self._background)

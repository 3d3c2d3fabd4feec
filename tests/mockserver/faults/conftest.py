"""Calls whose answers are seen as they would go out, broken connections included."""

import json
from dataclasses import dataclass
from typing import Any

import pytest

from mockserver.core.transmission import PLAIN, TRANSMIT, Transmission


@dataclass
class Seen:
    """An answer, and how it goes out."""

    status: int
    headers: Any
    body: bytes
    how: Transmission

    @property
    def json(self):
        return json.loads(self.body)

    def __getitem__(self, name):
        return self.json[name]


@pytest.fixture(scope="session")
def look():
    """Return a function that makes a call and sees what goes out."""

    def look(client, method, path, **kwargs):
        how = [PLAIN]
        answer = client.open(method, path, environ_overrides={TRANSMIT: how.append}, **kwargs)
        return Seen(answer.status_code, answer.headers, answer.data, how[-1])

    return look


@pytest.fixture(scope="session")
def set_faults():
    """Return a function that sets the fault plan of a client's world."""

    def set_faults(client, *faults):
        answer = client.put("/_mock/faults", json=list(faults))
        assert answer.status_code == 200, answer.text
        return answer.json["faults"]

    return set_faults

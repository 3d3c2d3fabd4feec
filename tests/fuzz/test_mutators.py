"""What becomes of an input: another one, no longer than it may be, and the same for the same luck."""

import json
from random import Random

import pytest

from fuzz.mutators import MUTATORS

SEEDS = [b'{"model": "m", "list": [1, {"a": "x"}]}', b"[1, 2]", b"a = 1\nb = 2\n[c]", b""]


def raw(data, most):
    return (data + b"!")[:most]


@pytest.mark.parametrize("name", MUTATORS)
def test_an_input_stays_as_short_as_it_must_and_luck_decides_alone(name):
    mutate = MUTATORS[name](SEEDS)

    for seed in range(300):
        for data in SEEDS:
            changed = mutate(data, 60, luck=Random(seed), raw=raw)
            assert len(changed) <= 60
            assert changed == mutate(data, 60, luck=Random(seed), raw=raw)


def test_json_mostly_stays_json_and_changes():
    mutate = MUTATORS["json"](SEEDS)
    changed = [mutate(SEEDS[0], 4_096, luck=Random(seed), raw=raw) for seed in range(300)]

    assert sum(is_json(one) for one in changed) > 200
    assert len(set(changed)) > 150


def is_json(data):
    try:
        json.loads(data)
    except ValueError:
        return False
    return True

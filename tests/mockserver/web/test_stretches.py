"""Stretches of long lists: whichever way they are read, nothing is missed and nothing comes twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.web.control.page import Stretch

BOUND = st.integers(0, 30)


@given(BOUND, BOUND, st.none() | BOUND, st.integers(1, 8), st.booleans())
def test_the_pages_together_are_what_was_wanted(total, after, before, limit, newest):
    wanted = [number for number in range(1, total + 1) if number > after and (before is None or number < before)]
    stretch = Stretch(after=after, before=before, limit=limit, newest=newest)
    read: list[int] = []

    while True:
        page = stretch.numbers(total)
        assert len(page) <= limit
        read += page
        following = stretch.following(page, total)
        if following is None:
            break
        further = {"before": following, "after": after} if newest else {"after": following, "before": before}
        stretch = Stretch(limit=limit, newest=newest, **further)

    assert read == (wanted[::-1] if newest else wanted)


@given(BOUND, st.none() | BOUND, BOUND)
def test_a_number_is_within_its_bounds_or_not(after, before, number):
    holds = Stretch(after=after, before=before).holds(number)

    assert holds == (number > after and (before is None or number < before))


@pytest.mark.parametrize(("path", "key"), [("tasks", "tasks"), ("ledger", "entries"), ("callbacks", "callbacks")])
def test_lists_can_be_read_from_their_end(client, path, key):
    for _ in range(5):
        client.create(callback_url="https://your-domain.com/hook")
    client.advance("1m")
    oldest = [one["number"] for one in client.get(f"/_mock/{path}").json[key]]

    newest, query = [], {"order": "newest", "limit": 2}
    while True:
        page = client.get(f"/_mock/{path}", query_string=query).json
        newest += [one["number"] for one in page[key]]
        if page["next"] is None:
            break
        query["before"] = page["next"]

    assert newest == oldest[::-1]
    assert len(newest) >= 5

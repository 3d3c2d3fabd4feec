from hypothesis import given
from hypothesis import strategies as st

from mockserver.core.headers import Headers

PAIRS = st.lists(st.tuples(st.text(min_size=1), st.text()))


@given(PAIRS)
def test_the_first_of_a_name_counts_whatever_its_case(pairs):
    headers = Headers(pairs)

    for name, _ in pairs:
        assert headers.get(name.lower()) == next(value for known, value in pairs if known.lower() == name.lower())
    assert list(headers) == pairs


def test_they_are_values():
    one, same = Headers([("A", "1")]), Headers([("A", "1")])

    assert (one, hash(one)) == (same, hash(same))
    assert one != Headers([("a", "1")])
    assert one.get("b") is None


def test_they_never_show_what_they_hold():
    assert "secret" not in repr(Headers([("Authorization", "Bearer secret")]))

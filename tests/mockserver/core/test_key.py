import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.core.key import accepted, bearer, world_id


@pytest.mark.parametrize(
    ("header", "key"),
    [
        ("Bearer sk-1", "sk-1"),
        ("bearer   sk-1 ", "sk-1"),
        ("Bearer", None),
        ("Bearer ", None),
        ("Bearer a b", None),
        ("Bearer sk-\u00e9", None),
        ("Basic sk-1", None),
        ("sk-1", None),
        ("", None),
        (None, None),
    ],
)
def test_the_key_in_a_header(header, key):
    assert bearer(header) == key


@pytest.mark.parametrize(
    ("key", "keys", "let_in"),
    [
        ("anything", (), True),
        ("sk-invalid", (), False),
        ("sk-invalid-7", ("sk-invalid-7",), False),
        ("a", ("a", "b"), True),
        ("c", ("a", "b"), False),
        (None, (), False),
    ],
)
def test_who_is_let_in(key, keys, let_in):
    assert accepted(key, keys=keys) is let_in


@given(st.text(), st.text())
def test_each_key_has_a_world_of_its_own(one, other):
    assert (world_id(one) == world_id(other)) == (one == other)
    assert len(world_id(one)) == 20

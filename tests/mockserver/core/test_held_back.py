from hypothesis import given
from hypothesis import strategies as st

from mockserver.core.held_back import HeldBack


@given(st.integers(1, 9), st.lists(st.sampled_from(["a", "b", "held"]), max_size=30))
def test_it_is_let_go_when_so_many_others_have_left(behind, leaving):
    held = HeldBack()
    held.hold("held", behind=behind)

    gone = [held.overtaken_by(one) for one in leaving]

    others = 0
    for one, freed in zip(leaving, gone, strict=True):
        others += one != "held"
        assert freed == (("held",) if others == behind and one != "held" else ())


def test_several_are_let_go_in_the_order_in_which_they_were_held():
    held = HeldBack()
    held.hold("second", behind=2)
    held.hold("first", behind=1)
    held.hold("also second", behind=2)

    assert held.overtaken_by("x") == ("first",)
    assert held.overtaken_by("x") == ("second", "also second")


def test_what_is_let_go_otherwise_is_not_named():
    held = HeldBack()
    held.hold("a", behind=1)
    held.let_go("a")
    held.let_go("a")

    assert held.overtaken_by("x") == ()


@given(st.lists(st.tuples(st.sampled_from(["hold", "leave", "let go"]), st.sampled_from("abcd"), st.integers(1, 4))))
def test_it_counts_as_one_who_counts_on_their_fingers(steps):
    held, ahead = HeldBack(), dict[str, int]()

    for act, one, behind in steps:
        if act == "hold" and one not in ahead:
            held.hold(one, behind=behind)
            ahead[one] = behind
        elif act == "let go":
            held.let_go(one)
            ahead.pop(one, None)
        elif act == "leave":
            ahead = {name: left - (name != one) for name, left in ahead.items()}
            gone = {name for name, left in ahead.items() if left == 0}
            assert set(held.overtaken_by(one)) == gone
            ahead = {name: left for name, left in ahead.items() if left}

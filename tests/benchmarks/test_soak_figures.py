import pytest

from benchmarks.soak_figures import Figures


def _with_memory(*megabytes):
    return Figures(memory=[(30.0 * turn, value) for turn, value in enumerate(megabytes)])


def test_memory_that_grows_after_warm_up_is_not_flat():
    figures = _with_memory(40, 50, 60, 60, 65, 70, 75, 80)

    assert (figures.flat, figures.good) == (False, False)


def test_memory_that_grows_only_during_warm_up_is_flat():
    assert _with_memory(40, 50, 60, 60, 60, 61, 60, 61).flat


def test_too_few_samples_say_nothing():
    assert _with_memory(40, 80, 160).growth is None


@pytest.mark.parametrize("name", ["unexplained", "broken", "stuck", "lost", "wrong"])
def test_one_defect_of_any_kind_is_not_good_and_is_told(name):
    figures = Figures()
    getattr(figures, name).add("the example")

    assert not figures.good
    assert "    the example" in figures.lines()


def test_what_two_clients_counted_is_added():
    one, other = Figures(), Figures()
    one.lost.add("first")
    other.lost.add("second")
    other.calls["create"] += 2

    one.add(other)

    assert (one.lost.count, one.lost.examples, one.calls["create"]) == (2, ["first", "second"], 2)

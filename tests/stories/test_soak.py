"""A few seconds of what ``python -m benchmarks.soak`` does for minutes: mixed load, with faults and callbacks."""

from benchmarks.soak import Soak, run


def test_nothing_breaks_sticks_or_is_lost_under_mixed_load():
    figures = run(Soak(seconds=4, sample_seconds=1, clocks=("manual", "scaled:100")))

    found = {name: list(defects.examples) for name, defects in figures.defects.items() if defects.count}
    assert found == {}, "\n".join(figures.lines())
    assert figures.calls.total() > 100
    assert figures.callbacks["delivered"] > 10

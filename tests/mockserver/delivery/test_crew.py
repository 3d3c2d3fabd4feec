from functools import partial
from threading import Barrier, Event, Semaphore

from mockserver.delivery.crew import ABREAST, Crew

SOON = 5


def forget(_):
    """Nobody wants to know."""


def test_a_lane_that_is_stuck_does_not_hold_up_another():
    go, done, stuck = Event(), Event(), Semaphore(0)
    crew = Crew(failed=forget)

    def stick():
        stuck.release()
        go.wait(SOON)

    for _ in range(50):
        crew.do("dead", stick)
    for _ in range(ABREAST):
        assert stuck.acquire(timeout=SOON)
    crew.do("alive", done.set)

    assert done.wait(SOON)
    assert not stuck.acquire(blocking=False)
    crew.close()
    go.set()


def test_jobs_of_one_lane_run_abreast():
    together = Barrier(ABREAST + 1)
    crew = Crew(failed=forget)

    def meet():
        together.wait(SOON)

    for _ in range(ABREAST):
        crew.do("one", meet)
    together.wait(SOON)

    crew.close()


def test_jobs_of_a_narrow_lane_run_in_order():
    said: list[int] = []
    done = Event()
    crew = Crew(failed=forget)

    for number in range(100):
        crew.do("one", partial(said.append, number), abreast=1)
    crew.do("one", done.set, abreast=1)

    assert done.wait(SOON)
    crew.close()
    assert said == list(range(100))


def test_there_are_no_more_threads_than_are_needed():
    done, crew = Semaphore(0), Crew(failed=forget, most=3)

    for number in range(100):
        crew.do(f"lane {number}", done.release)
    for _ in range(100):
        assert done.acquire(timeout=SOON)

    assert 1 <= crew._threads <= 3
    crew.close()


def test_a_job_that_falls_is_told_and_the_next_is_done():
    told: list[Exception] = []
    done = Event()
    crew = Crew(failed=told.append)

    def fall():
        raise ZeroDivisionError

    crew.do("one", fall)
    crew.do("one", done.set, abreast=1)

    assert done.wait(SOON)
    crew.close()
    assert [type(error) for error in told] == [ZeroDivisionError]


def test_nothing_is_kept_of_a_lane_that_is_done():
    crew = Crew(failed=forget)
    for number in range(100):
        crew.do(f"lane {number}", lambda: None)

    for _ in range(500):
        if not crew._lanes:
            break
        Event().wait(0.01)

    assert crew._lanes == {}
    crew.close()


def test_a_closed_crew_begins_nothing():
    crew, done = Crew(failed=forget), []
    crew.close()

    crew.do("one", lambda: done.append(1))

    assert (done, crew._threads) == ([], 0)

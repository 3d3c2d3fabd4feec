"""Whatever goes wrong at once, a good client is never held guilty of it: no habit judges what it cannot know."""

from contextlib import closing

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mockserver.faults import KINDS
from mockserver.reference.synchronous import SyncClient
from mockserver.strategies import chaos, valid_requests
from mockserver.trial import PythonObject
from mockserver.trial.court import Court
from mockserver.trial.habits import HABITS
from mockserver.trial.schedule import Schedule
from mockserver.trial.stage import Stage
from mockserver.trial.story import story

ON = ("create", "query", "download")
SLOW = {"silence", "dribble"}  # they take real time, and have scenes of their own
QUICK = [name for name, kind in KINDS.items() if name not in SLOW and set(ON) & set(kind.operations)]
ENDS = ["after:20s", "immediate", "polls:2", "after:200s", [{"fail": "service_error"}], [{"cancel": True}]]
SCHEDULES = st.builds(
    Schedule,
    request=st.sampled_from(["kling-o3-text-to-video", "kling-v3-image-to-video"]).flatmap(valid_requests),
    poll_interval=st.just(5.0),
    deadline=st.sampled_from([1200.0, 60.0]),
    request_timeout=st.just(0.5),
    lifecycle=st.sampled_from([*ENDS, [{"hang": True}]]),
    faults=chaos(kinds=QUICK, on=ON).map(tuple),
    callbacks=st.just(("deliver", "again")),
)


def test_a_good_client_is_never_convicted_whatever_goes_wrong_at_once():
    subject = PythonObject(SyncClient)
    with closing(subject), Stage() as stage:
        court = Court(stage, subject, {name: habit() for name, habit in HABITS.items()})

        @settings(suppress_health_check=[HealthCheck.too_slow])  # a case is a whole conversation
        @given(SCHEDULES)
        def acquitted(schedule):
            case = court.hear(schedule)

            found = [finding.message for findings in case.findings.values() for finding in findings]
            assert (found, case.evidence.fall) == ([], None), "\n".join(story(case.evidence))

        acquitted()

"""What is written as JSON comes back as it was."""

import json

from fsp.alerts.reading import (
    Availability,
    ComponentState,
    Database,
    DeadLetters,
    HttpAnswers,
    JobTypeStatistics,
    MissedSchedule,
    OpenCircuit,
    PlatformCalls,
    QueueStatistics,
    Reading,
    Regression,
)
from fsp.alerts.stored import reading_from_json, reading_to_json, state_from_json, state_to_json
from fsp.alerts.watch_state import WatchState
from fsp.models.alert import AlertState, Severity
from tests.alerts.steps import START, at

WHOLE = Reading(
    at=START,
    database=Database(is_reachable=True, response_milliseconds=1.5),
    is_redis_reachable=False,
    job_types=(JobTypeStatistics("export-data", 3, 1),),
    queues=(QueueStatistics("low", 3, 1.0, None),),
    platforms=(PlatformCalls("site", 3, 1),),
    regressions=(Regression("export-data", "material", 12.5),),
    http=HttpAnswers(3, 1),
    dead_letters=DeadLetters(3, -1),
    scheduler_age_seconds=0.5,
    missed_schedules=(MissedSchedule("clean-up", "why"),),
    poison_last_hour=0,
    open_circuits=(OpenCircuit("export-data", START, "why"),),
    components=(ComponentState("disk", "degraded", "4% of the disk is free."),),
    stuck_jobs=2,
    availability=(Availability(300, 1, 2),),
)


def test_a_reading_comes_back_whole_and_so_does_what_is_unknown() -> None:
    for reading in (WHOLE, Reading(START), Reading(START, job_types=())):
        assert reading_from_json(json.loads(json.dumps(reading_to_json(reading)))) == reading


def test_a_memory_comes_back_whole() -> None:
    memory = WatchState(
        state=AlertState.FIRING,
        severity=Severity.ERROR,
        bad_in_a_row=3,
        started_at=START,
        last_bad_at=at(5),
        no_data_since=at(6),
        conditions="fbb",
        is_flapping=True,
        suppressed_by="RedisUnreachable",
        acknowledged_by="ada",
        noticed_severity=Severity.WARNING,
        noticed_at=at(1),
        reminders=2,
        knows_flapping=True,
        flapped_at=at(2),
    )

    assert state_from_json(json.loads(json.dumps(state_to_json(memory)))) == memory

"""What is written as JSON comes back as it was."""

import json

from fsp.alerts.stored import snapshot_from_json, snapshot_to_json, state_from_json, state_to_json
from fsp.alerts.watch_state import WatchState
from fsp.conditions.facts.infrastructure import ComponentFacts, DatabaseFacts, RedisFacts
from fsp.conditions.facts.outcomes import (
    AnswerFacts,
    AvailabilityFacts,
    DeadLetterFacts,
    PlatformFacts,
    RegressionFacts,
)
from fsp.conditions.facts.work import CircuitFacts, JobTypeFacts, QueueFacts, ScheduleFacts, SchedulerFacts, StuckFacts
from fsp.conditions.snapshot import Snapshot
from fsp.models.alert_kinds import AlertState, Severity
from fsp.performance.verdict import Level
from tests.alerts.steps import START, at

WHOLE = Snapshot(
    at=START,
    database=DatabaseFacts(answers=True, milliseconds=1.5),
    redis=RedisFacts(answers=False),
    job_types=(JobTypeFacts("export-data", 3, 1),),
    queues=(QueueFacts("low", 3, 1, at(-1), None),),
    platforms=(PlatformFacts("site", 3, 1),),
    regressions=(RegressionFacts("export-data", Level.MATERIAL, 12.5),),
    answers=AnswerFacts(3, 1),
    dead_letters=DeadLetterFacts(3, at(-2), total=4, poison_last_hour=1),
    scheduler=SchedulerFacts(at(-0.5)),
    schedules=(ScheduleFacts("clean-up", overdue_since=START, cause="why"),),
    circuits=(CircuitFacts("export-data", "open", START, "why"),),
    components=(ComponentFacts("disk", "degraded", "4% of the disk is free."),),
    stuck=StuckFacts(2),
    availability=(AvailabilityFacts(300, 1, 2),),
)


def test_a_snapshot_comes_back_whole_and_so_does_what_is_unknown() -> None:
    for snapshot in (WHOLE, Snapshot(START), Snapshot(START, job_types=())):
        assert snapshot_from_json(json.loads(json.dumps(snapshot_to_json(snapshot)))) == snapshot


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

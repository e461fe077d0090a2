"""The order of problems: the infrastructure, the worst, what stops most, the oldest; the uncertain come last."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from fsp.conditions.facts.infrastructure import ClockFacts, DatabaseFacts, DiskFacts, RedisFacts
from fsp.conditions.facts.work import LeftWorkerFacts, LostWorkerFacts, QueueFacts, SchedulerFacts, StuckFacts
from fsp.conditions.finding import Finding, Reach, Subject, SubjectKind
from fsp.conditions.problems import find_problems
from fsp.conditions.ranking import in_order
from fsp.conditions.snapshot import Snapshot
from fsp.models.alert_kinds import Severity
from fsp.queueing.blocker import Blocker, BlockerKind
from tests.conditions.test_problems import BEFORE, NOW, WELL

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
CIRCUIT_OPEN = Blocker(BlockerKind.CIRCUIT, "the circuit breaker of export-data is open: 5 failures in a row")
WAITING = tuple(QueueFacts(name, 41, 0, BEFORE, 0.0) for name in ("high", "medium", "low"))


def problem(rule: str, severity: Severity, hours: int, *, reach: Reach = Reach.SOME, doubt: str = "") -> Finding:
    since, subject = NOON - timedelta(hours=hours), Subject(SubjectKind.JOB_TYPE, "x")
    return Finding(rule, subject, severity, rule, since=since, reach=reach, doubt=doubt)


def rules(snapshot: Snapshot) -> list[str]:
    return [result.rule for result in find_problems(snapshot)]


def test_the_infrastructure_comes_first_then_the_worst_what_stops_most_and_the_oldest() -> None:
    ranked = [
        problem("database-slow", Severity.ERROR, 1, reach=Reach.INFRASTRUCTURE),
        problem("worker-dead", Severity.CRITICAL, 1, reach=Reach.EVERYTHING),
        problem("queue-stalled", Severity.CRITICAL, 2, reach=Reach.QUEUE),
        problem("alert", Severity.CRITICAL, 9),
        problem("alert", Severity.CRITICAL, 1),
        problem("circuit-open", Severity.ERROR, 99, reach=Reach.TYPE),
        problem("disk-low", Severity.ERROR, 99),
        problem("redis-down", Severity.CRITICAL, 99, reach=Reach.INFRASTRUCTURE, doubt="not certain"),
    ]

    assert in_order(ranked[::-1], NOON) == ranked


def test_a_total_outage_names_the_workers_and_the_scheduler_and_not_what_follows_from_them() -> None:
    outage = replace(
        WELL,
        workers_there=0,
        lost_workers=(LostWorkerFacts("w1", BEFORE, 2),),
        scheduler=SchedulerFacts(BEFORE),
        queues=WAITING,
        stuck=StuckFacts(2, "j1", BEFORE),
    )

    first, second = find_problems(outage)

    assert (first.summary, second.summary) == ("No workers are running", "No scheduler is running")
    assert first.jobs_hit == 123
    assert first.cause == "the last one, w1, stopped sending heartbeats: killed, or its host is down"


def test_a_queue_that_somebody_paused_is_named_also_without_workers() -> None:
    paused = replace(WAITING[0], paused_by="ada", paused_since=BEFORE)

    assert rules(replace(WELL, workers_there=0, queues=(paused,))) == ["worker-dead", "queue-stalled"]


def test_workers_that_were_stopped_are_not_called_lost() -> None:
    left = (LeftWorkerFacts("w2", NOW - timedelta(minutes=1), "SIGTERM"),)
    lost = (LostWorkerFacts("w1", BEFORE, 2),)

    (result,) = find_problems(replace(WELL, workers_there=0, left_workers=left, lost_workers=lost))

    assert (result.cause, result.since) == ("the last one, w2, was stopped: SIGTERM", left[0].left_at)


def test_while_the_clocks_are_far_off_what_depends_on_an_age_is_not_certain_and_comes_last() -> None:
    off = replace(
        WELL,
        clock=ClockFacts(90.0),
        scheduler=SchedulerFacts(BEFORE),
        lost_workers=(LostWorkerFacts("w1", BEFORE, 0),),
        queues=WAITING,
        disk=DiskFacts(0.01),
    )

    problems = find_problems(off)

    assert [entry.rule for entry in problems[:2]] == ["clock-skew", "disk-low"]
    assert problems[0].severity is Severity.CRITICAL
    assert "ahead of Redis" in problems[0].cause
    assert all(entry.doubt == "uncertain while the clocks are out of sync" for entry in problems[2:])
    assert len(problems) == 7


def test_a_small_difference_of_the_clocks_casts_no_doubt() -> None:
    problems = find_problems(replace(WELL, clock=ClockFacts(-9.0), scheduler=SchedulerFacts(BEFORE)))

    assert [(entry.rule, entry.doubt) for entry in problems] == [("scheduler-dead", ""), ("clock-skew", "")]


def test_a_stalled_queue_is_blamed_on_what_holds_its_own_jobs_alone() -> None:
    held = replace(WAITING[2], blockers=(CIRCUIT_OPEN,))

    causes = {result.subject.name: result.cause for result in find_problems(replace(WELL, queues=(WAITING[0], held)))}

    assert causes == {
        "high": "workers are online but take no jobs from this queue",
        "low": "the circuit breaker of export-data is open: 5 failures in a row",
    }


FULL_DISK = DiskFacts(0.0, 0.0, is_full=True)


def test_a_full_disk_is_the_first_problem_and_what_stops_for_want_of_room_is_part_of_it() -> None:
    misconf = "Redis rejects writes: it cannot save to its disk (MISCONF Errors writing to the AOF file)."
    database = DatabaseFacts(answers=False, milliseconds=None, cause="its disk is full")

    (result,) = find_problems(
        replace(WELL, redis=RedisFacts(answers=True, fault=misconf), database=database, disk=FULL_DISK)
    )

    assert result.summary == "The disk is full"
    assert result.cause == (
        "the disk of the data folder has 0 bytes free; the database cannot write: its disk is full; "
        "Redis rejects writes: it cannot save to its disk (MISCONF Errors writing to the AOF file)"
    )
    assert result.action.url == "/runbook#disk-full"


def test_beside_a_full_disk_a_server_that_stopped_for_another_reason_is_named_after_it() -> None:
    database = DatabaseFacts(answers=False, milliseconds=None, cause="another process holds the lock")
    down = replace(WELL, redis=RedisFacts(answers=False, fault="Redis is not responding: Connection refused."))

    problems = find_problems(replace(down, database=database, clock=ClockFacts(90.0), disk=FULL_DISK))

    assert [entry.summary for entry in problems] == [
        "The disk is full",
        "Clock skew: 90 s",
        "Redis is not responding",
        "The database is locked",
    ]


def test_a_database_that_says_its_disk_is_full_is_believed_wherever_that_disk_is() -> None:
    database = DatabaseFacts(answers=False, milliseconds=None, cause="its disk is full")

    assert [entry.summary for entry in find_problems(replace(WELL, database=database))] == ["The disk is full"]


def test_another_host_whose_clock_is_far_off_comes_first_too() -> None:
    problems = find_problems(replace(WELL, clock=ClockFacts(0.0, (("far", 90.0),)), scheduler=SchedulerFacts(BEFORE)))

    assert [(entry.rule, bool(entry.doubt)) for entry in problems] == [("clock-skew", False), ("scheduler-dead", True)]


def test_a_stalled_queue_leads_to_the_workers_when_they_are_what_holds_it() -> None:
    busy = Blocker(BlockerKind.BUSY, "all workers are busy: 2 running clean-up")
    held = replace(WAITING[2], blockers=(busy, CIRCUIT_OPEN))

    (result,) = find_problems(replace(WELL, queues=(held,)))

    assert (result.cause, result.action.url) == (f"{busy.words}; {CIRCUIT_OPEN.words}", "/workers")

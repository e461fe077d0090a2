"""What holds a queue, a schedule or a worker up: the first thing to overcome, in words."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from fsp.conditions.blockers import LateSchedule, why_held
from fsp.conditions.facts.work import SchedulerFacts
from fsp.conditions.queue_words import first_causes, why_waiting
from fsp.conditions.system import System
from fsp.conditions.system_facts import queue_facts
from fsp.gates.gate import Gate
from fsp.gates.pauses import Pause
from fsp.handlers import catalogue  # noqa: F401
from fsp.inspection.fleet import Drain, FleetWorker, WorkerState
from fsp.inspection.flow import Flow
from fsp.inspection.flow_samples import Sample
from fsp.inspection.queues import QueueReading
from fsp.inspection.worker_report import WorkerReport
from fsp.jobs.job_reading import JobReading
from fsp.redis_ops.host_clocks import HostClock

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
QUEUE = QueueReading("low", 20, 0, 0, 0, 0, 0, 60.0)
GATE = Gate(
    "export-data", limit=3, circuit="closed", opened_at=None, open_until=None, why="", failures=0, pause=None, slots=3
)
PAUSE = Pause("ada", "a full disk", NOON)


def flow(came: int, ended: int) -> Flow:
    """Return a minute in which so many jobs came and ended."""
    first = Sample(NOON, 20, 20, 0, 0)
    return Flow("low", (), (first, Sample(NOON + timedelta(minutes=1), 20, 20 + came - ended, ended, 0)))


def worker(*running: str, slots: int = 2, state: WorkerState = WorkerState.RUNNING) -> FleetWorker:
    report = WorkerReport("w", "host", 1, "1", NOON, processes=slots, threads=1)
    jobs = tuple(JobReading(str(number), name, "low", "started", {}) for number, name in enumerate(running))
    return FleetWorker(report, state, NOON, 1.0, None, jobs)


PARKED = replace(QUEUE, blocked=5)
HELD = replace(GATE, held_in={"low": 5})
FREE = System(
    queues=[QUEUE],
    pauses={},
    flows={"low": flow(2, 4)},
    gates=[GATE],
    fleet=[worker()],
    scheduler=SchedulerFacts(NOON),
    last_hour={},
)
WELL = replace(FREE, gates=[HELD])


@pytest.mark.parametrize(
    ("queue", "results", "reported"),
    [
        (QUEUE, replace(WELL, fleet=[]), "no workers are running"),
        (QUEUE, replace(WELL, fleet=[worker(state=WorkerState.LOST)]), "no workers are running"),
        (QUEUE, replace(WELL, pauses={"low": PAUSE}), "ada paused the queue low: a full disk"),
        (QUEUE, replace(WELL, pauses={"high": PAUSE}), "draining: empty in about 10 min"),
        (PARKED, replace(WELL, gates=[replace(HELD, pause=PAUSE, limit=0)]), "ada paused export-data: a full disk"),
        (
            PARKED,
            replace(WELL, gates=[replace(HELD, circuit="open", limit=0, why="5 failures in a row")]),
            "the circuit breaker of export-data is open: 5 failures in a row",
        ),
        (PARKED, replace(WELL, gates=[replace(HELD, running=3)]), "all 3 slots of export-data are taken"),
        (PARKED, replace(WELL, gates=[replace(HELD, running=1, limit=1)]), "the only slot of export-data is taken"),
        # Nothing was set aside, so no gate holds anything.
        (QUEUE, replace(FREE, gates=[replace(GATE, running=3)]), "draining: empty in about 10 min"),
        # A type of another queue holds nothing of this one.
        (PARKED, replace(WELL, gates=[replace(GATE, job_type="generate-report", running=3)]), "draining: "),
        (
            QUEUE,
            replace(WELL, fleet=[worker("content-generation", "content-generation"), worker("export-data", slots=1)]),
            "all workers are busy: 2 running content-generation and 1 running export-data",
        ),
        (QUEUE, replace(WELL, flows={"low": flow(9, 4)}), "arrivals exceed completions (9/min in, 4/min out)"),
        (QUEUE, replace(WELL, flows={"low": flow(0, 0)}), "no job has finished in the last minute"),
        (QUEUE, replace(WELL, flows={"low": flow(4, 4)}), "arrivals match completions"),
        (QUEUE, replace(WELL, flows={"low": Flow("low", ())}), ""),
        (replace(QUEUE, waiting=0), replace(WELL, fleet=[]), ""),
    ],
)
def test_the_first_cause_is_named(queue: QueueReading, results: System, reported: str) -> None:
    why = why_waiting(queue_facts(queue, results, NOON))

    assert why.startswith(reported)
    assert bool(why) == bool(reported)


def test_two_causes_are_told_at_most() -> None:
    gates = [replace(HELD, running=3), replace(GATE, job_type="generate-report", running=1, limit=1)]

    system = replace(WELL, fleet=[], pauses={"low": PAUSE}, gates=gates)

    assert first_causes(tuple(why_held(PARKED, system, NOON))) == (
        "no workers are running; ada paused the queue low: a full disk"
    )


@pytest.mark.parametrize(
    ("parked", "causes"),
    [
        (25, ["the circuit breaker of export-data is open: x", "all workers are busy: 2 running clean-up"]),
        (3, ["all workers are busy: 2 running clean-up", "the circuit breaker of export-data is open: x"]),
    ],
)
def test_what_holds_more_of_a_queue_is_named_first(parked: int, causes: list[str]) -> None:
    queue = replace(QUEUE, waiting=20, blocked=parked)
    results = replace(
        WELL,
        gates=[replace(GATE, circuit="open", limit=0, why="x", held_in={"low": parked})],
        fleet=[worker("clean-up", "clean-up")],
    )

    assert [blocker.words for blocker in why_held(queue, results, NOON)] == causes


@pytest.mark.parametrize(
    ("results", "words"),
    [
        (worker(), []),
        (worker("clean-up", "clean-up"), ["all its 2 slots are taken"]),
        (worker("clean-up", slots=1), ["its only slot is taken"]),
        (replace(worker(), state=WorkerState.DRAINING, drain=Drain("ada", NOON)), ["draining, requested by ada"]),
        (replace(worker(state=WorkerState.LOST), heartbeat_age_seconds=90.0), ["it sent no heartbeat for 1 min 30 s"]),
        (worker(state=WorkerState.GONE), ["it has stopped"]),
    ],
)
def test_a_worker_that_takes_no_job_says_why(results: FleetWorker, words: list[str]) -> None:
    assert [blocker.words for blocker in why_held(results, WELL, NOON)] == words


@pytest.mark.parametrize(("waiting", "words"), [(0, ["no job waits in a queue"]), (1, []), (None, [])])
def test_an_idle_worker_says_that_nothing_waits(waiting: int | None, words: list[str]) -> None:
    results = why_held(worker(), replace(WELL, waiting=waiting), NOON)

    assert [blocker.words for blocker in results] == words


def test_a_worker_names_the_clock_of_its_own_host() -> None:
    clocks = [HostClock(host, timedelta(hours=1), ("worker",)) for host in ("host", "another")]

    results = why_held(worker("clean-up", slots=1), replace(WELL, clocks=clocks), NOON)

    assert [blocker.words for blocker in results] == [
        "its only slot is taken",
        "the clock of its host is 3600 s off, so it takes no time-based jobs",
    ]


def test_a_late_schedule_says_what_is_to_be_overcome_first() -> None:
    paused = replace(WELL, gates=[replace(GATE, pause=PAUSE, limit=0)])
    late = LateSchedule("export-data", PAUSE, "ValueError: it is empty")

    assert [blocker.words for blocker in why_held(late, paused, NOON)] == [
        "paused by ada: a full disk",
        "the job type export-data is paused",
        "the last run failed: ValueError: it is empty",
    ]

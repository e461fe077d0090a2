"""U2: eight hours of a healthy load in simulated time, the verdict of the first screen taken every 30 s.

Jobs come at random, wait, run and now and then fail; workers, the scheduler, the database and the clocks are as uneven
as they are where nothing is wrong. The kinds of problems, the alert rules with their memory and the comparison of run
times are the real ones; only what they look at is made up.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from bench.bounds import Line
from bench.simulate.load import QUEUES, End, Load
from fsp.conditions.catalogue import Cause
from fsp.conditions.facts.infrastructure import ClockFacts, DatabaseFacts, DiskFacts, RedisFacts
from fsp.conditions.facts.outcomes import AnswerFacts, DeadLetterFacts, RegressionFacts
from fsp.conditions.facts.work import JobTypeFacts, QueueFacts, RetryFacts, SchedulerFacts, StuckFacts
from fsp.conditions.finding import Finding, Subject, SubjectKind
from fsp.conditions.ongoing_alerts import is_problem
from fsp.conditions.problems import find_problems
from fsp.conditions.ranking import in_order
from fsp.conditions.snapshot import Snapshot
from fsp.models.alert_kinds import Severity
from fsp.performance.verdict import Level
from fsp.problems.verdict import Verdict, verdict_of
from testbed.alert_system import SEED, START, System
from testbed.dataset.kinds import KINDS, Kind

HOURS = 8
SOAKS = 5
LOOK_SECONDS = 30
EVALUATE_SECONDS = 300
COMPARE_SECONDS = 1800
"""How often runs are compared with their baselines; alerts and first screen tell of the newest comparison."""


def healthy_verdicts(*, hours: float, seed: int) -> Iterator[tuple[Verdict, bool]]:
    """Live so many hours; at each look return the verdict, and whether a naive screen would be red.

    The naive screen is red while any attempt of the last five minutes failed.
    """
    random, system = Random(seed), System(every=timedelta(seconds=EVALUATE_SECONDS))
    load = Load(random)
    for seconds in range(LOOK_SECONDS, round(hours * 3600) + 1, LOOK_SECONDS):
        load.go_on(seconds)
        now = START + timedelta(seconds=seconds)
        if seconds % COMPARE_SECONDS == 0:
            load.compare()
        snapshot = _facts(load, random, now)
        if seconds % EVALUATE_SECONDS == 0:
            system.look(snapshot)
        problems = find_problems(snapshot)
        problems += [
            Finding("alert", Subject(SubjectKind.ALERT, name), Severity.WARNING, name, since=now)
            for name, memory in system.memories.items()
            if memory.is_active and _is_problem(system.causes[name], memory.severity, problems)
        ]
        yield verdict_of(in_order(problems, now), None), any(end.failed or end.died for end in load.since(300))


def _is_problem(cause: Cause, severity: Severity, problems: list[Finding]) -> bool:
    rule, labels = cause
    return is_problem(rule, severity, labels=dict(labels), problems=problems)


def soak() -> list[Line]:
    """U2: so many times eight hours; how often anything is red or amber."""
    verdicts = [
        (verdict, is_red)
        for seed in range(SOAKS)
        for verdict, is_red in healthy_verdicts(hours=HOURS, seed=SEED + seed)
    ]
    bad = sorted({verdict.key for verdict, _ in verdicts if verdict.tone != "good"})
    count = sum(verdict.tone != "good" for verdict, _ in verdicts)
    naive = sum(is_red for _, is_red in verdicts)
    measured = f"{count} {', '.join(bad)}".strip()
    what = f"red or amber of {len(verdicts):,} looks in {SOAKS} times {HOURS} healthy hours"
    return [Line("U2", what, measured, "0", f"{naive:,}", count == 0 < naive)]


def _facts(load: Load, random: Random, now: datetime) -> Snapshot:
    last_hour, last_minutes = load.since(3600), load.since(600)
    dead = [end for end in last_hour if end.died]
    by_kind = {kind: [end for end in last_hour if end.kind is kind] for kind in KINDS}
    return Snapshot(
        at=now,
        queues=tuple(_queue(load, name, now) for name in QUEUES),
        circuits=(),
        redis=RedisFacts(answers=True),
        components=(),
        schedules=(),
        stuck=StuckFacts(0),
        answers=AnswerFacts(random.randint(100, 300), int(random.random() < 0.1)),
        job_types=tuple(
            JobTypeFacts(kind.name, len(ends), sum(end.died for end in ends)) for kind, ends in by_kind.items() if ends
        ),
        workers_there=2,
        lost_workers=(),
        scheduler=SchedulerFacts(now - timedelta(seconds=random.uniform(0, 20))),
        database=DatabaseFacts(answers=True, milliseconds=_database_milliseconds(random)),
        dead_letters=DeadLetterFacts(len(dead), now if dead else None, total=len(dead)),
        regressions=tuple(
            RegressionFacts(name, compared.level, compared.deviation_percent, now, 1.0, 1.0)
            for name, compared in load.compared.items()
            if compared.level > Level.NONE
        ),
        disk=DiskFacts(0.4 + random.uniform(-0.01, 0.01)),
        clock=ClockFacts(random.gauss(0, 0.2)),
        retries=tuple(_retries(kind, [end for end in last_minutes if end.kind is kind]) for kind in KINDS),
    )


def _queue(load: Load, name: str, now: datetime) -> QueueFacts:
    return QueueFacts(
        name=name,
        waiting=len(load.waiting[name]),
        running=sum(kind.queue == name for *_, kind in load.running),
        oldest_at=now - timedelta(seconds=_oldest_seconds(load, name)) if load.waiting[name] else None,
        completions=sum(end.kind.queue == name for end in load.since(120)) / 2,
    )


def _retries(kind: Kind, ends: list[End]) -> RetryFacts:
    retried = sum(end.failed and not end.died for end in ends)
    return RetryFacts(kind.name, retried, sum(not end.failed for end in ends), None)


def _oldest_seconds(load: Load, name: str) -> float:
    return load.now - load.waiting[name][0][0] if load.waiting[name] else 0.0


def _database_milliseconds(random: Random) -> float:
    """Return a few milliseconds, and one time in a hundred those of a checkpoint."""
    return random.uniform(50, 400) if random.random() < 0.01 else random.lognormvariate(0.7, 0.5)

"""U2: eight hours of a healthy load in simulated time, the verdict of the first screen taken every 30 s.

Jobs come at random, wait, run and now and then fail; workers, the scheduler, the database and the clocks are as uneven
as they are where nothing is wrong. The kinds of problems, the alert rules with their memory and the comparison of run
times are the real ones; only what they look at is made up.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from bench.bounds import Line
from bench.simulate.load import QUEUES, Load
from fsp.alerts.reading import Database, DeadLetters, HttpAnswers, JobTypeStatistics, QueueStatistics, Regression
from fsp.alerts.reading import Reading as AlertReading
from fsp.alerts.rules.catalogue import Cause
from fsp.conditions.facts.ground import ClockFacts, DatabaseFacts, DiskFacts
from fsp.conditions.facts.outcomes import DeadLetterFacts, RegressionFacts
from fsp.conditions.facts.work import QueueFacts, RetryFacts, SchedulerFacts
from fsp.conditions.finding import Finding, Subject, SubjectKind
from fsp.conditions.ongoing_alerts import is_problem
from fsp.conditions.problems import find_problems
from fsp.conditions.ranking import in_order
from fsp.conditions.snapshot import Snapshot
from fsp.models.alert import Severity
from fsp.performance.verdict import Level
from fsp.web.overview.verdict import Verdict, verdict_of
from testbed.alert_system import SEED, START, System
from testbed.dataset.kinds import KINDS

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
        if seconds % EVALUATE_SECONDS == 0:
            system.look(_alert_reading(load, random, now))
        problems = find_problems(_facts(load, random, now))
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
    told = f"{count} {', '.join(bad)}".strip()
    what = f"red or amber of {len(verdicts):,} looks in {SOAKS} times {HOURS} healthy hours"
    return [Line("U2", what, told, "0", f"{naive:,}", count == 0 < naive)]


def _facts(load: Load, random: Random, now: datetime) -> Snapshot:
    last_hour, last_minutes = load.since(3600), load.since(600)
    ended = {name: sum(end.kind.queue == name for end in load.since(120)) for name in QUEUES}
    dead = [end for end in last_hour if end.died]
    return Snapshot(
        at=now,
        queues=tuple(
            QueueFacts(
                name=name,
                waiting=len(load.waiting[name]),
                running=sum(kind.queue == name for *_, kind in load.running),
                oldest_at=now - timedelta(seconds=_oldest_seconds(load, name)) if load.waiting[name] else None,
                completions=ended[name] / 2,
            )
            for name in QUEUES
        ),
        circuits=(),
        workers_there=2,
        lost_workers=(),
        scheduler=SchedulerFacts(now - timedelta(seconds=random.uniform(0, 20))),
        database=DatabaseFacts(answers=True, milliseconds=_database_milliseconds(random)),
        dead_letters=DeadLetterFacts(len(dead), now if dead else None),
        regressions=tuple(
            RegressionFacts(name, found.level, found.deviation_percent, now, 1.0, 1.0)
            for name, found in load.compared.items()
            if found.level > Level.NONE
        ),
        disk=DiskFacts(0.4 + random.uniform(-0.01, 0.01)),
        clock=ClockFacts(random.gauss(0, 0.2)),
        retries=tuple(
            RetryFacts(
                kind.name,
                sum(end.failed and not end.died for end in last_minutes if end.kind is kind),
                sum(not end.failed for end in last_minutes if end.kind is kind),
                None,
            )
            for kind in KINDS
        ),
    )


def _alert_reading(load: Load, random: Random, now: datetime) -> AlertReading:
    last_hour = load.since(3600)
    by_kind = {kind: [end for end in last_hour if end.kind is kind] for kind in KINDS}
    ended = {name: sum(end.kind.queue == name for end in load.since(900)) for name in QUEUES}
    died = sum(end.died for end in last_hour)
    return AlertReading(
        at=now,
        database=Database(is_reachable=True, response_milliseconds=_database_milliseconds(random)),
        is_redis_reachable=True,
        job_types=tuple(
            JobTypeStatistics(kind.name, len(ends), sum(end.died for end in ends))
            for kind, ends in by_kind.items()
            if ends
        ),
        queues=tuple(
            QueueStatistics(
                name,
                len(load.waiting[name]),
                _oldest_seconds(load, name),
                900 * len(load.waiting[name]) / ended[name] if ended[name] else None,
            )
            for name in QUEUES
        ),
        regressions=tuple(
            Regression(name, found.level.name.lower(), found.deviation_percent)
            for name, found in load.compared.items()
            if found.level > Level.NONE
        ),
        http=HttpAnswers(random.randint(100, 300), int(random.random() < 0.1)),
        dead_letters=DeadLetters(died, died),
        scheduler_age_seconds=random.uniform(0, 20),
        missed_schedules=(),
        overrun_schedules=(),
        poison_last_hour=0,
        open_circuits=(),
        components=(),
        stuck_jobs=0,
    )


def _oldest_seconds(load: Load, name: str) -> float:
    return load.now - load.waiting[name][0][0] if load.waiting[name] else 0.0


def _database_milliseconds(random: Random) -> float:
    """Return a few milliseconds, and one time in a hundred those of a checkpoint."""
    return random.uniform(50, 400) if random.random() < 0.01 else random.lognormvariate(0.7, 0.5)

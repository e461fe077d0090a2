"""Filling empty stores with the data set: the same from the same seed and moment."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

import redis

from fsp.clock import from_epoch
from fsp.metrics.sketch import sketch
from fsp.models.alert import Alert
from fsp.models.job_metrics import JobMetrics
from fsp.models.project import Project
from fsp.stores import db
from testbed.dataset.ended import fill_ended
from testbed.dataset.kinds import KINDS, PROJECTS
from testbed.dataset.live import fill_live

DAY = timedelta(days=1)
HOUR_SECONDS = 3600


@dataclass(frozen=True)
class Amounts:
    """How many jobs of each sort."""

    ended: int
    failures: int
    waiting: int
    running: int


def amounts(jobs: int) -> Amounts:
    """Return the usual shares of so many jobs: of 50,000, 10,000 have failed, 5,000 wait and 12 run."""
    running, waiting = min(12, jobs // 50), jobs // 10
    return Amounts(jobs - waiting - running, jobs // 5, waiting, running)


def fill(connection: redis.Redis, sizes: Amounts, *, seed: int, now: datetime) -> None:
    """Fill the stores, inside an application context."""
    random = Random(seed)
    db.session.add_all(Project(slug=slug, title=slug.capitalize().replace("-", " ")) for slug in PROJECTS)
    db.session.add_all(_alerts(now))
    db.session.add_all(_metrics(random, now))
    db.session.commit()
    fill_ended(random, count=sizes.ended, failures=sizes.failures, now=now)
    fill_live(connection, random, waiting=sizes.waiting, running=sizes.running, now=now)


def _alerts(now: datetime) -> list[Alert]:
    firing: list[tuple[str, str, str, dict[str, str]]] = [
        ("queue_backlog", "error", "The queue medium has waited for 41 min", {"queue": "medium"}),
        ("job_failures", "critical", "12 % of content-generation jobs fail", {"job_type": "content-generation"}),
        ("platform_api_failures", "warning", "WordPress refuses one call in three", {"platform": "wordpress"}),
    ]
    jobs = []
    for number in range(8):
        kind, severity, title, labels = firing[number % len(firing)]
        started = now - timedelta(hours=1 + 20 * number)
        is_over = number >= len(firing)
        jobs.append(
            Alert(
                fingerprint=f"{number:064x}",
                rule=kind,
                alert_type=kind,
                severity=severity,
                state="resolved" if is_over else "firing",
                title=title,
                labels=labels,
                details={
                    "value": 0.12,
                    "n": 240,
                    "threshold": 0.05,
                    "why": title,
                    "advice": "Check the newest errors.",
                },
                started_at=started,
                resolved_at=started + timedelta(minutes=50) if is_over else None,
            )
        )
    return jobs


def _metrics(random: Random, now: datetime) -> list[JobMetrics]:
    rows = []
    last = int(now.timestamp()) // HOUR_SECONDS * HOUR_SECONDS
    for kind in KINDS:
        for start in range(last - 7 * 24 * HOUR_SECONDS, last, HOUR_SECONDS):
            runs = [kind.run_seconds * random.lognormvariate(0, 0.4) for _ in range(20)]
            waits = [random.expovariate(1 / 4) for _ in runs]
            outcomes: dict[str, Any] = {"succeeded": len(runs), "failed": random.randint(0, 2)}
            rows.append(
                JobMetrics(
                    job_type=kind.name,
                    resolution_seconds=HOUR_SECONDS,
                    span_start=from_epoch(start),
                    outcomes=outcomes,
                    run_seconds_sum=sum(runs),
                    run_seconds_sketch={str(index): count for index, count in sketch(runs).items()},
                    wait_seconds_sum=sum(waits),
                    wait_seconds_sketch={str(index): count for index, count in sketch(waits).items()},
                )
            )
    return rows

"""Outcomes of each job type since Redis was initialised, and its times within the last 24 hours."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import redis

from fsp.metrics.current_counters import read_counters
from fsp.metrics.distribution import Distribution, distribution
from fsp.metrics.rings import MAX_RUNS, read_ring
from fsp.metrics.spans import Span, read_spans, total

WINDOW = timedelta(hours=24)
ENOUGH_FOR_P95, ENOUGH_FOR_P99 = 59, 299
"""With fewer values, even the largest is below the true quantile with a probability of more than 5 %."""


@dataclass(frozen=True)
class JobTiming:
    """One job type. Outcomes cover all time; times cover the last 24 hours, None before a success."""

    job_type: str
    outcomes: dict[str, int]
    last_day: Span
    runs: Distribution = field(default_factory=Distribution)
    """Run times of successful jobs."""
    waits: Distribution = field(default_factory=Distribution)
    """Waits for the first start."""

    @property
    def executions(self) -> int:
        """Return how many jobs of this type have ended. An attempt that is retried does not count."""
        return sum(count for outcome, count in self.outcomes.items() if outcome != "retried")

    @property
    def success_ratio(self) -> float | None:
        """Return the ratio of ended jobs that succeeded."""
        return self.outcomes.get("succeeded", 0) / self.executions if self.executions else None

    @property
    def failure_ratio(self) -> float | None:
        """Return the ratio of ended jobs that failed. A cancelled job counts as neither."""
        good = self.outcomes.get("succeeded", 0) + self.outcomes.get("stopped", 0)
        return (self.executions - good) / self.executions if self.executions else None

    @property
    def mean_seconds(self) -> float | None:
        """Return the mean run time of successful jobs."""
        return self.last_day.run_seconds / self.last_day.succeeded if self.last_day.succeeded else None

    @property
    def p50_seconds(self) -> float | None:
        """Return the median run time of successful jobs: exact up to 1,000, else within 1 %."""
        return self.runs.quantile(0.50)

    @property
    def p95_seconds(self) -> float | None:
        """Return the 95th percentile of run times, with the same accuracy."""
        return self.runs.quantile(0.95)

    @property
    def p99_seconds(self) -> float | None:
        """Return the 99th percentile of run times, with the same accuracy."""
        return self.runs.quantile(0.99)

    @property
    def has_low_confidence(self) -> bool:
        """Return whether there are too few runs for a reliable 99th percentile."""
        return self.runs.n < ENOUGH_FOR_P99


def read_timings(connection: redis.Redis, now: datetime, *, job_type: str | None = None) -> list[JobTiming]:
    """Return every job type with finished jobs, by name; or only this one."""
    outcomes: dict[str, Counter[str]] = defaultdict(Counter)
    for row in read_counters(connection):
        if job_type in {None, row.job_type}:
            outcomes[row.job_type][row.outcome] += row.count
    return [_timing(connection, name, dict(counts), now) for name, counts in sorted(outcomes.items())]


def _timing(connection: redis.Redis, job_type: str, outcomes: dict[str, int], now: datetime) -> JobTiming:
    day = total(job_type, read_spans(connection, job_type, since=now - WINDOW, until=now))
    # The ring holds no more, so only a smaller number is complete.
    ends = read_ring(connection, job_type, now) if day.outcomes.total() <= MAX_RUNS else []
    return JobTiming(
        job_type,
        outcomes,
        day,
        runs=distribution(
            day.run_sketch,
            (end.run_seconds for end in ends if end.outcome == "succeeded"),
            extremes=day.run_extremes,
        ),
        waits=distribution(
            day.wait_sketch,
            (end.wait_seconds for end in ends if end.wait_seconds is not None),
            extremes=day.wait_extremes,
        ),
    )

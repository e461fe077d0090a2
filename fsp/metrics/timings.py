"""How often each job type ends how, and how long it runs: one row per type, since the Redis was made."""

from collections import defaultdict
from dataclasses import dataclass

import redis

from fsp.metrics.counters import BUCKETS_SECONDS, Histogram, read_counters, read_histograms


@dataclass(frozen=True)
class JobTiming:
    """One job type. Quantiles are upper bounds of histogram buckets; none before the first success."""

    job_type: str
    outcomes: dict[str, int]
    mean_seconds: float | None
    p50_seconds: float | None
    p95_seconds: float | None
    p99_seconds: float | None

    @property
    def executions(self) -> int:
        """Return how many jobs of this type have ended; an attempt that is tried again is not an end."""
        return sum(count for outcome, count in self.outcomes.items() if outcome != "retried")

    @property
    def success_ratio(self) -> float | None:
        """Return the part of ended jobs that succeeded."""
        return self.outcomes.get("succeeded", 0) / self.executions if self.executions else None


def read_timings(connection: redis.Redis) -> list[JobTiming]:
    """Return every job type that has ended at least once, by name."""
    outcomes: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in read_counters(connection):
        outcomes[row.job_type][row.outcome] += row.count
    histograms = read_histograms(connection)
    return [_timing(name, dict(counts), histograms.get(name)) for name, counts in sorted(outcomes.items())]


def quantile_seconds(histogram: Histogram, part: float) -> float:
    """Return the upper bound of the bucket the quantile falls in; the highest bound for what lies above all."""
    rank = part * histogram.count
    seen = 0
    for bound, count in sorted(histogram.buckets.items()):
        seen += count
        if seen >= rank:
            return min(bound, BUCKETS_SECONDS[-1])
    return BUCKETS_SECONDS[-1]


def _timing(name: str, outcomes: dict[str, int], histogram: Histogram | None) -> JobTiming:
    if histogram is None or histogram.count == 0:
        return JobTiming(name, outcomes, None, None, None, None)
    p50, p95, p99 = (quantile_seconds(histogram, part) for part in (0.50, 0.95, 0.99))
    return JobTiming(name, outcomes, histogram.sum_seconds / histogram.count, p50, p95, p99)

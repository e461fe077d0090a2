"""Hourly values of the last days, for one job type or all, for the heatmap."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select

from fsp.history.rollup import HOUR_SECONDS
from fsp.metrics.sketch import quantile
from fsp.metrics.stored_sketch import sketch_of
from fsp.models.job_metrics import JobMetrics
from fsp.stored import whole_numbers_of
from fsp.stores import db, end_reading

NO_ENDS = frozenset({"succeeded", "retried", "stopped"})
"""Outcomes that are not failures."""


class Measure(StrEnum):
    """What is measured per hour, as named in the URL."""

    RUNS = "runs"
    FAILURES = "failures"
    P95 = "p95"


def read_hours(measure: Measure, *, job_type: str, since: datetime, until: datetime) -> dict[datetime, float | None]:
    """Return a value for each hour in [since, until). An empty type means all types.

    A percentile is in seconds, and None for an hour without a success.
    """
    column: Any = JobMetrics.run_seconds_sketch if measure is Measure.P95 else JobMetrics.outcomes
    statement = select(JobMetrics.span_start, column).where(
        JobMetrics.resolution_seconds == HOUR_SECONDS, JobMetrics.span_start >= since, JobMetrics.span_start < until
    )
    if job_type:
        statement = statement.where(JobMetrics.job_type == job_type)
    rows = db.session.execute(statement).all()
    end_reading()
    hours: dict[datetime, Counter[str]] = defaultdict(Counter)
    for start, counts in rows:
        hours[start].update(whole_numbers_of(counts))
    return {start: _value(measure, counts) for start, counts in hours.items()}


def _value(measure: Measure, counts: Mapping[str, int]) -> float | None:
    if measure is Measure.P95:
        return quantile(sketch_of(counts), 0.95)
    if measure is Measure.FAILURES:
        return sum(count for outcome, count in counts.items() if outcome not in NO_ENDS)
    return sum(count for outcome, count in counts.items() if outcome != "retried")

"""M16 and M17: roll-ups that may be broken off and repeated, and deleting a million rows without holding anybody up."""

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import event, func, insert, select

from bench.bounds import Line
from bench.setting import open_setting, scaled
from fsp.clock import utc_now
from fsp.core import current_settings
from fsp.history.clean_up import clean_up
from fsp.history.rollup import HOUR_SECONDS, read_metrics, roll_up
from fsp.metrics.buckets import SPAN_SECONDS
from fsp.metrics.sketch import quantile
from fsp.metrics.spans import Span, total
from fsp.models.job_metrics import JobMetrics
from fsp.models.job_request import JobRequest, RequestState
from fsp.stores import db
from testbed.crashes import is_broken_off
from testbed.span_points import TYPE, Points, put_points

SEED = 16
POINTS = 100_000
LATE_SHARE = 0.05
CRASHES = 20
DAYS = 31
ROWS = 1_000_000
TRANSACTION_LIMIT_MILLISECONDS = 200.0


def m16_rollups() -> Iterator[Line]:
    """Roll up points in time and late, three times, and break it off twenty times."""
    with open_setting() as setting:
        now = utc_now()
        points = Points(random.Random(SEED), scaled(POINTS), LATE_SHARE, now)
        put_points(setting.connection, points.in_time)
        roll_up(setting.connection, now)
        put_points(setting.connection, points.late)
        broken_off = sum(
            is_broken_off(lambda: roll_up(setting.connection, now), after=after) for after in range(CRASHES)
        )
        for _ in range(3):
            roll_up(setting.connection, now)
        for resolution in (SPAN_SECONDS, HOUR_SECONDS):
            yield _compared(points, _whole(resolution, now), resolution, broken_off)


def m17_retention() -> Iterator[Line]:
    """Clean up thirty-one days, and a million rows."""
    with open_setting():
        now = utc_now().replace(minute=2)
        _put_days(now)
        oldest = now - timedelta(days=current_settings().retention_days)
        young = select(func.count()).where(JobMetrics.span_start >= oldest)
        before = db.session.scalar(young)
        clean_up(settings=current_settings(), now=now)
        fine = JobMetrics.resolution_seconds == SPAN_SECONDS
        left = db.session.scalar(select(func.count()).where(JobMetrics.span_start < oldest, fine))
        lost = (before or 0) - (db.session.scalar(young) or 0)
        db.session.commit()
        measured = f"{left} left, {lost} lost"
        yield Line(
            "M17", f"{DAYS} days of spans: past 30 days, younger", measured, "0 left, 0 lost", "–", left == lost == 0
        )
        yield _a_million_rows(now)


def _whole(resolution_seconds: int, now: datetime) -> Span:
    since, until = now - timedelta(days=3), now + timedelta(days=1)
    return total(TYPE, read_metrics(TYPE, resolution_seconds=resolution_seconds, since=since, until=until))


def _compared(points: Points, whole: Span, resolution: int, broken_off: int) -> Line:
    values = sorted(value for _, value in points.in_time + points.late)
    exact = values[round(0.95 * len(values)) - 1]
    p95_off = abs((quantile(whole.run_sketch, 0.95) or 0) / exact - 1)
    sum_off = abs(whole.run_seconds - sum(values))
    naive = len(points.in_time)
    return Line(
        "M16",
        f"{len(values):,} points, 5 % late, {broken_off} crashes, 3 runs, by {resolution} s: n, sum and P95 off by",
        f"{whole.succeeded:,}, {sum_off:.3f} s, {p95_off:.2%}",
        f"{len(values):,}, 0, <= 1 %",
        f"{naive:,} without late ones",
        whole.succeeded == len(values) and sum_off < 0.5e-6 * len(values) and p95_off <= 0.0101 and broken_off > 0,
    )


def _put_days(now: datetime) -> None:
    starts = [now - timedelta(seconds=SPAN_SECONDS * number) for number in range(DAYS * 288)]
    row = {"job_type": TYPE, "outcomes": {}, "run_seconds_sum": 0.0, "wait_seconds_sum": 0.0}
    row |= {"run_seconds_sketch": {}, "wait_seconds_sketch": {}, "resolution_seconds": SPAN_SECONDS}
    db.session.execute(insert(JobMetrics), [row | {"span_start": start} for start in starts])
    db.session.commit()


def _a_million_rows(now: datetime) -> Line:
    rows, old = scaled(ROWS), now - timedelta(days=60)
    for start in range(0, rows, 50_000):
        many = range(start, min(rows, start + 50_000))
        row = {"job_type": TYPE, "arguments": {}, "state": RequestState.DONE, "requested_at": old}
        db.session.execute(insert(JobRequest), [row | {"job_id": f"old-{number}"} for number in many])
        db.session.commit()
    started = time.perf_counter()
    with _timed_transactions() as taken:
        deleted = clean_up(settings=current_settings(), now=now).requests
    longest = max(taken)
    return Line(
        "M17",
        f"{deleted:,} rows deleted in {time.perf_counter() - started:.0f} s: longest of {len(taken):,} transactions",
        f"{longest:.0f} ms",
        f"<= {TRANSACTION_LIMIT_MILLISECONDS:.0f} ms",
        "one for all",
        deleted == rows and longest <= TRANSACTION_LIMIT_MILLISECONDS,
    )


@contextmanager
def _timed_transactions() -> Iterator[list[float]]:
    """Note how long each transaction of the engine takes, in milliseconds."""
    taken: list[float] = []
    began = 0.0

    def begin(_: Any) -> None:
        nonlocal began
        began = time.perf_counter()

    def end(_: Any) -> None:
        taken.append((time.perf_counter() - began) * 1000)

    event.listen(db.engine, "begin", begin)
    event.listen(db.engine, "commit", end)
    try:
        yield taken
    finally:
        event.remove(db.engine, "begin", begin)
        event.remove(db.engine, "commit", end)

"""Hours for the picture of hours by days: runs, failures and percentiles, of one type or of all."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from fsp.history.hours import Measure, read_hours
from fsp.history.rollup import HOUR_SECONDS
from fsp.metrics.sketch import sketch
from fsp.models.job_metrics import JobMetrics
from fsp.stores import db

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def keep(job_type: str, at: datetime, outcomes: dict[str, Any], runs: list[float]) -> None:
    buckets = {str(index): count for index, count in Counter(sketch(runs)).items()}
    db.session.add(
        JobMetrics(
            job_type=job_type,
            resolution_seconds=HOUR_SECONDS,
            span_start=at,
            outcomes=outcomes,
            run_seconds_sketch=buckets,
        )
    )
    db.session.commit()


def test_hours_of_all_types_are_added_up(core: Flask) -> None:
    keep("a", NOW - HOUR, {"succeeded": 3, "failed": 1, "retried": 5}, [1.0, 1.0, 1.0])
    keep("b", NOW - HOUR, {"succeeded": 2, "timeout": 2, "stopped": 1}, [9.0, 9.0])
    keep("a", NOW - 9 * HOUR, {"succeeded": 7}, [1.0])

    def read(measure: Measure, job_type: str = "") -> dict[datetime, float | None]:
        return read_hours(measure, job_type=job_type, since=NOW - 5 * HOUR, until=NOW)

    assert read(Measure.RUNS) == {NOW - HOUR: 9}
    assert read(Measure.FAILURES) == {NOW - HOUR: 3}
    assert read(Measure.P95)[NOW - HOUR] == pytest.approx(9.0, rel=0.01)
    assert read(Measure.P95, "a")[NOW - HOUR] == pytest.approx(1.0, rel=0.01)
    assert read(Measure.RUNS, "b") == {NOW - HOUR: 5}


def test_an_hour_without_a_success_has_no_percentile(core: Flask) -> None:
    keep("a", NOW - HOUR, {"failed": 1}, [])

    assert read_hours(Measure.P95, job_type="a", since=NOW - HOUR, until=NOW) == {NOW - HOUR: None}

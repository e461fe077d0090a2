"""Workers that tell of themselves, without a process behind them."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import redis

from fsp.inspection.worker_report import STORED_REPORT, ChildReport, WorkerReport
from fsp.redis_ops import process_keys


def tell(connection: redis.Redis, name: str, *, now: datetime, age_seconds: float = 1.0, **other: Any) -> WorkerReport:
    """Write down a worker as it tells of itself, this long ago."""
    at = now - timedelta(seconds=age_seconds)
    report = WorkerReport(name, "host-1", 4711, "1.2.3", at - timedelta(hours=1), processes=2, threads=3)
    report = replace(report, children=(ChildReport(4712, 60.0, 5, 50_000_000, 0.25),), memory_bytes=30_000_000)
    report = replace(report, **other)
    connection.set(process_keys.worker(name), STORED_REPORT.to_json(report))
    connection.zadd(process_keys.FLEET, {name: at.timestamp() * 1000})
    return report

"""Metric families of FSP's own state: health, alerts, notifications, schedules, and the code version."""

import platform
from collections import Counter
from collections.abc import Iterator

from flask import current_app, g
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector
from redis.exceptions import RedisError
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from fsp.alerts.listing import active_alerts, alerts_about
from fsp.core import current_settings
from fsp.jobs.registry import get_job_type
from fsp.metrics.notices import read_notices
from fsp.models.job_request import JobRequest, RequestState
from fsp.stores import current_redis, db, end_reading
from fsp.web.health_watch import current_watch
from fsp.web.metrics.folding import fold

HEALTH = {"healthy": 0, "degraded": 1, "unhealthy": 2}
"""An unknown status has no value."""

MAX_ALERTS, MAX_NOTICES, MAX_TASKS = 60, 24, 30


class StateFamilies(Collector):
    """What is known without Redis. A part that cannot be read is left out.

    For one job type: its alerts and schedules, and the state of the system.
    """

    def __init__(self, job_type: str | None = None) -> None:
        self._job_type = job_type

    def collect(self) -> Iterator[Metric]:
        """Read and yield the families."""
        yield from _health()
        yield GaugeMetricFamily("fsp_up", "1 if this process responds.", 1)
        info = InfoMetricFamily("fsp_build", "The version of the running code.")
        version = current_settings().code_version
        info.add_metric([], {"version": version, "python": platform.python_version(), "name": current_app.name})
        yield info
        for read in (_notices,) if g.database_is_away else (self._alerts, self._tasks, _notices):
            try:
                family = read()
            except (RedisError, SQLAlchemyError):
                continue
            yield family

    def _alerts(self) -> Metric:
        family = GaugeMetricFamily(
            "fsp_alerts", "Pending and firing alerts.", labels=["alertname", "severity", "state"]
        )
        alerts = active_alerts()
        if self._job_type is not None:
            alerts = alerts_about(get_job_type(self._job_type), alerts)
        counts = Counter((alert.rule, str(alert.severity), str(alert.state)) for alert in alerts)
        for key, count in sorted(fold(counts.items(), max_series=MAX_ALERTS).items()):
            family.add_metric(list(key), count)
        return family

    def _tasks(self) -> Metric:
        family = GaugeMetricFamily(
            "fsp_cron_last_success_timestamp_seconds", "When a scheduled task last succeeded.", labels=["task"]
        )
        conditions = [JobRequest.schedule.is_not(None), JobRequest.state == RequestState.DONE]
        if self._job_type is not None:
            conditions.append(JobRequest.job_type == self._job_type)
        rows = db.session.execute(
            select(JobRequest.schedule, func.max(JobRequest.settled_at))
            .where(*conditions)
            .group_by(JobRequest.schedule)
            .order_by(JobRequest.schedule)
            .limit(MAX_TASKS)
        ).all()
        end_reading()
        for task, moment in rows:
            if task and moment:
                family.add_metric([task], moment.timestamp())
        return family


def _health() -> Iterator[Metric]:
    watch = current_watch()
    status = GaugeMetricFamily(
        "fsp_health_status",
        "Health of a component: 0 healthy, 1 degraded, 2 unhealthy; absent while unknown.",
        labels=["component"],
    )
    seconds = GaugeMetricFamily(
        "fsp_health_check_duration_seconds", "Duration of the last check of a component.", labels=["component"]
    )
    for part in watch.read():
        if part.status in HEALTH:
            status.add_metric([part.name], HEALTH[part.status])
        if part.name in watch.durations:
            seconds.add_metric([part.name], watch.durations[part.name])
    yield status
    yield seconds


def _notices() -> Metric:
    family = CounterMetricFamily(
        "fsp_notifications", "Attempts to send a notification, by channel and outcome.", labels=["channel", "outcome"]
    )
    for key, count in sorted(fold(read_notices(current_redis()).items(), max_series=MAX_NOTICES).items()):
        family.add_metric(list(key), count)
    return family

"""`GET /api/metrics`: JSON by default, Prometheus on request."""

import os
import resource
import time
from collections.abc import Callable
from typing import Any

from flask import Response, g, request
from sqlalchemy.exc import SQLAlchemyError

from fsp.alerts.listing import active_alerts, alerts_about
from fsp.clock import utc_now
from fsp.core import current_settings
from fsp.health.outages import is_absence
from fsp.inspection.queues import read_queues
from fsp.inspection.workers import read_workers
from fsp.jobs.job_type import JobType
from fsp.jobs.registry import get_job_type
from fsp.metrics.distribution import distribution
from fsp.metrics.http_ring import read_http_ring
from fsp.metrics.rings import MAX_RUNS
from fsp.metrics.service_spans import read_recent_service
from fsp.metrics.timings import WINDOW, read_timings
from fsp.models.account import Role
from fsp.performance.current import read_performance
from fsp.redis_ops.shared_clock import best_now
from fsp.stores import current_redis, db
from fsp.targets.read import read_targets
from fsp.web.access.permissions import requires
from fsp.web.alerts.response_schemas import AlertShape
from fsp.web.metrics.exposition import exposition
from fsp.web.metrics.schemas import (
    HostShape,
    HttpShape,
    JobMetricsShape,
    MetricsQuery,
    MetricsQueueShape,
    MetricsShape,
    MetricsWorkerShape,
    ProcessShape,
    QuantilesShape,
    RuleShape,
    SystemShape,
)
from fsp.web.openapi import answer_partly, api_blueprint
from fsp.web.performance.api import performance_shape
from fsp.web.response_metrics import current_answers
from fsp.web.targets.schemas import TargetShape

metrics = api_blueprint("api_metrics")

_STARTED = time.monotonic()

OPEN_METRICS = "application/openmetrics-text"


@metrics.get("/api/metrics", responses={200: MetricsShape}, summary="Metrics, as JSON or for Prometheus")
@requires(Role.VIEWER)
def show(query: MetricsQuery) -> Response:
    """Return metrics of jobs, queues and this system."""
    rules = get_job_type(query.job_id) if query.job_id else None
    job_type = rules.name if rules else None
    # Flush the counts of this process first, so that every response is in the next numbers.
    current_answers().flush(current_redis())
    accept = request.headers.get("Accept", "")
    # A scraper without a format parameter states its format in the Accept header.
    is_scraper = "format" not in request.args and OPEN_METRICS in accept
    if query.format == "prometheus" or is_scraper:
        text, content_type = exposition(current_redis(), accept=accept, job_type=job_type)
        return Response(text, content_type=content_type)
    timings = read_timings(current_redis(), utc_now(), job_type=job_type)
    parts = _of_type(rules) if rules else _platform()
    return answer_partly(MetricsShape(timestamp=utc_now(), jobs=JobMetricsShape.list_of(timings), **parts))


def _http() -> HttpShape:
    now = utc_now()
    service = read_recent_service(current_redis(), now=now, window=WINDOW)
    recent = read_http_ring(current_redis(), now) if service.requests <= MAX_RUNS else []
    seconds = distribution(service.sketch, (point.seconds for point in recent), extremes=service.extremes)
    return HttpShape(
        requests=service.requests,
        errors=service.errors,
        error_ratio=service.errors / service.requests if service.requests else None,
        duration_seconds=QuantilesShape.of(seconds),
        rules={
            rule: RuleShape(requests=count, errors=service.rule_errors[rule])
            for rule, count in service.rule_requests.most_common()
        },
    )


def _of_type(rules: JobType) -> dict[str, Any]:
    """Return the other data of one job type, and the system it runs on."""
    queues = read_queues(current_redis(), best_now(current_redis()), [rules.priority.value])
    return {
        "queues": MetricsQueueShape.list_of(queues),
        "system": _system(),
        "performance": _known(
            lambda: [
                performance_shape(performance)
                for performance in read_performance()
                if performance.job_type == rules.name
            ]
        ),
        "alerts": _known(lambda: AlertShape.list_of(alerts_about(rules, active_alerts()))),
    }


def _platform() -> dict[str, Any]:
    connection = current_redis()
    now = best_now(connection)
    targets = read_targets(connection, now, has_database=not g.database_is_away)
    return {
        "queues": MetricsQueueShape.list_of(read_queues(connection, now)),
        "workers": MetricsWorkerShape.list_of(read_workers(connection, now)),
        "system": _system(),
        "http": _http(),
        "performance": _known(lambda: [performance_shape(performance) for performance in read_performance()]),
        "targets": TargetShape.list_of(targets),
        "alerts": _known(lambda: AlertShape.list_of(active_alerts())),
    }


def _known(read: Callable[[], list[Any]]) -> list[Any] | None:
    """Return data from the database; None if it does not respond."""
    if g.database_is_away:
        return None
    try:
        return read()
    except SQLAlchemyError as error:
        if not is_absence(error):
            raise
        db.session.rollback()
        return None


def _system() -> SystemShape:
    used = resource.getrusage(resource.RUSAGE_SELF)
    disk = os.statvfs(current_settings().data_dir)
    return SystemShape(
        process=ProcessShape(
            pid=os.getpid(),
            uptime_seconds=round(time.monotonic() - _STARTED, 1),
            cpu_seconds=round(used.ru_utime + used.ru_stime, 2),
            max_rss_bytes=used.ru_maxrss * 1024,
        ),
        host=HostShape(
            load_average=[round(load, 2) for load in os.getloadavg()],
            cpu_count=os.cpu_count(),
            disk_free_bytes=disk.f_bavail * disk.f_frsize,
            disk_total_bytes=disk.f_blocks * disk.f_frsize,
        ),
    )

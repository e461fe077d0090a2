"""`GET /api/metrics`: JSON by default, Prometheus on request."""

import os
import resource
import time
from collections.abc import Callable
from dataclasses import asdict
from typing import Any, Literal

from flask import Response, g, jsonify, request
from pydantic import Field
from sqlalchemy.exc import SQLAlchemyError

from fsp.alerts.history import active_alerts, alerts_about
from fsp.clock import iso, utc_now
from fsp.extensions import current_redis, current_settings, db
from fsp.health.absence import is_absence
from fsp.jobs.job_type import JobType
from fsp.jobs.registry import find_job_type, get_job_type
from fsp.metrics.distribution import Distribution, distribution
from fsp.metrics.http_ring import read_http_ring
from fsp.metrics.rings import MOST
from fsp.metrics.service_spans import read_recent_service
from fsp.metrics.timings import ENOUGH_FOR_P95, ENOUGH_FOR_P99, WINDOW, JobTiming, read_timings
from fsp.performance.current import read_performance
from fsp.queueing.queues import read_queues
from fsp.queueing.workers import read_workers
from fsp.redis_ops.shared_clock import best_now
from fsp.targets.read import read_targets
from fsp.tracing import SYSTEM
from fsp.web.alerts.api_values import alert_told
from fsp.web.metrics.exposition import exposition
from fsp.web.metrics.schemas import MetricsShape
from fsp.web.openapi import api_blueprint
from fsp.web.performance.api import told_of
from fsp.web.response_metrics import current_answers
from fsp.web.schema import Shape, camel
from fsp.web.targets.api import targets_told

metrics = api_blueprint("api_metrics")

_STARTED = time.monotonic()

CONVENTIONS = {"version": "1.44.0", "status": "development"}
"""OpenTelemetry's semantic conventions for messaging, whose names may still change: whoever reads them looks here."""

BAD_OUTCOMES = frozenset({"failed", "timeout", "killed", "abandoned"})


OPEN_METRICS = "application/openmetrics-text"


class MetricsQuery(Shape):
    """Which metrics, in which form."""

    format: Literal["json", "prometheus"] = "json"
    job_id: str = Field(
        "", description="A job type, such as export-data; its jobs, queue, performance and alerts, and the system"
    )


@metrics.get("/api/metrics", responses={200: MetricsShape}, summary="Metrics, as JSON or for Prometheus")
def show(query: MetricsQuery) -> Response:
    """Return what jobs, queues and this system do."""
    rules = get_job_type(query.job_id) if query.job_id else None
    job_type = rules.name if rules else None
    # What this process answered is told first, so that an answer is in the next numbers.
    current_answers().flush(current_redis())
    accept = request.headers.get("Accept", "")
    # A scraper that was given no format says by this what it reads.
    is_scraper = "format" not in request.args and OPEN_METRICS in accept
    if query.format == "prometheus" or is_scraper:
        text, content_type = exposition(current_redis(), accept=accept, job_type=job_type)
        return Response(text, content_type=content_type)
    timings = read_timings(current_redis(), utc_now(), job_type=job_type)
    told: dict[str, Any] = {"timestamp": iso(utc_now()), "jobs": [_job(timing) for timing in timings]}
    return jsonify(told | (_of_type(rules) if rules else _platform()))


def _job(timing: JobTiming) -> dict[str, Any]:
    return {
        "jobType": timing.job_type,
        "executions": timing.executions,
        "outcomes": timing.outcomes,
        "successRatio": timing.success_ratio,
        "failureRatio": timing.failure_ratio,
        "durationSeconds": {"mean": timing.mean_seconds, **_quantiles(timing.runs)},
        "waitSeconds": _quantiles(timing.waits),
        "cpuSeconds": timing.last_day.cpu_seconds,
        "openTelemetry": _as_messaging(timing),
    }


def _as_messaging(timing: JobTiming) -> dict[str, Any]:
    """Return the same in OpenTelemetry's words: `error.type` has the bad outcomes, where there are any."""
    errors = {outcome: count for outcome, count in timing.outcomes.items() if outcome in BAD_OUTCOMES and count}
    rules = find_job_type(timing.job_type)
    return {
        "conventions": CONVENTIONS,
        "messaging.system": SYSTEM,
        "messaging.destination.name": rules.priority.value if rules else None,
        "messaging.operation.name": "process",
        "messaging.process.duration": {"unit": "s", "count": timing.runs.n, "sum": timing.last_day.run_seconds},
        **({"error.type": errors} if errors else {}),
    }


def _quantiles(found: Distribution) -> dict[str, Any]:
    """Return quantiles with how exact they are; `lowConfidence` is that of the 99th percentile."""
    extremes = found.extremes
    return {
        "min": extremes.least if extremes else None,
        "max": extremes.most if extremes else None,
        "p50": found.quantile(0.50),
        "p95": found.quantile(0.95),
        "p99": found.quantile(0.99),
        "n": found.n,
        "window": "24h",
        "method": found.method,
        "relativeError": found.relative_error,
        "lowConfidence": found.n < ENOUGH_FOR_P99,
        "lowConfidenceP95": found.n < ENOUGH_FOR_P95,
    }


def _http() -> dict[str, Any]:
    now = utc_now()
    found = read_recent_service(current_redis(), now=now, window=WINDOW)
    recent = read_http_ring(current_redis(), now) if found.requests <= MOST else []
    rules = {
        rule: {"requests": count, "errors": found.rule_errors[rule]}
        for rule, count in found.rule_requests.most_common()
    }
    return {
        "requests": found.requests,
        "errors": found.errors,
        "errorRatio": found.errors / found.requests if found.requests else None,
        "durationSeconds": _quantiles(
            distribution(found.sketch, (point.seconds for point in recent), extremes=found.extremes)
        ),
        "rules": rules,
    }


def _of_type(rules: JobType) -> dict[str, Any]:
    """Return what else is about one job type, and the system it runs on."""
    queues = read_queues(current_redis(), best_now(current_redis()), [rules.priority.value])
    return {
        "queues": [camel(asdict(queue)) for queue in queues],
        "system": _system(),
        "performance": _known(lambda: [told_of(found) for found in read_performance() if found.job_type == rules.name]),
        "alerts": _known(lambda: [alert_told(alert) for alert in alerts_about(rules, active_alerts())]),
    }


def _platform() -> dict[str, Any]:
    connection = current_redis()
    now = best_now(connection)
    return {
        "queues": [camel(asdict(queue)) for queue in read_queues(connection, now)],
        "workers": [camel(asdict(worker)) for worker in read_workers(connection, now)],
        "system": _system(),
        "http": _http(),
        "performance": _known(lambda: [told_of(found) for found in read_performance()]),
        "targets": targets_told(read_targets(connection, now, has_database=not g.database_is_away))["targets"],
        "alerts": _known(lambda: [alert_told(alert) for alert in active_alerts()]),
    }


def _known(read: Callable[[], list[dict[str, Any]]]) -> list[dict[str, Any]] | None:
    """Return what the database knows; None while it does not answer."""
    if g.database_is_away:
        return None
    try:
        return read()
    except SQLAlchemyError as error:
        if not is_absence(error):
            raise
        db.session.rollback()
        return None


def _system() -> dict[str, Any]:
    used = resource.getrusage(resource.RUSAGE_SELF)
    disk = os.statvfs(current_settings().data_dir)
    return {
        "process": {
            "pid": os.getpid(),
            "uptimeSeconds": round(time.monotonic() - _STARTED, 1),
            "cpuSeconds": round(used.ru_utime + used.ru_stime, 2),
            "maxRssBytes": used.ru_maxrss * 1024,
        },
        "host": {
            "loadAverage": [round(load, 2) for load in os.getloadavg()],
            "cpuCount": os.cpu_count(),
            "diskFreeBytes": disk.f_bavail * disk.f_frsize,
            "diskTotalBytes": disk.f_blocks * disk.f_frsize,
        },
    }

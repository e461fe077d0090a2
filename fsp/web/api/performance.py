"""`/api/performance`: baselines, regressions, trends, bottlenecks, the slowest operations; accept a new normal."""

from dataclasses import asdict
from datetime import timedelta
from typing import Any

from flask import Response, jsonify

from fsp.clock import iso, utc_now
from fsp.extensions import current_redis
from fsp.jobs.registry import all_job_types, get_job_type
from fsp.performance.bottlenecks import Bottleneck, find_bottlenecks
from fsp.performance.executions import read_executions
from fsp.performance.resources import resource_use
from fsp.performance.runs import Performance, accept_new_normal, read_performance
from fsp.performance.slowest import slowest_operations
from fsp.web.api.document import api_blueprint
from fsp.web.api.schemas import NamePath, Problem, camel

performance_api = api_blueprint("api_performance")

WINDOW = timedelta(hours=24)


@performance_api.get("/api/performance", summary="Baselines, trends, bottlenecks and resource use")
def show() -> Response:
    """Return what is known of each job type's speed; times are in seconds."""
    types = all_job_types()
    executions = read_executions(current_redis(), [found.name for found in types], utc_now())
    slots = {found.name: found.concurrency for found in types}
    bottlenecks = find_bottlenecks(executions, slots=slots, span_seconds=WINDOW.total_seconds())
    return jsonify(
        timestamp=iso(utc_now()),
        jobTypes=[told_of(found) for found in read_performance()],
        bottlenecks=[_bottleneck(found) for found in bottlenecks],
        slowestOperations=[camel(asdict(found)) for found in slowest_operations(executions)],
        resources=[camel(asdict(found)) for found in resource_use(executions)],
    )


@performance_api.post(
    "/api/performance/<name>/accept", responses={422: Problem}, summary="Accept the newest runs as the new normal"
)
def accept(path: NamePath) -> Response:
    """Make a new version of a job type's baseline."""
    accept_new_normal(get_job_type(path.name).name)
    return jsonify(next(told_of(found) for found in read_performance() if found.job_type == path.name))


def told_of(found: Performance) -> dict[str, Any]:
    """Return one job type's performance as the API gives it."""
    baseline, verdict = found.track.baseline, found.track.verdict
    told: dict[str, Any] = {
        "jobType": found.job_type,
        "runsSeen": found.track.runs_seen,
        "trend": camel(asdict(found.trend)),
        "baseline": None,
        "regression": None,
    }
    if baseline:
        told["baseline"] = {
            "state": baseline.state.value,
            "version": baseline.version,
            "runs": len(baseline.log_seconds),
            "meanSeconds": baseline.yardstick.mean_seconds,
            "p50Seconds": baseline.yardstick.p50_seconds,
            "p95Seconds": baseline.yardstick.p95_seconds,
            "isFrozen": baseline.is_frozen,
        }
    if verdict:
        told["regression"] = camel(asdict(verdict)) | {"level": verdict.level.name.lower()}
    return told


def _bottleneck(found: Bottleneck) -> dict[str, Any]:
    return {
        "jobType": found.job_type,
        "severity": found.severity.value,
        "longestSeconds": found.longest.run_seconds,
        "longestJobId": found.longest.job_id,
        "slowStep": found.slow_step.name if found.slow_step else None,
        "waitsLongerThanItRuns": found.waits_longer_than_it_runs,
        "totalSeconds": found.total_seconds,
        "recommendation": found.recommendation,
    }

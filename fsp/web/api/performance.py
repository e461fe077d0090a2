"""`/api/performance`: baselines, regressions, trends, bottlenecks, the slowest operations; accept a new normal."""

from dataclasses import asdict
from typing import Any

from flask import Response, jsonify

from fsp.clock import iso, utc_now
from fsp.extensions import current_redis
from fsp.jobs.registry import get_job_type
from fsp.performance.bottlenecks import Bottleneck
from fsp.performance.runs import Performance, accept_new_normal, read_performance
from fsp.web.api.document import api_blueprint
from fsp.web.api.schemas import NamePath, Problem, camel
from fsp.web.panels.performance import read_performance_page

performance_api = api_blueprint("api_performance")


@performance_api.get("/api/performance", summary="Baselines, trends, bottlenecks and resource use")
def show() -> Response:
    """Return what is known of each job type's speed; times are in seconds."""
    view = read_performance_page(current_redis(), utc_now())
    return jsonify(
        timestamp=iso(view.as_of),
        jobTypes=[told_of(found) for found in view.tracks],
        bottlenecks=[_bottleneck(found) for found in view.bottlenecks],
        slowestOperations=[camel(asdict(found)) for found in view.operations],
        resources=[camel(asdict(found)) for found in view.resources],
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

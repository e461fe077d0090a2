"""`/api/performance`: baselines, regressions, trends, bottlenecks, the slowest operations; accept a new normal."""

from dataclasses import asdict
from math import exp
from typing import Any

from flask import Response, g, jsonify
from pydantic import Field

from fsp.clock import iso, utc_now
from fsp.extensions import current_redis
from fsp.jobs.registry import get_job_type
from fsp.performance.bottlenecks import Bottleneck
from fsp.performance.current import BaselineVersion, Performance, read_lineage, read_performance
from fsp.performance.daily_pattern import Season
from fsp.performance.improved import FollowedImprovement
from fsp.performance.runs import accept_new_normal
from fsp.performance.suspects import Suspect
from fsp.web.openapi import api_blueprint
from fsp.web.performance.schemas import JobTypePerformanceShape, PerformanceShape
from fsp.web.performance.views import read_performance_page
from fsp.web.schema import NamePath, Shape, camel

performance_api = api_blueprint("api_performance")


class SizeQuery(Shape):
    """Which size class of the job type."""

    size_class: str = Field("", max_length=40, description="Empty for a type with one class")


@performance_api.get(
    "/api/performance", responses={200: PerformanceShape}, summary="Baselines, trends, bottlenecks and resource use"
)
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
    "/api/performance/<path:name>/accept",
    responses={200: JobTypePerformanceShape},
    summary="Accept the newest runs as the new normal",
)
def accept(path: NamePath, query: SizeQuery) -> Response:
    """Make a new version of a job type's baseline."""
    name, size_class = get_job_type(path.name).name, query.size_class
    accept_new_normal(name, size_class=size_class, by=g.account.name)
    found = next(found for found in read_performance() if (found.job_type, found.size_class) == (name, size_class))
    return jsonify(told_of(found))


def told_of(found: Performance) -> dict[str, Any]:
    """Return one job type's performance as the API gives it."""
    baseline, verdict = found.track.baseline, found.track.verdict
    told: dict[str, Any] = {
        "jobType": found.job_type,
        "sizeClass": found.size_class,
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
            "codeVersion": baseline.code_version,
            "because": found.because,
            "beganAt": iso(found.began_at) if found.began_at else None,
            "followedImprovement": _improvement(found.improvement),
            "lineage": [_version(line) for line in read_lineage(found.job_type, found.size_class)],
            "seasonPercent": _season(found.season),
        }
    if verdict:
        told["regression"] = camel(asdict(verdict)) | {
            "level": verdict.level.name.lower(),
            "firstSuspectRun": _suspect(found.suspect),
        }
    return told


def _improvement(found: FollowedImprovement | None) -> dict[str, Any] | None:
    if found is None:
        return None
    means = {"beforeSeconds": found.before_seconds, "afterSeconds": found.after_seconds}
    return {"at": iso(found.at), "percent": found.percent, **means, "inWords": found.in_words}


def _version(line: BaselineVersion) -> dict[str, Any]:
    moments = {"began_at": iso(line.began_at), "ended_at": iso(line.ended_at) if line.ended_at else None}
    return camel(asdict(line) | moments)


def _season(season: Season | None) -> list[float] | None:
    """Return by how many percent runs of each hour of the day in UTC take longer than usual."""
    return [round((exp(offset) - 1) * 100, 1) for offset in season.offsets] if season else None


def _suspect(suspect: Suspect | None) -> dict[str, Any] | None:
    if suspect is None:
        return None
    mark = suspect.deploy
    deploy = {"version": mark.version, "at": iso(mark.at), "note": mark.note} if mark else None
    return {
        "jobId": suspect.job_id,
        "at": iso(suspect.at),
        "version": suspect.version or None,
        "nearestDeploy": deploy,
        "inWords": suspect.in_words,
    }


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

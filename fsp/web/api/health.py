"""`/api/health`: for machines the status code, for people the body; who is not signed in gets the status alone."""

import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Any, cast

import redis
from flask import Flask, Response, current_app, g, jsonify, request
from pydantic import Field

from fsp.clock import iso, utc_now
from fsp.errors import NotFound
from fsp.extensions import current_redis, current_settings
from fsp.health import checks, ground, work
from fsp.health.checks import Component, worst
from fsp.health.watch import Check, Watch
from fsp.web.api.document import api_blueprint
from fsp.web.api.schemas import Shape, camel

health = api_blueprint("health")

HEALTH_JSON = "application/health+json"
WORDS = {"healthy": "pass", "degraded": "warn", "unhealthy": "fail"}
ONE_BY_ONE = {"database", "redis", "jobs", "platforms"}

_STARTED = time.monotonic()


class HealthQuery(Shape):
    """How much to ask."""

    quick: bool = Field(default=False, description="Ask nothing of anybody")


class PartPath(Shape):
    """Which part."""

    part: str = Field(max_length=30, description="database, redis, jobs or platforms")


@health.get("/api/health", summary="Overall health")
def show(query: HealthQuery) -> tuple[Response, int]:
    """Return the overall status; `?quick=true` asks nothing of anybody."""
    return alive() if query.quick else _answer(_watch().read())


@health.get("/api/health/live", summary="Is the process there?")
def live() -> tuple[Response, int]:
    """Ask nothing of anybody: for liveness probes, which must not restart FSP because a database is away."""
    return alive()


@health.get("/api/health/ready", summary="Can it do its work?")
def ready() -> tuple[Response, int]:
    """Look at what every request needs: the database and Redis."""
    return _answer([part for part in _watch().read() if part.name in {"database", "redis"}])


@health.get("/api/health/<part>", summary="Health of one part")
def show_part(path: PartPath) -> tuple[Response, int]:
    """Return one part: database, redis, jobs or platforms."""
    if path.part not in ONE_BY_ONE:
        raise NotFound(f'There is no part "{path.part}"; the parts are {", ".join(sorted(ONE_BY_ONE))}.')
    return _answer([part for part in _watch().read() if part.name == path.part])


def alive() -> tuple[Response, int]:
    """Answer that the process is there."""
    return jsonify(status="healthy"), 200


def _answer(parts: list[Component]) -> tuple[Response, int]:
    status, now = worst(parts), utc_now()
    code = 503 if status == "unhealthy" else 200
    if request.accept_mimetypes.best_match([HEALTH_JSON, "application/json"]) == HEALTH_JSON:
        told: dict[str, Any] = {"status": WORDS[status]} | (_as_health_json(parts, now) if g.account else {})
        answer = jsonify(told)
        answer.mimetype = HEALTH_JSON
        return answer, code
    if g.account is None:
        return jsonify(status=status), code
    told = {
        "status": status,
        "timestamp": iso(now),
        "uptimeSeconds": round(time.monotonic() - _STARTED, 1),
        "ageSeconds": round(_watch().age_seconds, 1),
        "components": [camel(asdict(part)) for part in parts],
        "summary": {word: sum(part.status == word for part in parts) for word in WORDS},
    }
    return jsonify(told), code


def _as_health_json(parts: list[Component], now: datetime) -> dict[str, Any]:
    """Return the `checks` of draft-inadarei-api-health-check-06."""
    found = {}
    for part in parts:
        reading: dict[str, Any] = {"status": WORDS[part.status], "output": part.message, "time": iso(now)}
        if part.response_time_milliseconds is not None:
            reading |= {"observedValue": part.response_time_milliseconds, "observedUnit": "ms"}
        found[f"{part.name}:status"] = [reading]
    return {"checks": found}


def _watch() -> Watch:
    """Return the watch of this process."""
    watch = current_app.extensions.get("fsp_health_watch")
    if watch is None:
        app = cast(Any, current_app)._get_current_object()
        watch = current_app.extensions["fsp_health_watch"] = Watch(_checks(app))
    return cast(Watch, watch)


def _checks(app: Flask) -> dict[str, Check]:
    def of(look: Callable[..., Component], *asked: Callable[[], Any], timeout_seconds: float) -> Check:
        def inside() -> Component:
            with app.app_context():
                return look(*(ask() for ask in asked))

        return Check(inside, timeout_seconds)

    connection: Callable[[], redis.Redis] = current_redis
    return {
        "database": of(checks.check_database, timeout_seconds=2),
        "redis": of(checks.check_redis, connection, timeout_seconds=1),
        "workers": of(checks.check_workers, connection, utc_now, timeout_seconds=2),
        "scheduler": of(checks.check_scheduler, connection, utc_now, timeout_seconds=2),
        "circuits": of(checks.check_circuits, connection, utc_now, timeout_seconds=2),
        "jobs": of(work.check_jobs, connection, utc_now, timeout_seconds=2),
        "platforms": of(work.check_platforms, utc_now, timeout_seconds=3),
        "redis-settings": of(ground.check_redis_settings, connection, timeout_seconds=1),
        "clock": of(ground.check_clock, connection, timeout_seconds=1),
        "disk": of(ground.check_disk, lambda: current_settings().data_dir, timeout_seconds=1),
    }

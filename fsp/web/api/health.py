"""`GET /api/health`: for machines the status code, for people the body."""

import time
from dataclasses import asdict

from flask import Blueprint, Response, jsonify, request

from fsp.clock import iso, utc_now
from fsp.extensions import current_redis
from fsp.health.checks import check_all, worst

health = Blueprint("health", __name__)

_STARTED = time.monotonic()


@health.get("/api/health")
def show() -> tuple[Response, int]:
    """Return the overall status; `?quick=true` asks nothing of anybody and is open to all."""
    if request.args.get("quick") == "true":
        return jsonify(status="healthy"), 200
    now = utc_now()
    components = check_all(current_redis(), now)
    status = worst(components)
    answer = jsonify(
        status=status,
        timestamp=iso(now),
        uptimeSeconds=round(time.monotonic() - _STARTED, 1),
        components=[asdict(component) for component in components],
        summary={name: sum(c.status == name for c in components) for name in ("healthy", "degraded", "unhealthy")},
    )
    return answer, 503 if status == "unhealthy" else 200

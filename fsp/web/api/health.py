"""`GET /api/health`: for machines the status code, for people the body."""

import time
from dataclasses import asdict

from flask import Response, jsonify
from pydantic import Field

from fsp.clock import iso, utc_now
from fsp.extensions import current_redis
from fsp.health.checks import check_all, worst
from fsp.web.api.document import api_blueprint
from fsp.web.api.schemas import Shape, camel

health = api_blueprint("health")

_STARTED = time.monotonic()


class HealthQuery(Shape):
    """How much to ask."""

    quick: bool = Field(default=False, description="Ask nothing of anybody; open to all")


@health.get("/api/health", summary="Overall health")
def show(query: HealthQuery) -> tuple[Response, int]:
    """Return the overall status; `?quick=true` asks nothing of anybody and is open to all."""
    if query.quick:
        return jsonify(status="healthy"), 200
    now = utc_now()
    components = check_all(current_redis(), now)
    status = worst(components)
    answer = jsonify(
        status=status,
        timestamp=iso(now),
        uptimeSeconds=round(time.monotonic() - _STARTED, 1),
        components=[camel(asdict(component)) for component in components],
        summary={name: sum(c.status == name for c in components) for name in ("healthy", "degraded", "unhealthy")},
    )
    return answer, 503 if status == "unhealthy" else 200

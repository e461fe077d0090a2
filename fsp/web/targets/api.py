"""`GET /api/targets`: the targets FSP sets itself, and whether it meets them."""

from typing import Any

from flask import Response, jsonify

from fsp.clock import iso, utc_now
from fsp.extensions import current_redis
from fsp.targets.read import read_targets
from fsp.targets.target import Target, Verdict
from fsp.web.openapi import api_blueprint
from fsp.web.targets.schemas import TargetListShape

targets_api = api_blueprint("api_targets")


@targets_api.get("/api/targets", responses={200: TargetListShape}, summary="The targets, and whether they are met")
def show() -> Response:
    """Return every target with its value, window and number of measurements."""
    now = utc_now()
    return jsonify(timestamp=iso(now), **targets_told(read_targets(current_redis(), now)))


def targets_told(targets: list[Target]) -> dict[str, Any]:
    """Return the targets as the API gives them."""
    return {
        "targets": [_told(target) for target in targets],
        "summary": {verdict.value: sum(target.verdict is verdict for target in targets) for verdict in Verdict},
    }


def _told(target: Target) -> dict[str, Any]:
    return {
        "name": target.name,
        "title": target.title,
        "value": target.value,
        "unit": target.unit.value,
        "target": {"side": target.side.value, "limit": target.limit},
        "verdict": target.verdict.value,
        "window": target.window,
        "n": target.n,
        "leastN": target.min_n,
        "note": target.note,
    }

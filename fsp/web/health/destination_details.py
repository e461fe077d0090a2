"""What `/api/health/platforms` says of each destination: its circuit, and how late its posts are."""

from datetime import datetime
from typing import Any

import redis
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from fsp.clock import iso
from fsp.conditions.collect_destinations import read_destinations
from fsp.conditions.facts.destinations import DestinationFacts
from fsp.metrics.sketch import quantile
from fsp.stores import db, end_reading

NO_CALLS = {"failed": 0, "n": 0, "failureRatio": None}


def with_destinations(details: dict[str, Any], connection: redis.Redis, now: datetime) -> dict[str, Any]:
    """Return the details of the platforms with those of each destination. Without a store they stay as they are."""
    try:
        destinations = read_destinations(connection, now)
    except (RedisError, SQLAlchemyError):
        db.session.rollback()
        return details
    end_reading()
    outside = (row for row in destinations if not row.is_site)
    return details | {row.label: details.get(row.label, NO_CALLS) | _details(row, now) for row in outside}


def _details(row: DestinationFacts, now: datetime) -> dict[str, Any]:
    since, p95 = row.late.since, quantile(row.recent, 0.95)
    return {
        "destination": row.id,
        "project": row.project_slug,
        "circuit": row.circuit,
        "circuitReason": row.circuit_why,
        "nextTryAt": iso(row.open_until) if row.open_until else None,
        "isPaused": bool(row.pause),
        "latePosts": row.late.posts,
        "oldestLateSeconds": round((now - since).total_seconds()) if since else None,
        "heldPosts": row.held.posts,
        "unknownPosts": row.unknown.posts,
        "dueToLiveP95Seconds": round(p95, 1) if p95 is not None else None,
        "dueToLivePosts": row.recent.total(),
        "credentialsExpireAt": iso(row.credentials_expire_at) if row.credentials_expire_at else None,
    }

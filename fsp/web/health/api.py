"""`/api/health`: a status code for machines, details for people. Without an account only the status."""

import time
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import Response, g, request
from flask_openapi.types import ResponseDict

from fsp.clock import iso, utc_now
from fsp.errors import NotFound
from fsp.health.component import UNKNOWN, Component, worst
from fsp.stores import current_redis
from fsp.web.access.guard import unrecognised
from fsp.web.access.permissions import open_to_all
from fsp.web.health.destination_details import with_destinations
from fsp.web.health.schemas import AliveShape, ComponentShape, HealthQuery, HealthShape, PartPath, SeenShape
from fsp.web.health_watch import current_watch, database_is_away
from fsp.web.openapi import answer_partly, api_blueprint
from fsp.web.stopping import is_stopping

health = api_blueprint("health")

HEALTH_JSON = "application/health+json"
WORDS = {"healthy": "pass", "degraded": "warn", "unhealthy": "fail", UNKNOWN: "warn"}
HEALTH: ResponseDict = {200: HealthShape, 503: HealthShape}
ALIVE: ResponseDict = {200: AliveShape, 503: AliveShape}
PUBLIC: list[dict[str, list[Any]]] = [{}]
READY = ("database", "schema", "redis")
ONE_BY_ONE = {"database", "redis", "jobs", "platforms"}

YES = frozenset({"true", "1", "yes", "on", "y", "t"})
"""What pydantic reads as true."""

SEEN_LASTS_SECONDS = 60.0
"""How long the quick response uses the last known states."""

_STARTED = time.monotonic()


def is_quick() -> bool:
    """Return whether the request asks only whether the process is alive."""
    return request.args.get("quick", "").lower() in YES


@health.get("/api/health", responses=HEALTH, security=PUBLIC, summary="Overall health")
@unrecognised(lambda: is_quick() or database_is_away())
@open_to_all
def show(query: HealthQuery) -> tuple[Response, int]:
    """Return the overall status. `?quick=true` makes no dependency checks."""
    return alive() if query.quick else _answer(current_watch().read())


@health.get("/api/health/live", responses=ALIVE, security=PUBLIC, summary="Liveness")
@unrecognised(lambda: True)
@open_to_all
def live() -> tuple[Response, int]:
    """Check no other server. For liveness probes, which must not restart FSP because a database is down."""
    return alive()


@health.get("/api/health/ready", responses=HEALTH, security=PUBLIC, summary="Readiness")
@unrecognised(database_is_away)
@open_to_all
def ready() -> tuple[Response, int]:
    """Check what every request needs: the database, its tables and Redis. A stopping process is not ready."""
    if is_stopping():
        return _stopping()
    return _answer([part for part in current_watch().read() if part.name in READY])


@health.get("/api/health/<part>", responses=HEALTH, security=PUBLIC, summary="Health of one component")
@unrecognised(database_is_away)
@open_to_all
def show_part(path: PartPath) -> tuple[Response, int]:
    """Return one component: database, redis, jobs or platforms."""
    if path.part not in ONE_BY_ONE:
        raise NotFound(f'There is no part "{path.part}"; the parts are {", ".join(sorted(ONE_BY_ONE))}.')
    parts = {part.name: part for part in current_watch().read()}
    part = parts[path.part]
    if path.part == "jobs":
        # Shown with the jobs, but without effect on their status: schedules need the database, which may be down.
        part = replace(part, details=part.details | {"schedules": parts["schedules"].details or None})
    if path.part == "platforms" and g.account is not None:
        part = replace(part, details=with_destinations(part.details, current_redis(), utc_now()))
    return _answer([part])


def alive() -> tuple[Response, int]:
    """Return 200 because the process is alive, with the last known states of the components, without texts.

    The status is that of the worst component. The code only describes the process, so that a probe does not restart it
    for a problem that a restart cannot fix.
    """
    if is_stopping():
        return _stopping()
    seen, age = current_watch().last
    if age is None:
        return answer_partly(AliveShape(status="healthy")), 200
    # An old state does not describe the current one.
    parts = seen if age <= SEEN_LASTS_SECONDS else [replace(part, status=UNKNOWN) for part in seen]
    components = [SeenShape(name=part.name, status=part.status, age_seconds=round(age, 1)) for part in parts]
    return answer_partly(AliveShape(status=worst(parts), components=components)), 200


def _stopping() -> tuple[Response, int]:
    """Return that this process is stopping, so that clients use another one."""
    return answer_partly(AliveShape(status="unhealthy", reason="stopping")), 503


def _answer(parts: list[Component]) -> tuple[Response, int]:
    status, now = worst(parts), utc_now()
    code = 503 if status == "unhealthy" else 200
    # Public, because with the wrong tables nobody can sign in.
    what_to_do = next((part.message for part in parts if part.name == "schema" and part.status == "unhealthy"), "")
    # Clients that accept anything, such as curl, get FSP's own format: the first of equal matches wins.
    if request.accept_mimetypes.best_match(["application/json", HEALTH_JSON]) == HEALTH_JSON:
        fields: dict[str, Any] = {"checks": _checks(parts, now)} if g.account else {}
        fields |= {"output": what_to_do} if what_to_do else {}
        answered = answer_partly(HealthShape(status=WORDS[status], **fields))
        answered.mimetype = HEALTH_JSON
        return answered, code
    if g.account is None:
        return answer_partly(HealthShape(status=status, **({"reason": what_to_do} if what_to_do else {}))), code
    shape = HealthShape(
        status=status,
        reason=what_to_do,
        timestamp=now,
        uptime_seconds=round(time.monotonic() - _STARTED, 1),
        age_seconds=round(current_watch().age_seconds, 1),
        components=ComponentShape.list_of(parts),
        summary={word: sum(part.status == word for part in parts) for word in WORDS},
    )
    return answer_partly(shape), code


def _checks(parts: list[Component], now: datetime) -> dict[str, list[dict[str, Any]]]:
    """Return the `checks` of draft-inadarei-api-health-check-06."""
    checks = {}
    for part in parts:
        reading: dict[str, Any] = {"status": WORDS[part.status], "output": part.message, "time": iso(now)}
        if part.response_time_milliseconds is not None:
            reading |= {"observedValue": part.response_time_milliseconds, "observedUnit": "ms"}
        checks[f"{part.name}:status"] = [reading]
    return checks

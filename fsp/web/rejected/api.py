"""`/api/duplicates` and `/api/stale-endings`: requests another job answered, endings that came too late."""

from datetime import datetime
from typing import Any

from flask import Response
from pydantic import Field

from fsp.extensions import current_redis
from fsp.inspection.duplicates import read_duplicates
from fsp.inspection.late_results import read_stale_endings
from fsp.queueing.duplicates import Answer
from fsp.web.openapi import answer, api_blueprint
from fsp.web.schema import Shape

turned_away_api = api_blueprint("api_turned_away")


class OfJobQuery(Shape):
    """Of one job alone, or of all."""

    job_id: str | None = None
    limit: int = Field(100, ge=1, le=1000)


class DuplicateShape(Shape):
    """A request whose key the job `jobId` held; `duplicateId` is the id it would have had, or has if it runs later."""

    at: datetime
    job_type: str
    job_id: str
    duplicate_id: str
    answer: Answer


class DuplicateListShape(Shape):
    """Newest first; the last 1000 are kept."""

    duplicates: list[DuplicateShape]


class StaleEndingShape(Shape):
    """An ending that was refused, because its attempt no longer held the job."""

    at: datetime
    job_id: str
    job_type: str
    token: str
    outcome: str
    error: str
    result: Any


class StaleEndingListShape(Shape):
    """Newest first; the last 1000 are kept."""

    stale_endings: list[StaleEndingShape]


@turned_away_api.get(
    "/api/duplicates",
    responses={200: DuplicateListShape},
    summary="List requests that another job answered",
)
def duplicates(query: OfJobQuery) -> Response:
    """List them with both ids."""
    found = read_duplicates(current_redis(), job_id=query.job_id, limit=query.limit)
    return answer(DuplicateListShape(duplicates=DuplicateShape.list_of(found)))


@turned_away_api.get(
    "/api/stale-endings",
    responses={200: StaleEndingListShape},
    summary="List endings that came too late",
)
def stale_endings(query: OfJobQuery) -> Response:
    """List them with what their attempts returned."""
    found = read_stale_endings(current_redis(), job_id=query.job_id, limit=query.limit)
    return answer(StaleEndingListShape(stale_endings=StaleEndingShape.list_of(found)))

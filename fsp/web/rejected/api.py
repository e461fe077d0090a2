"""`/api/duplicates` and `/api/stale-endings`: requests another job answered, endings that came too late."""

from flask import Response

from fsp.inspection.duplicates import read_duplicates
from fsp.inspection.late_results import read_late_results
from fsp.models.account import Role
from fsp.stores import current_redis
from fsp.web.access.permissions import requires
from fsp.web.openapi import answer, api_blueprint
from fsp.web.rejected.schemas import (
    DuplicateListShape,
    DuplicateShape,
    OfJobQuery,
    StaleEndingListShape,
    StaleEndingShape,
)

turned_away_api = api_blueprint("api_turned_away")


@turned_away_api.get("/api/duplicates", responses={200: DuplicateListShape}, summary="List deduplicated requests")
@requires(Role.VIEWER)
def duplicates(query: OfJobQuery) -> Response:
    """List them with both ids."""
    rows = read_duplicates(current_redis(), job_id=query.job_id, limit=query.limit)
    return answer(DuplicateListShape(duplicates=DuplicateShape.list_of(rows)))


@turned_away_api.get("/api/stale-endings", responses={200: StaleEndingListShape}, summary="List late results")
@requires(Role.VIEWER)
def stale_endings(query: OfJobQuery) -> Response:
    """List them with what their attempts returned."""
    rows = read_late_results(current_redis(), job_id=query.job_id, limit=query.limit)
    return answer(StaleEndingListShape(stale_endings=StaleEndingShape.list_of(rows)))

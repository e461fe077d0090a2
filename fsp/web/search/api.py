"""`GET /api/search`: find jobs, posts, projects and job types."""

from flask import Response
from pydantic import Field

from fsp.clock import utc_now
from fsp.models.account import Role
from fsp.search.find import MAX_QUERY_CHARACTERS, find
from fsp.search.schema import SearchResultsSchema, search_results
from fsp.shape import Shape
from fsp.stores import current_redis
from fsp.web.access.permissions import requires
from fsp.web.openapi import answer, api_blueprint

search_api = api_blueprint("api_search")


class SearchQuery(Shape):
    """What to search for."""

    q: str = Field(
        min_length=1,
        max_length=MAX_QUERY_CHARACTERS,
        description="The beginning of a job's id, or words of a title, slug or job type",
    )


@search_api.get("/api/search", responses={200: SearchResultsSchema}, summary="Find jobs, posts, projects and job types")
@requires(Role.VIEWER)
def index(query: SearchQuery) -> Response:
    """Return at most five results of each kind. A store that is down has no results."""
    return answer(search_results(query.q, find(current_redis(), query.q, utc_now())))

"""`GET /api/problems`: the current problems, as on the overview."""

from flask import Response

from fsp.clock import utc_now
from fsp.models.account import Role
from fsp.problems.current import read_current
from fsp.problems.schema import ProblemListSchema, problem_list
from fsp.stores import current_redis
from fsp.web.access.permissions import requires
from fsp.web.health_watch import current_watch
from fsp.web.openapi import answer, api_blueprint

problems_api = api_blueprint("api_problems")


@problems_api.get("/api/problems", responses={200: ProblemListSchema}, summary="What is wrong now")
@requires(Role.VIEWER)
def index() -> Response:
    """Return every problem on the overview, most severe first."""
    return answer(problem_list(read_current(current_redis(), current_watch().read, utc_now)))

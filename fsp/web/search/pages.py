"""The search of every page, as a page of its own and as the results that a script asks for."""

from flask import Blueprint, g, request

from fsp.clock import utc_now
from fsp.models.account import Role
from fsp.search.find import MAX_QUERY_CHARACTERS
from fsp.stores import current_redis
from fsp.web.access.permissions import requires
from fsp.web.partials import live_page
from fsp.web.search.results import find_groups

search = Blueprint("search", __name__)


@search.get("/search")
@requires(Role.VIEWER)
def show() -> str:
    """Find jobs, posts, projects, job types, pages and actions; what is looked for is in the address."""
    query = request.args.get("q", "").strip()[:MAX_QUERY_CHARACTERS]
    groups = find_groups(current_redis(), query, Role(g.account.role), utc_now())
    return live_page("search/index", query=query, groups=groups)

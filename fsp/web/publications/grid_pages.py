"""The grid of a project: its posts at its destinations."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, request

from fsp.clock import utc_now
from fsp.content.lookup import find_project
from fsp.destinations.lookup import list_destinations
from fsp.models.account import Role
from fsp.models.destination import Destination
from fsp.models.project import Project
from fsp.publishing.grid import STATES, Grid, GridFilter, read_grid
from fsp.stores import end_reading
from fsp.web.access.permissions import requires
from fsp.web.partials import live_page

grid = Blueprint("grid", __name__)


@dataclass(frozen=True)
class GridPage:
    """One page of the grid at one time."""

    as_of: datetime
    project: Project
    grid: Grid
    all_destinations: list[Destination]
    states: tuple[str, ...]


@grid.get("/projects/<slug>/grid")
@requires(Role.VIEWER)
def show(slug: str) -> str:
    """Show where each post is. A poll returns the part that changes."""
    project, state = find_project(slug), request.args.get("state", "")
    grid_filter = GridFilter(
        state=state if state in STATES else "",
        destination_id=request.args.get("destination", type=int),
        after=request.args.get("after", type=int),
    )
    view = GridPage(
        utc_now(), project, read_grid(project, grid_filter), list_destinations(project), tuple(map(str, STATES))
    )
    end_reading()
    return live_page("publications/grid", view=view)

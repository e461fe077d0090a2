"""The overview, and the runbook that its problems link to."""

from flask import Blueprint, Response, render_template

from fsp.clock import utc_now
from fsp.conditions.catalogue import RULES
from fsp.models.account import Role
from fsp.stores import current_redis, reading
from fsp.web.access.permissions import requires
from fsp.web.blocks import live_blocks
from fsp.web.health_watch import current_watch
from fsp.web.overview.views import read_overview

BLOCKS = ("problems", "tiles", "queues", "errors", "health")
overview = Blueprint("overview", __name__)


@overview.get("/")
@requires(Role.VIEWER)
def show() -> str | Response:
    """Show the overview. A poll returns the blocks that changed."""
    with reading():
        view = read_overview(current_redis(), current_watch().read, utc_now)
        return live_blocks("overview/index", BLOCKS, view=view)


@overview.get("/runbook")
@requires(Role.VIEWER)
def runbook() -> str:
    """Show the meaning and the next step of each problem and alert."""
    problems = [rule for rule in RULES if rule.shown_from is not None]
    return render_template("overview/runbook.html", problems=problems, alerts=[rule for rule in RULES if rule.alert])

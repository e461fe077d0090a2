"""The pages of revisions: the list, and the comparison of two."""

from flask import Blueprint, render_template, request

from fsp.clock import utc_now
from fsp.content.compare_revisions import compare, list_revisions, other_side
from fsp.content.lookup import find_item
from fsp.models.account import Role
from fsp.stores import end_reading
from fsp.web.access.permissions import requires

revisions = Blueprint("revisions", __name__)

VIEWS = ("inline", "side")


@revisions.get("/items/<int:item_id>/revisions")
@requires(Role.VIEWER)
def index(item_id: int) -> str:
    """List the revisions of a post, newest first."""
    item = find_item(item_id)
    lines, next_before = list_revisions(item, before=request.args.get("before", type=int))
    end_reading()
    return render_template(
        "revisions/index.html", item=item, lines=lines, next_before=next_before, as_of=utc_now(), views=VIEWS
    )


@revisions.get("/items/<int:item_id>/revisions/compare")
@requires(Role.VIEWER)
def show(item_id: int) -> str:
    """Show what changed from one revision to another."""
    item = find_item(item_id)
    numbers = sorted((request.args.get("from", 0, type=int), request.args.get("to", 0, type=int)))
    comparison = compare(item, *numbers)
    end_reading()
    view = request.args.get("view", "inline")
    return render_template(
        "revisions/compare.html",
        item=item,
        comparison=comparison,
        view=view if view in VIEWS else "inline",
        side=other_side,
        as_of=utc_now(),
    )

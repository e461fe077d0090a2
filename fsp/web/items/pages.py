"""The pages of posts: the post and its preview."""

from flask import Blueprint, g, render_template

from fsp.clock import utc_now
from fsp.models.account import Role
from fsp.publishing.reviewers import Person
from fsp.web.access.permissions import requires
from fsp.web.items.preview import read_preview
from fsp.web.items.views import read_item
from fsp.web.partials import is_poll
from fsp.web.previews import own_page
from fsp.web.timezone import zone_name

items = Blueprint("items", __name__)


@items.get("/items/<int:item_id>")
@requires(Role.VIEWER)
def show(item_id: int) -> str:
    """Show a post. A poll returns the part that changes."""
    person = Person(g.account.name, Role(g.account.role))
    view = read_item(item_id, utc_now(), person=person, zone=zone_name())
    if is_poll():
        return render_template("items/panels/item.html", view=view)
    return render_template("items/item.html", view=view)


@items.get("/items/<int:item_id>/preview")
@requires(Role.VIEWER)
def preview(item_id: int) -> str:
    """Show the current text as the site shows it."""
    return own_page(read_preview(item_id, now=utc_now()), item_id=item_id)

"""The pages of posts: the post, its preview, and the images that it uses."""

from flask import Blueprint, g, render_template
from werkzeug.wrappers import Response

from fsp.clock import utc_now
from fsp.core import current_settings
from fsp.models.account import Role
from fsp.publishing.reviewers import Person
from fsp.web.access.permissions import requires
from fsp.web.items.preview import find_image, read_preview
from fsp.web.items.views import read_item
from fsp.web.media.stored_file import send_stored
from fsp.web.partials import is_poll
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
    """Show a preview of the current text."""
    return render_template("items/preview.html", preview=read_preview(item_id, utc_now()))


@items.get("/items/<int:item_id>/images/<path:path>")
@requires(Role.VIEWER)
def image(item_id: int, path: str) -> Response:
    """Serve an image of the project for the preview. The site has it only after publication."""
    image_file = find_image(item_id, path, settings=current_settings())
    return send_stored(image_file.file, path=path, media_type=image_file.media_type)

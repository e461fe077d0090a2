"""The pages of posts: the form, the post, its preview."""

from flask import Blueprint, flash, g, redirect, render_template, send_file, url_for
from werkzeug.wrappers import Response

from fsp.audit.action import Action
from fsp.clock import utc_now
from fsp.content.editing import ItemText, create_item, joined, save_item
from fsp.content.item_details import details_of
from fsp.content.lookup import find_item, find_project
from fsp.core import current_settings
from fsp.errors import Conflict, InvalidInput
from fsp.models.account import Role
from fsp.stores import db, end_reading
from fsp.web import forms
from fsp.web.access.permissions import requires
from fsp.web.headers import IMAGE_POLICY
from fsp.web.items.preview import find_image, read_preview
from fsp.web.items.views import read_item
from fsp.web.partials import is_poll

items = Blueprint("items", __name__)


@items.get("/projects/<slug>/items/new")
@requires(Role.OPERATOR)
def new(slug: str) -> str:
    """Show an empty post form."""
    project = find_project(slug)
    end_reading()
    return render_template("items/new.html", project=project, text=ItemText())


@items.post("/projects/<slug>/items")
@requires(Role.OPERATOR, action=Action.CREATE_ITEM, target="project {slug}: {title}")
def create(slug: str) -> Response | tuple[str, int]:
    """Create a post."""
    project, text = find_project(slug), forms.item_text()
    try:
        item = create_item(project, text, author=g.account.name)
    except InvalidInput as error:
        db.session.rollback()
        return render_template("items/new.html", project=project, text=text, error=str(error)), 422
    flash("Draft saved.")
    return _back_to(item.id)


@items.get("/items/<int:item_id>")
@requires(Role.VIEWER)
def show(item_id: int) -> str:
    """Show a post. A poll returns the part that changes."""
    view = read_item(item_id, utc_now())
    if is_poll():
        return render_template("items/panels/item.html", view=view)
    item = view.item
    text = ItemText(item.title, item.summary, item.brief, joined(item.tags), view.body)
    return render_template("items/item.html", view=view, text=text, details=details_of(item))


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
    answer = send_file(image_file.file, mimetype=image_file.media_type)
    answer.headers["Content-Security-Policy"] = IMAGE_POLICY
    return answer


@items.post("/items/<int:item_id>")
@requires(Role.OPERATOR, action=Action.EDIT_ITEM, target="item {item_id}")
def save(item_id: int) -> Response | tuple[str, int]:
    """Save the post form. The input is shown again if it cannot be saved."""
    item, text, details = find_item(item_id), forms.item_text(), forms.item_details()
    try:
        seen = forms.whole_number("revision")
        save_item(item, text, seen_revision_id=seen, author=g.account.name, details=details)
    except (InvalidInput, Conflict) as error:
        db.session.rollback()
        view = read_item(item_id, utc_now())
        code = 409 if isinstance(error, Conflict) else 422
        details = details or details_of(view.item)
        return render_template("items/item.html", view=view, text=text, details=details, error=str(error)), code
    flash("Saved.")
    return _back_to(item_id)


def _back_to(item_id: int) -> Response:
    return redirect(url_for("items.show", item_id=item_id), 303)

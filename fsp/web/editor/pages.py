"""The editor: a new post, and an existing one."""

from flask import Blueprint, flash, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from fsp.audit.action import Action
from fsp.clock import utc_now
from fsp.content.editing import ItemText, create_item, joined, save_item
from fsp.content.item_details import details_of
from fsp.content.lookup import find_item, find_project
from fsp.errors import Conflict, InvalidInput
from fsp.models.account import Role
from fsp.stores import db, end_reading
from fsp.web import forms
from fsp.web.access.permissions import requires
from fsp.web.items.views import read_item

editor = Blueprint("editor", __name__)


@editor.get("/projects/<slug>/items/new")
@requires(Role.OPERATOR)
def new(slug: str) -> str:
    """Show an empty editor."""
    project = find_project(slug)
    end_reading()
    return render_template("editor/new.html", project=project, text=ItemText())


@editor.post("/projects/<slug>/items")
@requires(Role.OPERATOR, action=Action.CREATE_ITEM, target="project {slug}: {title}")
def create(slug: str) -> Response | tuple[str, int]:
    """Create a post."""
    project, text = find_project(slug), forms.item_text()
    try:
        item = create_item(project, text, author=g.account.name)
    except InvalidInput as error:
        db.session.rollback()
        return render_template("editor/new.html", project=project, text=text, error=str(error)), 422
    flash("Draft saved.")
    return _back_to(item.id)


@editor.get("/items/<int:item_id>/edit")
@requires(Role.OPERATOR)
def edit(item_id: int) -> str:
    """Show the editor with the current text of a post."""
    view = read_item(item_id, utc_now())
    item = view.item
    text = ItemText(item.title, item.summary, item.brief, joined(item.tags), view.body)
    return render_template("editor/edit.html", view=view, text=text, details=details_of(item))


@editor.post("/items/<int:item_id>")
@requires(Role.OPERATOR, action=Action.EDIT_ITEM, target="item {item_id}")
def save(item_id: int) -> Response | tuple[str, int]:
    """Save the post. The input is shown again if it cannot be saved."""
    item, text, details = find_item(item_id), forms.item_text(), forms.item_details()
    try:
        seen = forms.whole_number("revision")
        save_item(item, text, seen_revision_id=seen, author=g.account.name, details=details)
    except (InvalidInput, Conflict) as error:
        db.session.rollback()
        view = read_item(item_id, utc_now())
        code = 409 if isinstance(error, Conflict) else 422
        details = details or details_of(view.item)
        return render_template("editor/edit.html", view=view, text=text, details=details, error=str(error)), code
    flash("Saved.")
    return _back_to(item_id)


def _back_to(item_id: int) -> Response:
    return redirect(url_for("editor.edit", item_id=item_id), 303)

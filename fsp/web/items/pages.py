"""The pages of posts: write, schedule, publish, and generate a draft."""

from collections.abc import Callable

from flask import Blueprint, flash, g, redirect, render_template, send_file, url_for
from werkzeug.wrappers import Response

from fsp.audit.action import Action
from fsp.clock import utc_now
from fsp.content.editing import ItemText, create_item, joined, save_item, use_revision
from fsp.content.item_address import change_slug
from fsp.content.item_details import details_of
from fsp.content.lookup import find_item, find_project
from fsp.content.wording import moment as moment_in_words
from fsp.core import current_settings
from fsp.errors import Conflict, InvalidInput
from fsp.models.account import Role
from fsp.models.item import Item
from fsp.publishing.build_request import change_site
from fsp.publishing.schedule import publish_now, schedule_item, unschedule_item
from fsp.publishing.take_down import delete_item, republish_item, restore_item, unpublish_item
from fsp.queueing.request import request_job
from fsp.redis_ops.shared_clock import best_now
from fsp.stores import current_redis, db, end_reading
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


@items.post("/items/<int:item_id>/schedule")
@requires(Role.OPERATOR, action=Action.SCHEDULE_ITEM, target="item {item_id}")
def schedule(item_id: int) -> Response:
    """Schedule the post."""
    moment = forms.moment("publish_at")
    schedule_item(find_item(item_id), moment)
    flash(f"Scheduled for {moment_in_words(moment)} UTC.")
    return _back_to(item_id)


@items.post("/items/<int:item_id>/unschedule")
@requires(Role.OPERATOR, action=Action.UNSCHEDULE_ITEM, target="item {item_id}")
def unschedule(item_id: int) -> Response:
    """Unschedule the post."""
    unschedule_item(find_item(item_id))
    flash("Unscheduled.")
    return _back_to(item_id)


@items.post("/items/<int:item_id>/publish")
@requires(Role.OPERATOR, action=Action.PUBLISH_ITEM, target="item {item_id}")
def publish(item_id: int) -> Response:
    """Publish the post now."""
    publish_now(find_item(item_id), connection=current_redis(), now=best_now(current_redis()))
    flash("Publishing…")
    return _back_to(item_id)


@items.post("/items/<int:item_id>/unpublish")
@requires(Role.OPERATOR, action=Action.UNPUBLISH_ITEM, target="item {item_id}")
def unpublish(item_id: int) -> Response:
    """Unpublish the post."""
    return _changed(item_id, unpublish_item, "Unpublished. The post is now a draft. Use Republish to undo this.")


@items.post("/items/<int:item_id>/republish")
@requires(Role.OPERATOR, action=Action.REPUBLISH_ITEM, target="item {item_id}")
def republish(item_id: int) -> Response:
    """Publish an unpublished post again, as it was."""
    return _changed(item_id, republish_item, "Republished.")


@items.post("/items/<int:item_id>/delete")
@requires(Role.OPERATOR, action=Action.DELETE_ITEM, target="item {item_id}")
def remove(item_id: int) -> Response:
    """Delete the post."""
    return _changed(item_id, delete_item, "Deleted. You can restore it for 30 days.")


@items.post("/items/<int:item_id>/restore")
@requires(Role.OPERATOR, action=Action.RESTORE_ITEM, target="item {item_id}")
def restore(item_id: int) -> Response:
    """Restore the deleted post."""
    return _changed(item_id, restore_item, "Restored.")


@items.post("/items/<int:item_id>/slug")
@requires(Role.OPERATOR, action=Action.CHANGE_ADDRESS, target="item {item_id}")
def move(item_id: int) -> Response:
    """Change the address of the post."""
    item = find_item(item_id)
    change_slug(item, forms.text("slug"))
    flash("URL changed. The old URL redirects to the new one.")
    return _back_to(item_id)


@items.post("/items/<int:item_id>/generate")
@requires(Role.OPERATOR, action=Action.GENERATE_DRAFT, target="item {item_id}")
def generate(item_id: int) -> Response:
    """Generate a draft from the brief of the post."""
    item = find_item(item_id)
    request_job("content-generation", {"item_id": item.id}, requested_by=g.account.name, project_id=item.project_id)
    flash("Generating a draft… It will appear under Revisions.")
    return _back_to(item_id)


@items.post("/items/<int:item_id>/use")
@requires(Role.OPERATOR, action=Action.USE_TEXT, target="item {item_id}")
def use(item_id: int) -> Response:
    """Make one of the post's revisions the current one."""
    use_revision(find_item(item_id), forms.whole_number("revision") or 0)
    flash("The post now uses this revision.")
    return _back_to(item_id)


def _changed(item_id: int, change: Callable[[Item], None], said: str) -> Response:
    change_site(current_redis(), find_item(item_id), change)
    flash(said)
    return _back_to(item_id)


def _back_to(item_id: int) -> Response:
    return redirect(url_for("items.show", item_id=item_id), 303)

"""The actions of posts: schedule, publish, unpublish, delete, generate a draft. Most can be undone."""

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, flash, g, redirect, url_for
from werkzeug.wrappers import Response

from fsp.audit.action import Action
from fsp.clock import iso
from fsp.content.editing import use_revision
from fsp.content.item_address import change_slug
from fsp.content.lookup import find_item
from fsp.content.wording import in_zone
from fsp.core import current_settings
from fsp.models.account import Role
from fsp.models.item import Item, ItemState
from fsp.publishing.build_request import change_site
from fsp.publishing.schedule import publish_now, schedule_item, unschedule_item
from fsp.publishing.take_down import (
    archive_item,
    delete_item,
    republish_item,
    restore_item,
    unarchive_item,
    unpublish_item,
)
from fsp.redis_ops.shared_clock import best_now
from fsp.stores import current_redis
from fsp.web import forms
from fsp.web.access.permissions import requires
from fsp.web.toasts import Undo, done
from fsp.writing.order import DraftOrder
from fsp.writing.request import request_draft

item_actions = Blueprint("item_actions", __name__)


@item_actions.post("/items/<int:item_id>/schedule")
@requires(Role.OPERATOR, action=Action.SCHEDULE_ITEM, target="item {item_id}")
def schedule(item_id: int) -> Response:
    """Schedule the post."""
    item = find_item(item_id)
    local = forms.local_time("publish_at", item.project.timezone)
    moment = local.moment
    before = item.publish_at if item.state == ItemState.SCHEDULED else None
    schedule_item(item, moment)
    undo = _schedule_at(item_id, before) if before else Undo(url_for("item_actions.unschedule", item_id=item_id))
    zone = item.project.timezone
    done(f"Scheduled for {in_zone(moment, zone)} {zone}. {local.note}".strip(), undo)
    return _back_to(item_id)


@item_actions.post("/items/<int:item_id>/unschedule")
@requires(Role.OPERATOR, action=Action.UNSCHEDULE_ITEM, target="item {item_id}")
def unschedule(item_id: int) -> Response:
    """Unschedule the post."""
    item = find_item(item_id)
    before = item.publish_at
    unschedule_item(item)
    if before:
        done("Unscheduled.", _schedule_at(item_id, before))
    else:
        flash("Unscheduled.")
    return _back_to(item_id)


@item_actions.post("/items/<int:item_id>/publish")
@requires(Role.OPERATOR, action=Action.PUBLISH_ITEM, target="item {item_id}")
def publish(item_id: int) -> Response:
    """Publish the post now."""
    publish_now(find_item(item_id), connection=current_redis(), now=best_now(current_redis()))
    flash("Publishing…")
    return _back_to(item_id)


@item_actions.post("/items/<int:item_id>/unpublish")
@requires(Role.OPERATOR, action=Action.UNPUBLISH_ITEM, target="item {item_id}")
def unpublish(item_id: int) -> Response:
    """Unpublish the post."""
    undo = Undo(url_for("item_actions.republish", item_id=item_id))
    return _changed(item_id, unpublish_item, "Unpublished.", undo)


@item_actions.post("/items/<int:item_id>/republish")
@requires(Role.OPERATOR, action=Action.REPUBLISH_ITEM, target="item {item_id}")
def republish(item_id: int) -> Response:
    """Publish an unpublished post again, as it was."""
    undo = Undo(url_for("item_actions.unpublish", item_id=item_id))
    return _changed(item_id, republish_item, "Republished.", undo)


@item_actions.post("/items/<int:item_id>/archive")
@requires(Role.OPERATOR, action=Action.ARCHIVE_ITEM, target="item {item_id}")
def archive(item_id: int) -> Response:
    """Move the post to the archive."""
    undo = Undo(url_for("item_actions.unarchive", item_id=item_id))
    return _changed(item_id, archive_item, "Archived. The post is hidden from lists.", undo)


@item_actions.post("/items/<int:item_id>/unarchive")
@requires(Role.OPERATOR, action=Action.UNARCHIVE_ITEM, target="item {item_id}")
def unarchive(item_id: int) -> Response:
    """Return the post from the archive."""
    return _changed(item_id, unarchive_item, "Restored from the archive.")


@item_actions.post("/items/<int:item_id>/delete")
@requires(Role.OPERATOR, action=Action.DELETE_ITEM, target="item {item_id}")
def remove(item_id: int) -> Response:
    """Delete the post."""
    undo = Undo(url_for("item_actions.restore", item_id=item_id))
    return _changed(item_id, delete_item, "Deleted. You can restore it for 30 days.", undo)


@item_actions.post("/items/<int:item_id>/restore")
@requires(Role.OPERATOR, action=Action.RESTORE_ITEM, target="item {item_id}")
def restore(item_id: int) -> Response:
    """Restore the deleted post."""
    return _changed(item_id, restore_item, "Restored.")


@item_actions.post("/items/<int:item_id>/slug")
@requires(Role.OPERATOR, action=Action.CHANGE_ADDRESS, target="item {item_id}")
def move(item_id: int) -> Response:
    """Change the address of the post."""
    item = find_item(item_id)
    change_slug(item, forms.text("slug"))
    flash("URL changed. The old URL redirects to the new one.")
    return _back_to(item_id)


@item_actions.post("/items/<int:item_id>/generate")
@requires(Role.OPERATOR, action=Action.GENERATE_DRAFT, target="item {item_id}")
def generate(item_id: int) -> Response:
    """Generate a draft from the brief of the post."""
    request_draft(find_item(item_id), DraftOrder(), by=g.account.name, settings=current_settings())
    return redirect(url_for("drafts.show", item_id=item_id), 303)


@item_actions.post("/items/<int:item_id>/use")
@requires(Role.OPERATOR, action=Action.USE_TEXT, target="item {item_id}")
def use(item_id: int) -> Response:
    """Make one of the post's revisions the current one."""
    item = find_item(item_id)
    before = item.current_revision_id
    use_revision(item, forms.whole_number("revision") or 0)
    if before:
        done(
            "The post now uses this revision.", Undo(url_for("item_actions.use", item_id=item_id), {"revision": before})
        )
    else:
        flash("The post now uses this revision.")
    return _back_to(item_id)


def _changed(item_id: int, change: Callable[[Item], None], words: str, undo: Undo | None = None) -> Response:
    change_site(current_redis(), find_item(item_id), change)
    if undo:
        done(words, undo)
    else:
        flash(words)
    return _back_to(item_id)


def _schedule_at(item_id: int, moment: datetime) -> Undo:
    return Undo(url_for("item_actions.schedule", item_id=item_id), {"publish_at": iso(moment)})


def _back_to(item_id: int) -> Response:
    return redirect(url_for("items.show", item_id=item_id), 303)

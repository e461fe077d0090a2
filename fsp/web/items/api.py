"""`/api/items/…`: schedule, publish, unpublish, delete and restore posts."""

from collections.abc import Callable
from functools import partial

from flask import Response
from flask_openapi.types import ResponseDict

from fsp.audit.action import Action
from fsp.content.item_address import change_slug
from fsp.content.lookup import find_item
from fsp.models.account import Role
from fsp.models.item import Item
from fsp.publishing.build_request import change_site
from fsp.publishing.missing_texts import list_missing, without_text
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
from fsp.stores import current_redis, end_reading
from fsp.web.access.permissions import requires
from fsp.web.items.schemas import ItemListShape, ItemPath, ItemShape, ScheduleBody, SlugBody
from fsp.web.openapi import answer, api_blueprint
from fsp.web.schema import Problem

items_api = api_blueprint("api_items")

CHANGED_ITEM: ResponseDict = {200: ItemShape, 409: Problem}


@items_api.get(
    "/api/items/without-text", responses={200: ItemListShape}, summary="List scheduled posts without content"
)
@requires(Role.VIEWER)
def list_without_text() -> Response:
    """List scheduled posts without a text that are due within 7 days or overdue, in order of their time."""
    now = best_now(current_redis())
    items = [ItemShape.of(item, is_text_missing=True) for item in list_missing(now)]
    end_reading()
    return answer(ItemListShape(timestamp=now, items=items))


@items_api.post("/api/items/<int:item_id>/schedule", responses=CHANGED_ITEM, summary="Schedule a post")
@requires(Role.OPERATOR, action=Action.SCHEDULE_ITEM, target="item {item_id}")
def schedule(path: ItemPath, body: ScheduleBody) -> Response:
    """Schedule the post."""
    return _changed(path, lambda item: schedule_item(item, body.publish_at))


@items_api.post("/api/items/<int:item_id>/unschedule", responses=CHANGED_ITEM, summary="Unschedule a post")
@requires(Role.OPERATOR, action=Action.UNSCHEDULE_ITEM, target="item {item_id}")
def unschedule(path: ItemPath) -> Response:
    """Unschedule the post."""
    return _changed(path, unschedule_item)


@items_api.post("/api/items/<int:item_id>/publish", responses=CHANGED_ITEM, summary="Publish a post now")
@requires(Role.OPERATOR, action=Action.PUBLISH_ITEM, target="item {item_id}")
def publish(path: ItemPath) -> Response:
    """Publish the post now."""
    return _changed(path, partial(publish_now, connection=current_redis(), now=best_now(current_redis())))


@items_api.post("/api/items/<int:item_id>/unpublish", responses=CHANGED_ITEM, summary="Unpublish a post")
@requires(Role.OPERATOR, action=Action.UNPUBLISH_ITEM, target="item {item_id}")
def unpublish(path: ItemPath) -> Response:
    """Unpublish the post from its platforms. Its state becomes `unpublished`."""
    return _rebuilt(path, unpublish_item)


@items_api.post("/api/items/<int:item_id>/republish", responses=CHANGED_ITEM, summary="Republish a post")
@requires(Role.OPERATOR, action=Action.REPUBLISH_ITEM, target="item {item_id}")
def republish(path: ItemPath) -> Response:
    """Publish an unpublished post again, as it was."""
    return _rebuilt(path, republish_item)


@items_api.post("/api/items/<int:item_id>/archive", responses=CHANGED_ITEM, summary="Archive a post")
@requires(Role.OPERATOR, action=Action.ARCHIVE_ITEM, target="item {item_id}")
def archive(path: ItemPath) -> Response:
    """Unpublish the post, if it is published, and hide it from lists."""
    return _rebuilt(path, archive_item)


@items_api.post("/api/items/<int:item_id>/unarchive", responses=CHANGED_ITEM, summary="Return a post from the archive")
@requires(Role.OPERATOR, action=Action.UNARCHIVE_ITEM, target="item {item_id}")
def unarchive(path: ItemPath) -> Response:
    """Return the post from the archive. It is not published again."""
    return _rebuilt(path, unarchive_item)


@items_api.delete(
    "/api/items/<int:item_id>", responses=CHANGED_ITEM, summary="Delete a post (can be restored for 30 days)"
)
@requires(Role.OPERATOR, action=Action.DELETE_ITEM, target="item {item_id}")
def remove(path: ItemPath) -> Response:
    """Delete the post. It can be restored for 30 days."""
    return _rebuilt(path, delete_item)


@items_api.post("/api/items/<int:item_id>/restore", responses=CHANGED_ITEM, summary="Restore a deleted post")
@requires(Role.OPERATOR, action=Action.RESTORE_ITEM, target="item {item_id}")
def restore(path: ItemPath) -> Response:
    """Restore the deleted post."""
    return _rebuilt(path, restore_item)


@items_api.put("/api/items/<int:item_id>/slug", responses=CHANGED_ITEM, summary="Change the slug of a post")
@requires(Role.OPERATOR, action=Action.CHANGE_ADDRESS, target="item {item_id}")
def move(path: ItemPath, body: SlugBody) -> Response:
    """Change the address of the post. The old address redirects to it."""
    return _changed(path, lambda item: change_slug(item, body.slug))


def _changed(path: ItemPath, act: Callable[[Item], object]) -> Response:
    item = find_item(path.item_id)
    act(item)
    return _shown(item)


def _rebuilt(path: ItemPath, act: Callable[[Item], object]) -> Response:
    """Apply an action that also changes the site of the post's project."""
    item = find_item(path.item_id)
    change_site(current_redis(), item, act)
    return _shown(item)


def _shown(item: Item) -> Response:
    shape = ItemShape.of(item, is_text_missing=bool(without_text([item.id])))
    end_reading()
    return answer(shape)

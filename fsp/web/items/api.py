"""`/api/items/…`: put an item on the schedule, take it off, publish it, ask for a draft."""

from flask import Response, g, url_for

from fsp.audit.action import Action
from fsp.clock import utc_now
from fsp.content.item_address import change_slug
from fsp.extensions import current_redis, end_reading
from fsp.models.account import Role
from fsp.models.item import Item
from fsp.publishing.build_request import request_build
from fsp.publishing.missing_texts import list_missing, without_text
from fsp.publishing.schedule import publish_now, schedule_item, unschedule_item
from fsp.publishing.take_down import delete_item, republish_item, restore_item, unpublish_item
from fsp.queueing.request import request_job
from fsp.redis_ops.shared_clock import best_now
from fsp.web.access.audit_trail import note
from fsp.web.access.permissions import requires
from fsp.web.dead_letters.schemas import ReplayedShape
from fsp.web.items.schemas import ItemListShape, ItemPath, ItemShape, ScheduleBody, SlugBody
from fsp.web.items.views import find_item
from fsp.web.openapi import answer, api_blueprint
from fsp.web.schema import Problem

items_api = api_blueprint("api_items")


@items_api.get(
    "/api/items/without-text",
    responses={200: ItemListShape},
    summary="List scheduled items without a text",
)
@requires(Role.VIEWER)
def list_without_text() -> Response:
    """List the scheduled items without a text that are due within 7 days or overdue, the first to be due first."""
    now = best_now(current_redis())
    items = [ItemShape.of(item, is_text_missing=True) for item in list_missing(now)]
    end_reading()
    return answer(ItemListShape(timestamp=now, items=items))


@items_api.get("/api/items/<int:item_id>", responses={200: ItemShape}, summary="Read where an item stands")
@requires(Role.VIEWER)
def show(path: ItemPath) -> Response:
    """Read where an item stands."""
    return _shown(find_item(path.item_id))


@items_api.post(
    "/api/items/<int:item_id>/schedule",
    responses={200: ItemShape, 409: Problem},
    summary="Schedule an item",
)
@requires(Role.OPERATOR, action=Action.SCHEDULE_ITEM, target="item {item_id}")
def schedule(path: ItemPath, body: ScheduleBody) -> Response:
    """Publish the item at a moment."""
    item = find_item(path.item_id)
    schedule_item(item, body.publish_at)
    return _shown(item)


@items_api.post(
    "/api/items/<int:item_id>/unschedule",
    responses={200: ItemShape, 409: Problem},
    summary="Take an item off the schedule",
)
@requires(Role.OPERATOR, action=Action.UNSCHEDULE_ITEM, target="item {item_id}")
def unschedule(path: ItemPath) -> Response:
    """Take the item off the schedule."""
    item = find_item(path.item_id)
    unschedule_item(item)
    return _shown(item)


@items_api.post(
    "/api/items/<int:item_id>/publish", responses={200: ItemShape, 409: Problem}, summary="Publish an item at once"
)
@requires(Role.OPERATOR, action=Action.PUBLISH_ITEM, target="item {item_id}")
def publish(path: ItemPath) -> Response:
    """Publish the item at once."""
    item = find_item(path.item_id)
    publish_now(item, connection=current_redis(), now=best_now(current_redis()))
    return _shown(item)


@items_api.post(
    "/api/items/<int:item_id>/unpublish",
    responses={200: ItemShape, 409: Problem},
    summary="Take an item off its platforms",
)
@requires(Role.OPERATOR, action=Action.UNPUBLISH_ITEM, target="item {item_id}")
def unpublish(path: ItemPath) -> Response:
    """Take the item off its platforms; it becomes a draft."""
    item = find_item(path.item_id)
    unpublish_item(item)
    return _rebuilt(item)


@items_api.post(
    "/api/items/<int:item_id>/republish",
    responses={200: ItemShape, 409: Problem},
    summary="Undo taking an item down",
)
@requires(Role.OPERATOR, action=Action.REPUBLISH_ITEM, target="item {item_id}")
def republish(path: ItemPath) -> Response:
    """Put an item that was taken down out again, as it was."""
    item = find_item(path.item_id)
    republish_item(item)
    return _rebuilt(item)


@items_api.delete(
    "/api/items/<int:item_id>", responses={200: ItemShape, 409: Problem}, summary="Delete an item, for 30 days"
)
@requires(Role.OPERATOR, action=Action.DELETE_ITEM, target="item {item_id}")
def remove(path: ItemPath) -> Response:
    """Delete the item; it can be restored for 30 days."""
    item = find_item(path.item_id)
    delete_item(item, now=utc_now())
    return _rebuilt(item)


@items_api.post(
    "/api/items/<int:item_id>/restore", responses={200: ItemShape, 409: Problem}, summary="Undo deleting an item"
)
@requires(Role.OPERATOR, action=Action.RESTORE_ITEM, target="item {item_id}")
def restore(path: ItemPath) -> Response:
    """Take the deletion of the item back."""
    item = find_item(path.item_id)
    restore_item(item)
    return _rebuilt(item)


@items_api.put(
    "/api/items/<int:item_id>/slug", responses={200: ItemShape, 409: Problem}, summary="Change an item's address"
)
@requires(Role.OPERATOR, action=Action.CHANGE_ADDRESS, target="item {item_id}")
def move(path: ItemPath, body: SlugBody) -> Response:
    """Change the item's address; the old one leads to it."""
    item = find_item(path.item_id)
    change_slug(item, body.slug)
    return _shown(item)


@items_api.post("/api/items/<int:item_id>/draft", responses={201: ReplayedShape}, summary="Ask for a draft")
@requires(Role.OPERATOR, action=Action.GENERATE_DRAFT, target="item {item_id}")
def draft(path: ItemPath) -> tuple[Response, int, dict[str, str]]:
    """Ask for a draft from the item's brief."""
    item = find_item(path.item_id)
    about = {"item_id": item.id}
    job = request_job("content-generation", about, requested_by=g.account.name, project_id=item.project_id)
    note(after={"job_id": job.job_id})
    return answer(ReplayedShape(job_id=job.job_id)), 201, {"Location": url_for("api_jobs.show", job_id=job.job_id)}


def _rebuilt(item: Item) -> Response:
    request_build(current_redis(), item.project_id)
    return _shown(item)


def _shown(item: Item) -> Response:
    shape = ItemShape.of(item, is_text_missing=bool(without_text([item.id])))
    end_reading()
    return answer(shape)

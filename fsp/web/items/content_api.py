"""`/api/projects/…/items` and `/api/items/…`: list, create and edit posts, and read their revisions."""

from flask import Response, g, url_for
from flask_openapi.types import ResponseDict
from sqlalchemy import func, select
from sqlalchemy.orm import defer

from fsp.audit.action import Action
from fsp.content.editing import create_item, lock_item, save_item, use_revision
from fsp.content.item_address import old_addresses
from fsp.content.lookup import find_item, find_project
from fsp.content.text_length import text_length
from fsp.errors import Conflict, NotFound
from fsp.models.account import Role
from fsp.models.item import Item, Revision
from fsp.models.project import Project
from fsp.publishing.item_list import ItemFilter, read_items
from fsp.publishing.missing_texts import without_text
from fsp.stores import db, end_reading
from fsp.web.access.audit_trail import note
from fsp.web.access.permissions import requires
from fsp.web.etags import item_mark, refuse_unless
from fsp.web.idempotency_header import IdempotencyHeader
from fsp.web.items.content_schemas import (
    ItemBody,
    ItemContentShape,
    ItemPageShape,
    ItemsPath,
    ItemsQuery,
    RevisionLineShape,
    RevisionListShape,
    RevisionPath,
    RevisionShape,
)
from fsp.web.items.schemas import ItemPath, ItemShape
from fsp.web.openapi import CHANGED, answer, api_blueprint, tagged
from fsp.web.schema import Problem

content_api = api_blueprint("api_content")

MAX_REVISIONS = 100
CREATED_ITEM: ResponseDict = {201: ItemContentShape, 409: Problem}
EDITED_ITEM: ResponseDict = {200: ItemContentShape, **CHANGED}


@content_api.get("/api/projects/<slug>/items", responses={200: ItemPageShape}, summary="List the posts of a project")
@requires(Role.VIEWER)
def index(path: ItemsPath, query: ItemsQuery) -> Response:
    """List the posts of a project, 50 per page."""
    listing = read_items(
        find_project(path.slug).id, ItemFilter(state=query.state, text=query.q.strip(), after=query.after)
    )
    items = [ItemShape.of(item, is_text_missing=item.id in listing.without_text) for item in listing.items]
    return answer(ItemPageShape(items=items, counts=listing.counts, next_after=listing.next_after))


@content_api.post("/api/projects/<slug>/items", responses=CREATED_ITEM, summary="Create a post")
@requires(Role.OPERATOR, action=Action.CREATE_ITEM, target="project {slug}: {title}")
def create(path: ItemsPath, body: ItemBody, header: IdempotencyHeader) -> tuple[Response, int, dict[str, str]]:
    """Create a draft."""
    project = find_project(path.slug)
    if project.deleted_at is not None:
        raise Conflict(f'Project "{project.title}" is deleted. Restore it first.')
    request = header.keyed({"project": path.slug, "item": body.model_dump()})
    item = create_item(project, body.text_on(None), body.details_on(None), author=g.account.name, request=request)
    note(after={"item": item.id})
    return _shown(item), 201, {"Location": url_for("api_content.show", item_id=item.id)}


@content_api.get("/api/items/<int:item_id>", responses={200: ItemContentShape}, summary="Read a post")
@requires(Role.VIEWER)
def show(path: ItemPath) -> Response:
    """Return a post with its content. The ETag is for `If-Match` of a change."""
    return _shown(find_item(path.item_id))


@content_api.patch("/api/items/<int:item_id>", responses=EDITED_ITEM, summary="Edit a post")
@requires(Role.OPERATOR, action=Action.EDIT_ITEM, target="item {item_id}")
def edit(path: ItemPath, body: ItemBody) -> Response:
    """Change some fields of a post. Published posts show the change when they are published again."""
    item = lock_item(path.item_id)
    refuse_unless(item_mark(item))
    if item.deleted_at is not None:
        raise Conflict(f'"{item.title}" is deleted. Restore it first.')
    text, details, author = body.text_on(item), body.details_on(item), g.account.name
    save_item(item, text, seen_revision_id=item.current_revision_id, author=author, details=details)
    return _shown(item)


@content_api.get("/api/items/<int:item_id>/revisions", responses={200: RevisionListShape}, summary="List revisions")
@requires(Role.VIEWER)
def revisions(path: ItemPath) -> Response:
    """List the last 100 revisions of a post, newest first, without their texts."""
    item = find_item(path.item_id)
    rows = db.session.execute(
        select(Revision, func.length(Revision.body))
        .options(defer(Revision.body, raiseload=True))
        .where(Revision.item_id == item.id)
        .order_by(Revision.number.desc())
        .limit(MAX_REVISIONS)
    ).all()
    lines = [
        RevisionLineShape.of(revision, is_current=revision.id == item.current_revision_id, characters=characters)
        for revision, characters in rows
    ]
    end_reading()
    return answer(RevisionListShape(revisions=lines))


@content_api.get(
    "/api/items/<int:item_id>/revisions/<int:number>", responses={200: RevisionShape}, summary="Read a revision"
)
@requires(Role.VIEWER)
def revision(path: RevisionPath) -> Response:
    """Return one revision of a post with its text."""
    item = find_item(path.item_id)
    shape = RevisionShape.of_revision(_find_revision(item, path.number), item)
    end_reading()
    return answer(shape)


@content_api.post(
    "/api/items/<int:item_id>/revisions/<int:number>/use", responses=EDITED_ITEM, summary="Use a revision"
)
@requires(Role.OPERATOR, action=Action.USE_TEXT, target="item {item_id}")
def use(path: RevisionPath) -> Response:
    """Make a revision the current text of its post."""
    item = lock_item(path.item_id)
    refuse_unless(item_mark(item))
    use_revision(item, _find_revision(item, path.number).id)
    return _shown(item)


def _find_revision(item: Item, number: int) -> Revision:
    row = db.session.scalar(select(Revision).where(Revision.item_id == item.id, Revision.number == number))
    if row is None:
        raise NotFound(f"Post {item.id} has no revision {number}.")
    return row


def _shown(item: Item) -> Response:
    current = db.session.get(Revision, item.current_revision_id) if item.current_revision_id else None
    length = text_length(current.body if current else "")
    shape = ItemContentShape.of(
        item,
        words=length.words,
        characters=length.characters,
        reading_minutes=length.minutes,
        redirects=old_addresses(item),
        is_text_missing=bool(without_text([item.id])),
        project=db.session.get_one(Project, item.project_id).slug,
        text=current.body if current else "",
        revision=current.number if current else None,
    )
    end_reading()
    return tagged(answer(shape), item_mark(item))

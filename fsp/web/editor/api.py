"""`/api/…/copies`: working copies, which keep what was typed and not saved."""

from flask import Response, g
from flask_openapi.types import ResponseDict

from fsp.audit.action import Action
from fsp.clock import utc_now
from fsp.content.item_form import ItemForm
from fsp.content.lookup import find_item, find_project
from fsp.content.working_copies import (
    Place,
    Typed,
    copies_of_item,
    copies_of_new_posts,
    discard_copy,
    find_copy,
    keep_copy,
)
from fsp.models.account import Role
from fsp.models.item import Item, Revision
from fsp.models.project import Project
from fsp.stores import db, end_reading
from fsp.web.access.permissions import requires
from fsp.web.editor.schemas import (
    CopiesPath,
    CopyBody,
    CopyLineShape,
    CopyListShape,
    CopyPath,
    CopyShape,
    ItemTabPath,
    KeptCopyShape,
    ProjectTabPath,
)
from fsp.web.items.schemas import ItemPath
from fsp.web.openapi import CHANGED, answer, api_blueprint

copies_api = api_blueprint("api_copies")

KEPT: ResponseDict = {200: KeptCopyShape, **CHANGED}


@copies_api.get("/api/items/<int:item_id>/copies", responses={200: CopyListShape}, summary="List working copies")
@requires(Role.OPERATOR)
def of_item(path: ItemPath) -> Response:
    """List the unsaved versions of a post, of all accounts, without their texts."""
    copies = CopyLineShape.list_of(copies_of_item(find_item(path.item_id)))
    end_reading()
    return answer(CopyListShape(copies=copies))


@copies_api.put("/api/items/<int:item_id>/copies/<tab>", responses=KEPT, summary="Keep a working copy")
@requires(Role.OPERATOR)
def keep(path: ItemTabPath, body: CopyBody) -> Response:
    """Keep what was typed in a tab. It adds no revision and changes nothing that readers see."""
    item = find_item(path.item_id)
    return _keep(Place(db.session.get_one(Project, item.project_id), item, g.account, path.tab), body)


@copies_api.get(
    "/api/projects/<slug>/copies", responses={200: CopyListShape}, summary="List working copies of new posts"
)
@requires(Role.OPERATOR)
def of_project(path: CopiesPath) -> Response:
    """List the posts that this account began in a project and has not saved."""
    copies = CopyLineShape.list_of(copies_of_new_posts(find_project(path.slug), g.account))
    end_reading()
    return answer(CopyListShape(copies=copies))


@copies_api.put("/api/projects/<slug>/copies/<tab>", responses=KEPT, summary="Keep a working copy of a new post")
@requires(Role.OPERATOR)
def keep_new(path: ProjectTabPath, body: CopyBody) -> Response:
    """Keep what was typed for a new post. No post is created."""
    return _keep(Place(find_project(path.slug), None, g.account, path.tab), body)


@copies_api.get("/api/copies/<int:copy_id>", responses={200: CopyShape}, summary="Read a working copy")
@requires(Role.OPERATOR)
def show(path: CopyPath) -> Response:
    """Return a working copy with its text."""
    shape = CopyShape.of(find_copy(path.copy_id))
    end_reading()
    return answer(shape)


@copies_api.delete("/api/copies/<int:copy_id>", responses={200: CopyShape}, summary="Discard a working copy")
@requires(Role.OPERATOR, action=Action.DISCARD_COPY, target="working copy {copy_id}")
def discard(path: CopyPath) -> Response:
    """Discard an unsaved version of a post, and return it."""
    shape = CopyShape.of(find_copy(path.copy_id))
    discard_copy(path.copy_id)
    return answer(shape)


def _keep(place: Place, body: CopyBody) -> Response:
    form = ItemForm.of_values({**body.fields, "body": body.text})
    typed = Typed(form, ItemForm.of_values(body.base), body.base_revision, body.version)
    copy = keep_copy(place, typed, now=utc_now())
    item = place.item
    others = [other for other in copies_of_item(item) if other.id != copy.id] if item else []
    by = _saved_by(item, body.base_revision) if item else None
    shape = KeptCopyShape.of(copy, others=CopyLineShape.list_of(others), is_outdated=by is not None, saved_by=by or "")
    end_reading()
    return answer(shape)


def _saved_by(item: Item, base_revision_id: int | None) -> str | None:
    """Return who saved the current text; None if it is the one that editing began with."""
    if item.current_revision_id == base_revision_id:
        return None
    revision = db.session.get(Revision, item.current_revision_id) if item.current_revision_id else None
    return revision.author if revision else ""

"""Writes the merge of one file to its post, within the caller's transaction."""

from datetime import datetime
from urllib.parse import unquote, urlsplit

from sqlalchemy import select

from fsp.content.document import Document
from fsp.content.item_address import drop_redirect
from fsp.content.item_history import add_event
from fsp.content.revision_fields import fields_of
from fsp.content.revisions import add_current_revision, add_draft_revision
from fsp.content.slugs import free_slug, slug_of
from fsp.importing.exported_posts import base_of
from fsp.importing.file_values import FileValues
from fsp.importing.identity import ProjectIndex
from fsp.importing.merge import merge_known, merge_new
from fsp.importing.merge_result import Merge, TextAction
from fsp.models.item import Item, ItemState, Revision, RevisionOrigin
from fsp.models.item_event import EventKind
from fsp.models.redirect import Redirect
from fsp.stores import db

MAX_PATH_CHARACTERS = 500


def plan(item: Item | None, file: FileValues, now: datetime) -> Merge:
    """Decide what a file changes. A post that was never imported takes everything from the file."""
    if item is None:
        return merge_new(file, now)
    return merge_known(item, file, current_body=lambda: _current_body(item), now=now)


def apply(item: Item | None, merge: Merge, file: FileValues, path: str, index: ProjectIndex) -> Item:
    """Write the merge; return the post."""
    if item is None:
        item = Item(project_id=index.project.id, slug=index.new_slug(path, file), title="", tags=[])
        item.state = ItemState.DRAFT
        db.session.add(item)
    is_new, before = item.id is None, fields_of(item)
    for name, value in merge.values.items():
        setattr(item, name, value)
    base = base_of(item, merge, file)
    if file.exported is None or base is not None:
        item.source_path, item.imported = item.source_path if file.exported and item.source_path else path, base
    db.session.flush()
    if merge.text == TextAction.REPLACE:
        add_current_revision(item, file.body, RevisionOrigin.IMPORT)
    elif merge.text == TextAction.BESIDE and file.body not in _bodies(item):
        add_draft_revision(item, file.body, RevisionOrigin.IMPORT)
    if merge.text != TextAction.REPLACE and item.current_revision_id and fields_of(item) != before:
        add_current_revision(item, _current_body(item), RevisionOrigin.IMPORT)
    if is_new:
        add_event(item.id, EventKind.IMPORTED, path=path)
    if merge.new_slug:
        _move(item, merge, index)
    return item


def add_aliases(item: Item, document: Document, index: ProjectIndex) -> list[str]:
    """Redirect the old addresses of a file to its post; return a note for each address that is already in use."""
    notes = []
    for alias in document.aliases:
        path = path_of_address(alias)
        if not path or path == item.slug or len(path) > MAX_PATH_CHARACTERS:
            continue
        owner = index.slugs.get(path) or _redirected(index.project.id, path)
        if owner is None:
            db.session.add(Redirect(project_id=index.project.id, item_id=item.id, path=path))
        elif owner != item.id:
            notes.append(f'the old URL "{path}" belongs to another post and does not redirect here.')
    return notes


def path_of_address(address: str) -> str:
    """Return an address as a path on the site without leading or trailing slashes; empty if it leaves the site."""
    try:
        path = unquote(urlsplit(address).path)
    except ValueError:
        return ""
    parts = [part for part in path.split("/") if part]
    if parts and parts[-1] == "index.html":
        parts.pop()
    return "" if any(part in {".", ".."} or part.startswith(".") for part in parts) else "/".join(parts)


def _move(item: Item, merge: Merge, index: ProjectIndex) -> None:
    new_slug = slug_of(merge.new_slug, is_unicode=index.project.has_unicode_slugs)
    if not new_slug or new_slug == item.slug:
        return
    old = item.slug
    item.slug = free_slug([new_slug], index.slugs)
    if _redirected(index.project.id, old) is None:
        db.session.add(Redirect(project_id=index.project.id, item_id=item.id, path=old))
    drop_redirect(index.project.id, item.slug)
    index.slugs.pop(old, None)
    merge.notes.append(f'slug changed from "{old}" to "{item.slug}"; the old URL redirects to the new one.')


def _redirected(project_id: int, path: str) -> int | None:
    statement = select(Redirect.item_id).where(Redirect.project_id == project_id, Redirect.path == path)
    return db.session.scalar(statement)


def _current_body(item: Item) -> str:
    revision = db.session.get(Revision, item.current_revision_id) if item.current_revision_id else None
    return revision.body if revision else ""


def _bodies(item: Item) -> set[str]:
    return set(db.session.scalars(select(Revision.body).where(Revision.item_id == item.id)))

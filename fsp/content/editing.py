"""Edits posts and their texts. Nothing that a person wrote is overwritten."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from fsp.clock import utc_now
from fsp.content.item_details import ItemDetails, set_details
from fsp.content.item_history import add_event
from fsp.content.lookup import find_item
from fsp.content.revision_fields import fields_of, restore_fields
from fsp.content.revisions import add_current_revision
from fsp.content.slugs import MAX_SLUG_CHARACTERS, free_slug, slug_of
from fsp.content.titles import checked_title
from fsp.errors import Conflict, NotFound
from fsp.models.item import Item, Revision, RevisionOrigin
from fsp.models.item_event import EventKind
from fsp.models.project import Project
from fsp.models.redirect import Redirect
from fsp.queueing.keyed_request import KeyedRequest
from fsp.stores import db, end_reading


@dataclass(frozen=True)
class ItemText:
    """The editable fields of a post. `tags` are separated by commas."""

    title: str = ""
    summary: str = ""
    brief: str = ""
    tags: str = ""
    body: str = ""

    @property
    def tag_list(self) -> list[str]:
        """Return the tags without duplicates, in order."""
        return list(dict.fromkeys(tag.strip() for tag in self.tags.split(",") if tag.strip()))


def joined(tags: Iterable[object]) -> str:
    """Return tags as `ItemText` has them."""
    return ", ".join(str(tag) for tag in tags)


def text_of_item(item: Item) -> ItemText:
    """Return the current editable fields of a post."""
    current = db.session.get(Revision, item.current_revision_id) if item.current_revision_id else None
    return ItemText(item.title, item.summary, item.brief, joined(item.tags), current.body if current else "")


def create_item(
    project: Project,
    text: ItemText,
    details: ItemDetails | None = None,
    *,
    author: str = "",
    request: KeyedRequest | None = None,
) -> Item:
    """Create a draft. Its slug comes from its title, with a number if that is taken.

    With a keyed `request`, repeating it returns the post that it created first.
    """
    title = checked_title(text.title)
    created = request.read_result() if request else None
    if created is not None:
        return find_item(int(created))
    item = Item(project_id=project.id, slug=_free_slug(project, title), title=title, tags=[], authors=[])
    _set_item(item, text)
    if details is not None:
        set_details(item, details)
    db.session.add(item)
    try:
        db.session.flush()
        if text.body.strip():
            add_current_revision(item, text.body, RevisionOrigin.PERSON, author=author)
        add_event(item.id, EventKind.CREATED, by=author)
        if request:
            request.add_result(str(item.id))
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        # Either another request with this key was first, or another post took the slug in between.
        return create_item(project, text, details, author=author, request=request)
    return item


def save_item(
    item: Item,
    text: ItemText,
    *,
    seen_revision_id: int | None,
    author: str,
    details: ItemDetails | None = None,
) -> None:
    """Save a post as a person edited it; raise Conflict if its text changed since they began.

    Without `details`, the details of the post stay. A changed text or field adds a revision.
    """
    checked_title(text.title)
    if item.current_revision_id != seen_revision_id:
        raise Conflict("Someone else edited this post. Your version is below, unsaved. Save again to overwrite theirs.")
    before = fields_of(item)
    if details is not None:
        set_details(item, details)
    _set_item(item, text)
    current = db.session.get(Revision, item.current_revision_id) if item.current_revision_id else None
    if text.body != (current.body if current else "") or (current and fields_of(item) != before):
        add_current_revision(item, text.body, RevisionOrigin.PERSON, author=author)
    db.session.commit()


def lock_item(item_id: int) -> Item:
    """Return a post, locked until the end of the transaction: what is read from it is current until the commit."""
    end_reading()
    db.session.execute(update(Item).where(Item.id == item_id).values(updated_at=utc_now()))
    item = find_item(item_id)
    db.session.refresh(item)
    return item


def use_revision(item: Item, revision_id: int) -> None:
    """Make one of the post's revisions the current one, with the fields that it kept.

    Raise NotFound if it does not belong to the post.
    """
    revision = db.session.scalar(select(Revision).where(Revision.id == revision_id, Revision.item_id == item.id))
    if revision is None:
        raise NotFound(f"Revision {revision_id} not found. Reload the page.")
    if revision.fields is None:
        # A generated or older text has no fields of its own. It takes those of the post.
        revision.fields = fields_of(item)
    restore_fields(item, revision.fields)
    item.current_revision_id = revision.id
    add_event(item.id, EventKind.REVISION_USED, revision=revision.number)
    db.session.commit()


def _set_item(item: Item, text: ItemText) -> None:
    item.title, item.summary = text.title.strip(), text.summary.strip()
    item.brief = text.brief.strip()
    # A tag that contains a comma stays whole as long as nobody edits the tags.
    if text.tags != joined(item.tags):
        item.tags = text.tag_list


def _free_slug(project: Project, title: str) -> str:
    base_slug = slug_of(title, is_unicode=project.has_unicode_slugs)[: MAX_SLUG_CHARACTERS - 5].rstrip("-") or "item"
    used = set(
        db.session.scalars(select(Item.slug).where(Item.project_id == project.id, Item.slug.startswith(base_slug)))
    )
    # An old address redirects to the post that had it.
    used |= set(
        db.session.scalars(
            select(Redirect.path).where(Redirect.project_id == project.id, Redirect.path.startswith(base_slug))
        )
    )
    return free_slug([base_slug], used)

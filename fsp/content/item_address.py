"""Changes the address of a post. The old address redirects to the new one."""

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from fsp.content.item_history import add_event
from fsp.content.slugs import MAX_SLUG_CHARACTERS, RESERVED_SLUGS, slug_of
from fsp.errors import Conflict, InvalidInput
from fsp.models.item import Item
from fsp.models.item_event import EventKind
from fsp.models.project import Project
from fsp.models.redirect import Redirect
from fsp.stores import db

MAX_ADDRESSES = 50


def old_addresses(item: Item) -> list[str]:
    """Return the old addresses that redirect to a post, relative to the site."""
    query = select(Redirect.path).where(Redirect.item_id == item.id).order_by(Redirect.path).limit(MAX_ADDRESSES)
    return list(db.session.scalars(query))


def change_slug(item: Item, new_slug: str) -> None:
    """Change the slug of a post; raise InvalidInput for an invalid slug, Conflict for a taken one.

    The site uses the new slug, and redirects the old one, from the next publication on.
    """
    set_slug(item, new_slug)
    commit_slug(item)


def set_slug(item: Item, new_slug: str) -> None:
    """Change the slug within the caller's transaction, which `commit_slug` ends."""
    project = db.session.get_one(Project, item.project_id)
    slug = slug_of(new_slug, is_unicode=project.has_unicode_slugs)
    if not slug or slug in RESERVED_SLUGS:
        db.session.rollback()
        raise InvalidInput(
            f"A slug must be 1–{MAX_SLUG_CHARACTERS} letters and digits, and not a reserved name such as tags; "
            f'got "{new_slug:.100}".'
        )
    if slug == item.slug:
        return
    _refuse_taken(item, slug)
    old, item.slug = item.slug, slug
    add_event(item.id, EventKind.URL_CHANGED, before=old, to=slug)
    drop_redirect(item.project_id, slug)
    if _owner(item.project_id, old) is None:
        db.session.add(Redirect(project_id=item.project_id, item_id=item.id, path=old))


def drop_redirect(project_id: int, path: str) -> None:
    """Delete the redirect from a path that a post uses itself, within the caller's transaction."""
    query = select(Redirect).where(Redirect.project_id == project_id, Redirect.path == path)
    for redirect in db.session.scalars(query).all():
        db.session.delete(redirect)


def commit_slug(item: Item) -> None:
    """Commit the transaction; raise Conflict if another post took the slug in between."""
    slug = item.slug
    try:
        db.session.commit()
    except IntegrityError as error:
        db.session.rollback()
        raise Conflict(f'Another post now uses the slug "{slug}". Choose another.') from error


def _refuse_taken(item: Item, slug: str) -> None:
    other = db.session.scalar(
        select(Item).where(Item.project_id == item.project_id, Item.slug == slug, Item.id != item.id)
    )
    owner_id = _owner(item.project_id, slug)
    if other is None and owner_id not in {None, item.id}:
        other = db.session.get(Item, owner_id)
    if other is not None:
        title = other.title
        db.session.rollback()
        raise Conflict(f'The slug "{slug}" is used by "{title}" or redirects to it. Choose another.')


def _owner(project_id: int, path: str) -> int | None:
    return db.session.scalar(select(Redirect.item_id).where(Redirect.project_id == project_id, Redirect.path == path))

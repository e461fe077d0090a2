"""Finds the published post of a project that a text links to."""

from sqlalchemy import select

from fsp.content.references.names import index_names, post_names
from fsp.content.rendering.page import ids_on_page
from fsp.models.item import Item, ItemState, Revision
from fsp.models.redirect import Redirect
from fsp.stores import db, reading


class PostLinks:
    """The published posts of a project by the names that texts use for them. They are read at the first link."""

    def __init__(self, project_id: int) -> None:
        self._project_id = project_id
        self._slugs: dict[str, str] | None = None
        self._ids: dict[str, frozenset[str]] = {}

    def find(self, name: str) -> str | None:
        """Return the slug of the post with this name, or None."""
        if self._slugs is None:
            self._slugs = _slugs_by_name(self._project_id)
        return self._slugs.get(name)

    def ids(self, slug: str) -> frozenset[str]:
        """Return the ids on the page of the published post with this slug."""
        if slug not in self._ids:
            with reading():
                row = db.session.execute(
                    select(Item.title, Revision.body)
                    .join(Revision, Revision.id == Item.current_revision_id)
                    .where(Item.project_id == self._project_id, Item.slug == slug, Item.deleted_at.is_(None))
                ).first()
            self._ids[slug] = ids_on_page(row.body, title=row.title) if row else frozenset()
        return self._ids[slug]


def _slugs_by_name(project_id: int) -> dict[str, str]:
    addresses: dict[int, list[str]] = {}
    with reading():
        redirects = db.session.execute(
            select(Redirect.item_id, Redirect.path).where(Redirect.project_id == project_id)
        ).all()
        rows = db.session.execute(
            select(Item.id, Item.source_path, Item.slug, Item.title)
            .where(Item.project_id == project_id, Item.state == ItemState.PUBLISHED, Item.deleted_at.is_(None))
            .order_by(Item.id)
        ).all()
    for item_id, path in redirects:
        addresses.setdefault(item_id, []).append(path)
    return index_names(
        (slug, post_names(source_path=path or "", slug=slug, title=title, addresses=addresses.get(item_id, ())))
        for item_id, path, slug, title in rows
    )

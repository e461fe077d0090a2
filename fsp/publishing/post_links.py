"""Finds the published post of a project that a text links to: one look-up in an index for each link."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select

from fsp.content.rendering.page import ids_on_page
from fsp.models.item import Item, ItemState, Revision
from fsp.models.item_name import ItemName
from fsp.stores import db, reading

_POSTS = (
    select(ItemName.name, Item.slug)
    .join(Item, Item.id == ItemName.item_id)
    .where(
        ItemName.project_id == bindparam("project_id"),
        ItemName.name.in_(bindparam("names", expanding=True)),
        Item.state == ItemState.PUBLISHED,
        Item.deleted_at.is_(None),
    )
    .order_by(ItemName.is_exact.desc(), ItemName.item_id)
)


class PostLinks:
    """The published posts of a project by the names that texts use for them."""

    def __init__(self, project_id: int) -> None:
        self._project_id = project_id
        self._slugs: dict[tuple[str, ...], str | None] = {}
        self._ids: dict[str, frozenset[str]] = {}

    def find(self, names: Sequence[str]) -> str | None:
        """Return the slug of the post that has the first of these names, else the second, and so on; or None."""
        key = tuple(names)
        if key not in self._slugs:
            self._slugs[key] = self._read(key)
        return self._slugs[key]

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

    def _read(self, names: tuple[str, ...]) -> str | None:
        slugs: dict[str, str] = {}
        with reading():
            for name, slug in db.session.execute(_POSTS, {"project_id": self._project_id, "names": names}):
                slugs.setdefault(name, slug)
        return next((slugs[name] for name in names if name in slugs), None)

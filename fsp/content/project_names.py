"""The names that the texts of a project may use for its posts."""

from sqlalchemy import select

from fsp.content.references.names import index_names, post_names
from fsp.models.item import Item
from fsp.models.redirect import Redirect
from fsp.stores import db


def project_names(project_id: int) -> dict[str, str]:
    """Return the ids of a project's posts by the names that texts may use for them."""
    addresses: dict[int, list[str]] = {}
    for item_id, path in db.session.execute(
        select(Redirect.item_id, Redirect.path).where(Redirect.project_id == project_id)
    ):
        addresses.setdefault(item_id, []).append(path)
    rows = db.session.execute(
        select(Item.id, Item.source_path, Item.slug, Item.title)
        .where(Item.project_id == project_id, Item.deleted_at.is_(None))
        .order_by(Item.id)
    )
    return index_names(
        (str(item_id), post_names(source_path=path or "", slug=slug, title=title, addresses=addresses.get(item_id, ())))
        for item_id, path, slug, title in rows
    )

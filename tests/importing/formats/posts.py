"""Reads imported posts."""

from sqlalchemy import select

from fsp.models.item import Item, Revision
from fsp.stores import db


def posts() -> dict[str, Item]:
    db.session.expire_all()
    return {item.slug: item for item in db.session.scalars(select(Item))}


def body_of(item: Item) -> str:
    return db.session.get_one(Revision, item.current_revision_id).body.strip()

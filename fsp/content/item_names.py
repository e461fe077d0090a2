"""Keeps the names of posts in SQL in step with what they are made from, in the same transaction.

It listens for what a session writes, so that no way to create, rename or move a post can forget it.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import delete, event, inspect, select, tuple_
from sqlalchemy.orm import Session, UOWTransaction

from fsp.content.references.names import post_names
from fsp.history.insertion import insert_rows
from fsp.models.item import Item
from fsp.models.item_name import ItemName
from fsp.models.redirect import Redirect

NAMED_BY = ("source_path", "slug", "title")
"""The fields of a post that give it names."""

Name = tuple[str, bool]
"""A name, and whether it is the most specific one of its post."""


@event.listens_for(Session, "after_flush")
def _keep_names(session: Session, _context: UOWTransaction) -> None:
    new = [row for row in session.new if isinstance(row, Item)]
    renamed = {row.id: row for row in session.dirty if isinstance(row, Item) and _is_renamed(row)}
    for redirect in (*session.new, *session.deleted):
        if isinstance(redirect, Redirect) and redirect.item_id not in renamed:
            item = session.get(Item, redirect.item_id)
            if item is not None:
                renamed[item.id] = item
    if new or renamed:
        _store(session, new, list(renamed.values()))


def _is_renamed(item: Item) -> bool:
    state = inspect(item)
    return any(state.attrs[name].history.has_changes() for name in NAMED_BY)


def _store(session: Session, new: Sequence[Item], renamed: Sequence[Item]) -> None:
    addresses, stored = _read(session, [item.id for item in renamed])
    rows: list[dict[str, Any]] = []
    obsolete: list[tuple[int, str]] = []
    for item in (*new, *renamed):
        names, stored_names = _names(item, addresses.get(item.id, ())), stored.get(item.id, set())
        obsolete += [(item.id, name) for name, _ in stored_names - set(names)]
        rows += [_row(item, name) for name in names if name not in stored_names]
    if obsolete:
        is_obsolete = tuple_(ItemName.item_id, ItemName.name).in_(obsolete)
        session.execute(delete(ItemName).where(is_obsolete).execution_options(synchronize_session=False))
    if rows:
        insert_rows(ItemName, rows)


def _read(session: Session, ids: Sequence[int]) -> tuple[dict[int, list[str]], dict[int, set[Name]]]:
    """Return the old addresses and the stored names of posts."""
    addresses: dict[int, list[str]] = {}
    stored: dict[int, set[Name]] = {}
    if not ids:
        return addresses, stored
    paths = select(Redirect.item_id, Redirect.path).where(Redirect.item_id.in_(ids)).order_by(Redirect.id)
    for item_id, path in session.execute(paths):
        addresses.setdefault(item_id, []).append(path)
    rows = select(ItemName.item_id, ItemName.name, ItemName.is_exact).where(ItemName.item_id.in_(ids))
    for item_id, name, is_exact in session.execute(rows):
        stored.setdefault(item_id, set()).add((name, is_exact))
    return addresses, stored


def _names(item: Item, addresses: Iterable[str]) -> list[Name]:
    """Return the names of a post, the most specific first."""
    names = post_names(source_path=item.source_path or "", slug=item.slug, title=item.title, addresses=addresses)
    return [(name, not number) for number, name in enumerate(names)]


def _row(item: Item, name: Name) -> dict[str, Any]:
    return {"item_id": item.id, "project_id": item.project_id, "name": name[0], "is_exact": name[1]}

"""The destinations of a project, and the publication of a post at one of them."""

from sqlalchemy import ColumnElement, insert, select, update
from sqlalchemy.exc import IntegrityError

from fsp.models.destination import Destination, site_values
from fsp.models.publication import Publication
from fsp.stores import db, reading


def destinations_of(project_id: int) -> list[Destination]:
    """Return the destinations of a project that were not removed, in the order in which they were added."""
    with reading():
        rows = _all(project_id)
    if not rows:
        # A process of an older version created the project during an update.
        db.session.execute(insert(Destination).values(**site_values(project_id)))
        _commit_unless_taken()
        rows = _all(project_id)
        db.session.commit()
    return [row for row in rows if row.removed_at is None]


def publication_at(item_id: int, destination: Destination) -> Publication:
    """Return the publication of a post at a destination, created if there is none. It is committed."""
    destination_id, platform = destination.id, destination.platform
    is_here = Publication.destination_id == destination_id
    with reading():
        publication = _find(item_id, is_here)
    if publication is not None:
        return publication
    if not _adopt(item_id, destination_id, platform):
        db.session.add(Publication(item_id=item_id, destination_id=destination_id, platform=platform))
        # Another attempt may have stored the row first. There is one row per post and destination.
        _commit_unless_taken()
    publication = db.session.scalars(select(Publication).where(Publication.item_id == item_id, is_here)).one()
    db.session.commit()
    return publication


def _all(project_id: int) -> list[Destination]:
    query = select(Destination).where(Destination.project_id == project_id).order_by(Destination.id)
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def _find(item_id: int, condition: ColumnElement[bool]) -> Publication | None:
    query = select(Publication).where(Publication.item_id == item_id, condition)
    return db.session.scalar(query.execution_options(populate_existing=True))


def _adopt(item_id: int, destination_id: int, platform: str) -> bool:
    """Take over the row that a process of an older version wrote; return whether there was one."""
    adopted = db.session.execute(
        update(Publication)
        .where(
            Publication.item_id == item_id,
            Publication.platform == platform,
            Publication.destination_id.is_(None),
        )
        .values(destination_id=destination_id, updated_at=Publication.updated_at)
    )
    return _commit_unless_taken() and bool(adopted.rowcount)  # type: ignore[attr-defined]


def _commit_unless_taken() -> bool:
    try:
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        return False
    return True

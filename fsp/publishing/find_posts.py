"""Finding posts and projects by words of their titles: a few of each, within a fraction of a second."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from fsp.history.query_timeout import TookTooLong, time_limit
from fsp.models.item import Item
from fsp.models.project import Project
from fsp.stores import db

SECONDS = 0.2


@dataclass(frozen=True)
class Post:
    """A post as a search lists it."""

    id: int
    title: str
    state: str
    project: str


def find_posts(words: list[str], *, limit: int) -> list[Post]:
    """Return the newest posts whose title or slug has all the words; none if that takes too long."""
    query = (
        select(Item.id, Item.title, Item.state, Project.title)
        .join(Project, Project.id == Item.project_id)
        .where(Item.deleted_at.is_(None), *_have(words, Item.title, Item.slug))
        .order_by(Item.id.desc())
        .limit(limit)
    )
    try:
        with time_limit(SECONDS):
            return [Post(*row) for row in db.session.execute(query)]
    except TookTooLong:
        return []


def find_projects(words: list[str], *, limit: int) -> list[Project]:
    """Return the projects whose title or slug has all the words, by title; none if that takes too long."""
    query = select(Project).where(Project.deleted_at.is_(None), *_have(words, Project.title, Project.slug))
    try:
        with time_limit(SECONDS):
            return list(db.session.scalars(query.order_by(Project.title).limit(limit)))
    except TookTooLong:
        return []


def _have(words: list[str], *columns: InstrumentedAttribute[str]) -> list[ColumnElement[bool]]:
    return [or_(*(column.icontains(word, autoescape=True) for column in columns)) for word in words]
